// Models: what serves a slot and stands beside it, the steps of the newest command, changing it, what happened.

import { get, may, part, post } from "./api.js";
import { byId, cell, confirmed, duration, element, facts, label, moment, options, replace, rows, say, text, whole } from "./dom.js";

const STEPS = ["requested", "validating", "preparing", "committing", "active"];
const REACHED = { VALIDATING: 1, PREPARING: 2, COMMITTING: 3, ACTIVE: 4, RETIRED: 4 };

let sent = null; // {slot, command, kind}: sent from here, and no status has named it yet
let champion = null;

// --- the steps of a command ---

/** Where a command stands: the step that it has reached, and what it came to. */
function progress(statuses) {
  let reached = 0;
  let outcome = "PENDING";
  for (const status of statuses) {
    reached = Math.max(reached, REACHED[status.phase] ?? 0);
    if (status.phase === "ACTIVE" || status.phase === "RETIRED") outcome = "DONE";
    if (status.phase === "REJECTED" || status.phase === "ABORTED") outcome = "FAILED";
  }
  return { reached, outcome };
}

function stateOf(step, { reached, outcome }) {
  if (outcome === "DONE") return "done";
  if (step < reached) return "done";
  if (step === reached) return outcome === "FAILED" ? "failed" : "running";
  return "waiting";
}

function note(step, statuses) {
  const most = (key) => Math.max(0, ...statuses.map((status) => status[key] || 0));
  const phase = { 2: "PREPARING", 3: "COMMITTING", 4: "ACTIVE" }[step];
  const newest = statuses.filter((status) => status.phase === phase && status.of).pop();
  const ready = newest ? `${newest.ready} of ${newest.of}` : "";
  if (step === 0 && statuses.length) return moment(statuses[0].time).slice(11);
  if (step === 1 && most("validationMillis")) return duration(most("fetchMillis") + most("validationMillis"));
  if (step === 2 && most("preparationMillis")) return [ready, duration(most("preparationMillis"))].filter(Boolean).join(", ");
  return ready;
}

function showSteps(statuses, isSent) {
  const isNone = !statuses.length && !isSent;
  const where = progress(statuses);
  STEPS.forEach((name, step) => {
    byId("phase-" + name).dataset.state = isNone ? "waiting" : stateOf(step, where);
    const shown = isNone ? "" : note(step, statuses);
    const under = byId("phase-" + name).querySelector(".note");
    if (under.textContent !== shown) under.textContent = shown;
  });
  const newest = statuses[statuses.length - 1];
  const outcome = byId("swap-outcome");
  outcome.dataset.outcome = isNone ? "NONE" : where.outcome;
  if (isNone) text("swap-outcome", "No command yet.");
  else if (!newest) text("swap-outcome", `${sent.kind} was sent; the job has not taken it up yet.`);
  else {
    const why = [newest.reason, newest.detail].filter(Boolean).join(": ");
    text("swap-outcome", `${newest.kind} ${label(newest)}: ${newest.phase}${where.outcome === "FAILED" && why ? ", " + why : ""}`);
  }
  text("swap-command", isNone ? "" : newest ? newest.commandId : sent.command);
}

/** Statuses of the command that was sent from here, else of the newest one, oldest first. */
function newestCommand(slot, history) {
  const id = sent && sent.slot === slot ? sent.command : history.find((status) => status.commandId)?.commandId;
  return id ? history.filter((status) => status.commandId === id).reverse() : [];
}

// --- what served when ---

