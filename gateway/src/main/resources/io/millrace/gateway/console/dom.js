// Makes and fills elements. Whatever comes from the server is put in as text, never as markup.

export const NONE = "–";

export const byId = (id) => document.getElementById(id);

/** An element with attributes, listeners (names that begin with on) and children; null ones are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Sets a text, only where it changed, so that what is selected stays so. */
export function text(id, value) {
  const where = byId(id);
  const shown = value === null || value === undefined || value === "" ? NONE : String(value);
  if (where.textContent !== shown) where.textContent = shown;
}

/** A cell of a table. */
export const cell = (value, className) => element("td", { class: className }, value === null || value === undefined ? "" : String(value));

const drawn = new WeakMap();

/** Puts children into a place unless they look as those that are there: what somebody is about to click stays. Gives whether it did. */
export function replace(place, children) {
  const looks = children.map((child) => child.outerHTML).join("");
  if (drawn.get(place) === looks) return false;
  drawn.set(place, looks);
  place.replaceChildren(...children);
  return true;
}

/** Fills a table's body, or says that there is nothing. The row that has the focus keeps it. */
export function rows(id, made, nothing) {
  const body = byId(id).tBodies[0];
  const focused = document.activeElement && document.activeElement.closest("tr");
  const key = focused && body.contains(focused) ? focused.dataset.key : undefined;
  const columns = byId(id).tHead.rows[0].cells.length;
  const lines = made.length || !nothing ? made : [element("tr", { class: "nothing" }, element("td", { colspan: columns }, nothing))];
  if (!replace(body, lines)) return;
  if (key !== undefined) [...body.rows].find((row) => row.dataset.key === key)?.focus();
}

/** A row that can be chosen by mouse and keyboard. */
export function choosable(row, isChosen, choose) {
  row.tabIndex = 0;
  row.setAttribute("aria-selected", String(isChosen));
  row.addEventListener("click", (event) => { if (!event.target.closest("input, a, button")) choose(); });
  row.addEventListener("keydown", (event) => {
    if (event.target !== row) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
      if (next && next.tabIndex === 0) {
        event.preventDefault();
        next.focus();
      }
    }
  });
  return row;
}

/** Fills a select with [value, text] pairs; what was chosen stays chosen if it is still there. */
export function options(id, pairs) {
  const select = byId(id);
  const before = select.value;
  const same = select.options.length === pairs.length
    && pairs.every(([value, shown], i) => select.options[i].value === value && select.options[i].textContent === shown);
  if (!same) {
    select.replaceChildren(...pairs.map(([value, shown]) => element("option", { value }, shown)));
    if (pairs.some(([value]) => value === before)) select.value = before;
  }
  return select.value;
}

/** A list of names and values. */
export function facts(list, pairs) {
  list.replaceChildren(...pairs
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value instanceof Node ? value : String(value))]));
}

// --- numbers and times ---

const grouped = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** A whole number, thousands apart. */
export const whole = (value) => (value === null || value === undefined ? NONE : grouped.format(value));

/** A rate: as many digits as tell something. */
export const rate = (value) => (value === null || value === undefined ? NONE : value > 0 && value < 10 ? value.toFixed(1) : grouped.format(value));

/** A figure with four significant digits. */
export function figure(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6)) return value.toExponential(2);
  return Number.isInteger(value) ? grouped.format(value) : String(Number(value.toPrecision(4)));
}

/** A share as a percentage. */
export const percent = (share) => (Number.isFinite(share) ? (100 * share).toFixed(share < 0.1 ? 1 : 0) + " %" : NONE);

/** A time of so many milliseconds. */
export function duration(millis) {
  if (millis === null || millis === undefined) return NONE;
  if (millis < 1_000) return Math.round(millis) + " ms";
  if (millis < 60_000) return (millis / 1_000).toFixed(millis < 10_000 ? 1 : 0) + " s";
  if (millis < 5_400_000) return Math.round(millis / 60_000) + " min";
  if (millis < 172_800_000) return Math.round(millis / 3_600_000) + " h";
  return Math.round(millis / 86_400_000) + " d";
}

/** 2013-04-01T04:00:00.123Z as 2013-04-01 04:00:00. */
export const moment = (iso) => (iso ? iso.replace("T", " ").replace("Z", "").slice(0, 19) : NONE);

/** Seconds since 1970, as charts want them. */
export const seconds = (iso) => Date.parse(iso) / 1_000;

/** name@version, or what stands for it; of a path its last part. */
export function label(status) {
  if (!status) return NONE;
  if (status.model) return status.model + "@" + status.version;
  return status.label ? status.label.split("/").filter(Boolean).pop() : NONE;
}

/** Asks in a dialog; gives whether the answer was yes. */
export function confirmed(question, yes) {
  const dialog = byId("confirm-dialog");
  byId("confirm-text").textContent = question;
  byId("confirm-yes").textContent = yes;
  return new Promise((resolve) => {
    const answers = { yes: () => dialog.close("yes"), no: () => dialog.close("no") };
    byId("confirm-yes").addEventListener("click", answers.yes);
    byId("confirm-no").addEventListener("click", answers.no);
    dialog.addEventListener("close", () => {
      byId("confirm-yes").removeEventListener("click", answers.yes);
      byId("confirm-no").removeEventListener("click", answers.no);
      resolve(dialog.returnValue === "yes");
    }, { once: true });
    dialog.returnValue = "no";
    dialog.showModal();
  });
}

/** Tells what came of something that was asked for. */
export function say(message, isBad = false) {
  const where = byId("message");
  if (where.textContent !== message) where.textContent = message;
  where.classList.toggle("bad", isBad);
}
