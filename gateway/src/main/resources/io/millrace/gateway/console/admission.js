// Admission: what learners were allowed to learn, why not, and what is in quarantine.

import { get, part, post } from "./api.js";
import { LineChart, columns } from "./charts.js";
import { byId, cell, choosable, confirmed, element, facts, figure, moment, options, percent, rows, say, seconds, text, whole } from "./dom.js";

const COLOURS = ["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"];
const MOST_REASONS = 6;

let chart;
let held = []; // what is in quarantine, newest first
let shown = null; // key of the example whose details are shown
const ticked = new Set();

const key = (example) => example.learner + " " + example.eventId;

// --- counts ---

const reason = (signal) => [signal.labels.stage === "none" ? "" : signal.labels.stage, signal.labels.reason].filter(Boolean).join(": ");

/** Newest value by label, of counts since the start. */
function totals(signals) {
  const newest = new Map();
  signals.forEach((signal) => { // newest first
    const name = JSON.stringify([signal.labels.stage, signal.labels.position, signal.labels.reason]);
    if (!newest.has(name)) newest.set(name, signal);
  });
  return [...newest.values()].sort((a, b) => b.value - a.value);
}

/** What was added from one report to the next, as points. */
function steps(signals) {
  const oldestFirst = [...signals].reverse();
  return oldestFirst.slice(1).map((signal, i) => ({ x: seconds(signal.time), y: Math.max(0, signal.value - oldestFirst[i].value) }));
}

function showReasons(refused, seen) {
  rows("admission-reasons", totals(refused).map((signal) => element("tr", {},
    cell(signal.labels.stage === "none" ? "before the first" : signal.labels.stage),
    cell(signal.labels.reason, "text"),
    cell(whole(signal.value), "number"),
    cell(percent(signal.value / seen), "number"))), "Nothing was refused.");
}

function showChart(admitted, refused) {
  const sums = new Map(); // of all positions of a reason together
  refused.forEach((signal) => {
    const name = reason(signal);
    if (!sums.has(name)) sums.set(name, new Map());
    const at = sums.get(name);
    at.set(signal.time, (at.get(signal.time) || 0) + signal.value);
  });
  const lists = [...sums.entries()]
    .map(([name, byTime]) => [name, [...byTime.entries()].map(([time, value]) => ({ time, value }))])
    .sort(([, a], [, b]) => b[0].value - a[0].value)
    .slice(0, MOST_REASONS);
  chart.showSeries([
    { label: "admitted (right)", colour: "weak", scale: "right", width: 1 },
    ...lists.map(([name], i) => ({ label: name, colour: COLOURS[i] })),
  ], columns([steps(admitted), ...lists.map(([, list]) => steps(list))]));
}

async function counts() {
  const [{ signals }, { learners }] = await Promise.all([get("/v1/signals", { kind: "ADMISSION", limit: 300 }), get("/v1/learners")]);
  const found = new Set(signals.map((signal) => /^admission\.([a-z0-9-]+)\./.exec(signal.name)?.[1]).filter(Boolean));
  const names = [...new Set([...learners.map((learner) => learner.learner).filter((name) => found.has(name)), ...found])];
  const learner = options("admission-learner", names.map((one) => [one, one]));
  byId("admission-off").hidden = names.length > 0;
  if (!learner) return;
  const of = (what, limit) => get("/v1/signals", { kind: "ADMISSION", name: `admission.${learner}.${what}`, limit });
  const [seen, admitted, released, refused] = (await Promise.all([of("seen", 1), of("admitted", 300), of("released", 1), of("refused", 1_000)]))
    .map((page) => page.signals);
  const sum = totals(refused).reduce((total, signal) => total + signal.value, 0);
  text("admission-seen", whole(seen[0]?.value));
  text("admission-admitted", whole(admitted[0]?.value));
  text("admission-refused", whole(sum));
  text("admission-refused-share", seen[0] ? percent(sum / seen[0].value) : null);
  text("admission-released", whole(released[0]?.value));
  showReasons(refused, seen[0]?.value);
  showChart(admitted, refused);
}

// --- quarantine ---

function chosen() {
  const picked = held.filter((example) => ticked.has(key(example)));
  return picked.length ? picked : held.filter((example) => key(example) === shown);
}

function showButtons() {
  const n = chosen().length;
  byId("quarantine-release").disabled = n === 0;
  byId("quarantine-reject").disabled = n === 0;
  byId("quarantine-chosen").textContent = n ? `${n} chosen` : "Tick examples, or choose a row";
}

