// The console: pages over the REST interface, without a framework. This shows one page at a time and keeps it fresh.

import { find, hasToken, identify, may, useToken } from "./api.js";
import { byId, say, text } from "./dom.js";
import { admission } from "./admission.js";
import { drift } from "./drift.js";
import { learners } from "./learners.js";
import { models } from "./models.js";
import { overview } from "./overview.js";
import { quality } from "./quality.js";
import { signals } from "./signals.js";

// A page has its name, how often it is refreshed, refresh(), and where it needs them start() (once), show() and hide().
const PAGES = new Map([overview, models, quality, drift, admission, learners, signals].map((page) => [page.name, page]));

let current = null;
let isLocked = false; // nothing is asked for without a token
let timer = 0;
let turn = 0; // what is asked for a page that is no longer shown is not drawn

function wanted() {
  return PAGES.get(location.hash.slice(1)) || overview;
}

function mark(name) {
  for (const page of PAGES.keys()) {
    byId("page-" + page).hidden = page !== name;
    const link = byId("nav-" + page);
    if (page === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  byId("nav-" + name).scrollIntoView({ block: "nearest", inline: "nearest" });
  document.title = byId("nav-" + name).textContent + " · Millrace";
}

async function refresh(page, mine) {
  clearTimeout(timer);
  try {
    await page.refresh();
    if (mine !== turn) return;
    if (byId("message").classList.contains("bad") && !page.keepsMessage) say("");
    document.body.dataset.page = page.name;
    document.body.dataset.connection = "on";
  } catch (e) {
    if (mine !== turn) return;
    say(e.message, true);
    document.body.dataset.connection = "off";
  }
  if (mine === turn) timer = setTimeout(() => refresh(page, mine), document.hidden ? 10 * page.refreshMillis : page.refreshMillis);
}

function show() {
  const page = wanted();
  const mine = ++turn;
  if (current && current !== page) {
    current.hide?.();
    say("");
  }
  current = page;
  document.body.dataset.page = "";
  mark(page.name);
  if (isLocked) {
    say("Enter a token to see this.", true);
    byId("token").focus();
    return;
  }
  page.show?.();
  refresh(page, mine);
}

/** Takes a token over from an address that has it in its fragment, which no server sees, and takes it out of the address and the history. */
function signInByAddress() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  if (!fragment.has("token")) return false;
  useToken(fragment.get("token"));
  history.replaceState(null, "", "/#" + (PAGES.has(fragment.get("page")) ? fragment.get("page") : overview.name));
  return true;
}

/** Whether a token is needed and there is none: asked before anything else, so that nothing is refused. */
async function lacksToken() {
  return !hasToken() && Boolean((await find("/ready"))?.tokenNeeded);
}

/** Leaves out what this caller may not do; what has data-lacks tells why. */
function offer() {
  document.querySelectorAll("[data-needs]").forEach((place) => { place.hidden = !may(place.dataset.needs); });
  document.querySelectorAll("[data-lacks]").forEach((place) => { place.hidden = may(place.dataset.lacks); });
}

async function begin() {
  byId("sign-in-form").classList.toggle("has-token", hasToken());
  byId("token").placeholder = hasToken() ? "in use" : "none";
  try {
    isLocked = await lacksToken();
    if (!isLocked) await identify();
    text("pipeline", isLocked ? "" : (await find("/v1/pipeline"))?.pipeline);
  } catch (e) {
    isLocked = false; // what is shown next tells what is wrong
  }
  offer();
  show();
}

byId("sign-in-form").addEventListener("submit", (event) => {
  event.preventDefault();
  useToken(byId("token").value.trim());
  byId("token").value = "";
  begin();
});
addEventListener("hashchange", () => (signInByAddress() ? begin() : show()));
document.addEventListener("visibilitychange", () => { if (!document.hidden && current && !isLocked) refresh(current, turn); });
addEventListener("millrace:changed", () => { if (current && !isLocked) refresh(current, turn); });
PAGES.forEach((page) => page.start?.());
signInByAddress();
begin();