function showTimeline(slot, timeline) {
  const changes = timeline.filter((status) => status.phase === "ACTIVE" && ["DEPLOY", "PROMOTE", "ROLLBACK"].includes(status.kind)).reverse();
  const now = Date.now();
  const begin = changes.length ? Date.parse(changes[0].time) : now;
  const span = Math.max(now - begin, 1_000);
  const lead = 12; // per cent for what served before the first change
  const names = [...new Set(changes.map(label))];
  const segments = changes.map((status, i) => {
    const from = Date.parse(status.time);
    const until = i + 1 < changes.length ? Date.parse(changes[i + 1].time) : now;
    const told = `${label(status)} by ${status.kind} from ${moment(status.time)}${i + 1 < changes.length ? ", for " + duration(until - from) : " on"}`;
    const segment = element("li", {
      class: "segment tone-" + (names.indexOf(label(status)) % 6), title: told, "aria-label": told, tabindex: 0,
    }, element("span", {}, label(status)));
    // whole numbers, so that it is drawn anew, and loses the focus, only now and then
    segment.style.flexGrow = String(Math.round(Math.max(0.02, (until - from) / span) * (100 - lead)));
    return segment;
  });
  const first = element("li", { class: "segment first", title: "the model of the pipeline file" }, element("span", {}, "file's"));
  first.style.flexGrow = String(lead);
  replace(byId("models-timeline"), [first, ...segments]);
  text("models-timeline-from", changes.length ? `since ${moment(changes[0].time)} UTC; the newest from ${moment(changes[changes.length - 1].time)}` : "no change yet");
}

function showHistory(history) {
  rows("models-history", history.map((status) => element("tr", { "data-phase": status.phase, "data-kind": status.kind },
    cell(moment(status.time)),
    cell(status.kind),
    cell(label(status)),
    element("td", {}, element("span", { class: "badge " + status.phase }, status.phase + (status.of ? ` ${status.ready} of ${status.of}` : ""))),
    cell([status.reason, status.detail].filter(Boolean).join(": "), "text"),
    cell(status.issuer || ""))), "Nothing has happened in this slot yet.");
}

function showChampion(slot) {
  champion = slot.champion || null;
  text("models-champion", label(champion));
  text("models-since", champion?.effectiveFrom ? "event time " + moment(champion.effectiveFrom)
    : champion?.time ? `${moment(champion.time)} UTC` : "the start of the pipeline");
  facts(byId("models-facts"), [
    ["engine", champion?.engine],
    ["rows/s, one thread", champion?.rowsPerSecond ? whole(champion.rowsPerSecond) : null],
    ["SHA-256", champion?.sha256 ? champion.sha256.slice(0, 16) + "…" : null],
    ["asked for by", champion?.issuer],
    ["first offsets", champion?.positions ? Object.entries(champion.positions).map(([p, o]) => `${p}: ${whole(o)}`).join(", ") : null],
  ]);
  if (champion?.model && !byId("deploy-model").value) byId("deploy-model").placeholder = champion.model;
}

// --- what stands beside the champion ---

function besideRow(role, status, ...buttons) {
  const key = role + " " + (status.commandId || label(status));
  return element("tr", { "data-key": key, "data-role": role, "data-model": label(status) },
    element("td", {}, element("span", { class: "badge " + role }, role)),
    cell(label(status), "model"),
    cell(status.percent ? status.percent + " %" : "", "number"),
    cell(moment(status.time)),
    element("td", { class: "buttons" }, ...(may("swap") ? buttons : [])));
}

const button = (name, className, onclick) => element("button", { type: "button", class: className, onclick }, name);

function challengerRow(role, status) {
  const named = { model: status.model, version: status.version };
  return besideRow(role, status,
    button("Promote…", "promote", () => ask("promote", named, `Let ${label(status)} answer all of ${slotName()}? ${label(champion)} serves now.`, "Promote")),
    button("Retire…", "retire careful", () => ask("retire", named, `Retire ${label(status)}, ${role} of ${slotName()}?`, "Retire")));
}

function showBeside(slot) {
  rows("models-beside", [
    ...(slot.canary ? [challengerRow("canary", slot.canary)] : []),
    ...slot.shadows.map((shadow) => challengerRow("shadow", shadow)),
    ...slot.pending.map((status) => besideRow(status.kind + " pending", status,
      button("Abort…", "abort careful", () => ask("abort", { command: status.commandId }, `Give up ${status.kind} of ${label(status)}? What serves goes on.`, "Abort")))),
  ], "Nothing: no canary, no shadow, no command on its way.");
}