function showDetail() {
  const example = held.find((one) => key(one) === shown);
  byId("quarantine-detail").hidden = !example;
  if (!example) return;
  byId("quarantine-detail-title").textContent = example.eventId;
  facts(byId("quarantine-facts"), [
    ["learner", example.learner],
    ["refused by", example.stage || "before the first stage"],
    ["reason", example.reason],
    ["score", figure(example.score)],
    ["label", example.label],
    ["from", example.principal || "nobody known"],
    ["trust class", example.trustClass],
    ["answered before", example.scores.map(figure).join(", ")],
    ["model", example.model],
    ["happened", moment(example.eventTime)],
    ["known", moment(example.knownAt)],
  ]);
  rows("quarantine-features", Object.entries(example.features).map(([name, value]) => element("tr", {},
    cell(name, "text"), cell(typeof value === "number" ? figure(value) : value === null ? "missing" : value, "number"))), "Too long for the record.");
}

function quarantineRow(example) {
  const box = element("input", { type: "checkbox", class: "quarantine-choose", "aria-label": "choose " + example.eventId });
  box.checked = ticked.has(key(example));
  box.addEventListener("change", () => {
    if (box.checked) ticked.add(key(example));
    else ticked.delete(key(example));
    showButtons();
  });
  const row = element("tr", { class: "quarantine-row", "data-event": example.eventId, "data-learner": example.learner, "data-key": key(example), "data-ticked": String(box.checked) },
    element("td", {}, box),
    cell(example.eventId),
    cell(moment(example.knownAt)),
    cell(example.stage || "–"),
    cell(example.reason, "text"),
    cell(figure(example.score), "number"),
    cell(example.principal || "–"),
    cell(example.label === null ? "–" : example.label, "number"));
  return choosable(row, key(example) === shown, () => {
    shown = key(example);
    showQuarantine();
  });
}

function showQuarantine() {
  text("admission-held", held.length === 1_000 ? "1,000+" : whole(held.length));
  byId("quarantine-empty").hidden = held.length > 0;
  const box = document.activeElement?.classList.contains("quarantine-choose") ? document.activeElement.closest("tr").dataset.key : null;
  rows("quarantine", held.slice(0, 200).map(quarantineRow));
  if (box) [...byId("quarantine").tBodies[0].rows].find((row) => row.dataset.key === box)?.querySelector("input").focus();
  showDetail();
  showButtons();
}

async function quarantine() {
  try {
    held = (await get("/v1/quarantine", { limit: 1_000 })).examples;
    byId("quarantine-empty").textContent = "Nothing is in quarantine.";
  } catch (e) {
    if (e.status !== 403 && e.status !== 401) throw e;
    held = [];
    byId("quarantine-empty").textContent = "Quarantine needs a token with the role release.";
  }
  const known = new Set(held.map(key));
  [...ticked].filter((one) => !known.has(one)).forEach((one) => ticked.delete(one));
  if (shown !== null && !known.has(shown)) shown = null;
  showQuarantine();
}

async function decide(kind) {
  const picked = chosen();
  const what = picked.length === 1 ? picked[0].eventId : picked.length + " examples";
  const question = kind === "release" ? `Let the learner learn ${what} after all?` : `Reject ${what} for good? It will never be learned.`;
  if (!await confirmed(question, kind === "release" ? "Release" : "Reject")) return;
  const groups = new Map();
  picked.forEach((example) => {
    const group = example.slot + " " + example.learner;
    groups.set(group, [...(groups.get(group) || []), example]);
  });
  try {
    for (const examples of groups.values()) {
      await post(`/v1/slots/${part(examples[0].slot)}/${kind}`, { learner: examples[0].learner, events: examples.map((one) => one.eventId) });
    }
    ticked.clear();
    say(`${kind === "release" ? "RELEASE" : "REJECT"} of ${what} is on the control topic; it leaves the list when the learning job has done it.`);
  } catch (e) {
    say(e.message, true);
  }
}

async function refresh() {
  await Promise.all([counts(), quarantine()]);
}

function start() {
  chart = new LineChart("admission-chart", [], { format: whole, fromZero: true });
  byId("quarantine-release").addEventListener("click", () => decide("release"));
  byId("quarantine-reject").addEventListener("click", () => decide("reject"));
  byId("admission-learner").addEventListener("change", () => dispatchEvent(new Event("millrace:changed")));
}

export const admission = { name: "admission", refreshMillis: 2_500, keepsMessage: true, start, refresh };