async function refresh() {
  const { slots } = await get("/v1/slots");
  const name = options("models-slot", slots.map((slot) => [slot.slot, slot.slot]));
  const slot = slots.find((one) => one.slot === name);
  if (!slot) {
    showSteps([], false);
    rows("models-history", [], "There is no slot yet.");
    return;
  }
  const path = "/v1/slots/" + part(name);
  const [{ statuses: history }, { statuses: timeline }] = await Promise.all([
    get(path + "/history", { limit: 100 }), get(path + "/timeline", { limit: 60 })]);
  const isMine = Boolean(sent && sent.slot === name);
  const statuses = newestCommand(name, history);
  showChampion(slot);
  showBeside(slot);
  showSteps(statuses, isMine);
  showTimeline(name, timeline);
  showHistory(history);
  const earlier = [...new Set(timeline.filter((status) => status.phase === "ACTIVE" && status.model).map(label))]
    .filter((one) => one !== label(champion));
  options("rollback-to", [["", "the champion before"], ...earlier.map((one) => [one, one])]);
  const newer = isMine && history.find((status) => status.commandId);
  if (newer && newer.commandId !== sent.command && statuses.length && progress(statuses).outcome !== "PENDING") sent = null;
}

// --- steering ---

const slotName = () => byId("models-slot").value;

async function command(kind, body) {
  const slot = slotName();
  try {
    const answer = await post(`/v1/slots/${part(slot)}/${kind}`, body);
    sent = { slot, command: answer.command, kind: answer.kind };
    say(`${answer.kind} is on the control topic as ${answer.command}.`);
    dispatchEvent(new Event("millrace:changed"));
  } catch (e) {
    say(e.message, true);
  }
}

async function ask(kind, body, question, yes) {
  if (await confirmed(question, yes)) await command(kind, body);
}

function bring() {
  const kind = byId("deploy-as").value;
  const body = {
    model: byId("deploy-model").value.trim(),
    version: Number(byId("deploy-version").value),
    uri: byId("deploy-uri").value.trim(),
    sha256: byId("deploy-sha256").value.trim(),
    size: Number(byId("deploy-size").value),
  };
  if (kind !== "deploy") body.percent = Number(byId("deploy-percent").value);
  if (byId("deploy-only-if").checked && champion?.model) body.expectedChampion = label(champion);
  const what = {
    deploy: `Let ${label(body)} answer all of ${slotName()}?`,
    canary: `Let ${label(body)} answer ${body.percent} % of the keys of ${slotName()}?`,
    shadow: `Ask ${label(body)}, too, for ${body.percent} % of the keys of ${slotName()}, to compare?`,
  }[kind];
  return ask(kind, body, `${what} ${label(champion)} serves now.`, { deploy: "Deploy", canary: "Begin", shadow: "Begin" }[kind]);
}

function showKind() {
  const isWhole = byId("deploy-as").value === "deploy";
  document.querySelectorAll(".deploy-percent").forEach((place) => { place.hidden = isWhole; });
  byId("deploy-percent").required = !isWhole;
  byId("deploy-button").textContent = isWhole ? "Deploy…" : "Begin…";
}

function rollBack() {
  const to = byId("rollback-to").value;
  const at = to.lastIndexOf("@");
  return ask("rollback", to ? { model: to.slice(0, at), version: Number(to.slice(at + 1)) } : {},
    `Roll ${slotName()} back to ${to || "the champion before"}? ${label(champion)} serves now.`, "Roll back");
}

function start() {
  byId("deploy-form").addEventListener("submit", (event) => {
    event.preventDefault();
    bring();
  });
  byId("deploy-as").addEventListener("change", showKind);
  byId("rollback-button").addEventListener("click", rollBack);
  byId("models-slot").addEventListener("change", () => dispatchEvent(new Event("millrace:changed")));
}

export const models = { name: "models", refreshMillis: 700, keepsMessage: true, start, refresh };
