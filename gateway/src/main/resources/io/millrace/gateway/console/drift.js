// Drift: a map of features and windows, and what is behind one of its cells.

import { get } from "./api.js";
import { LineChart, columns } from "./charts.js";
import { byId, element, facts, figure, moment, options, percent, replace, seconds, whole } from "./dom.js";

const COLOURS = ["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"];

let chart;
let chosen = null; // {subject, to}
let map = null;

const short = (subject) => subject.replace(/^feature\./, "");

/** How strong a finding is: 0 nothing, 1 as much as its threshold, 2 twice as much and more. */
const strength = (cell) => (cell.threshold > 0 ? Math.min(2, Math.abs(cell.value) / cell.threshold) : cell.drift ? 2 : 0);

function describe(subject, window, cell) {
  return `${short(subject)}, ${moment(window.from)} to ${moment(window.to)}: `
    + (cell ? `${cell.statistic} ${figure(cell.value)} of ${figure(cell.threshold)}${cell.drift ? ", drift" : ""}, n ${whole(cell.n)}` : "nothing told");
}

function cellOf(subject, row, column) {
  const cell = map.cells[row][column];
  const window = map.windows[column];
  const isChosen = chosen && chosen.subject === subject && chosen.to === window.to;
  const button = element("button", {
    type: "button",
    class: "drift-cell" + (cell ? "" : " nothing"),
    role: "gridcell",
    "data-feature": short(subject),
    "data-window": window.to,
    "data-drift": cell ? String(cell.drift) : "false",
    "aria-selected": String(Boolean(isChosen)),
    "aria-label": describe(subject, window, cell),
    title: describe(subject, window, cell),
    tabindex: -1,
  });
  if (cell) {
    const strong = strength(cell);
    button.classList.add(strong < 1 ? "below" : "beyond");
    button.style.setProperty("--strength", Math.round(strong < 1 ? 40 * strong : 30 + 35 * strong) + "%");
  }
  return button;
}

function showMap() {
  const hasCells = map.subjects.length > 0;
  byId("drift-empty").hidden = hasCells;
  byId("drift-map").hidden = !hasCells;
  const at = document.activeElement?.closest?.(".drift-cell");
  const focused = at ? [at.dataset.feature, at.dataset.window] : null;
  const head = element("div", { class: "drift-row drift-head", role: "row" }, element("span", { class: "drift-name" }, "feature"),
    element("span", { class: "drift-times" },
      element("span", {}, map.windows.length ? moment(map.windows[0].from).slice(0, 16) : ""),
      element("span", {}, map.windows.length ? moment(map.windows[map.windows.length - 1].to).slice(0, 16) : "")));
  const lines = map.subjects.map((subject, row) => element("div", { class: "drift-row", role: "row" },
    element("span", { class: "drift-name", role: "rowheader", title: subject }, short(subject)),
    element("span", { class: "drift-cells" }, ...map.windows.map((window, column) => cellOf(subject, row, column)))));
  if (!replace(byId("drift-map"), [head, ...lines])) return;
  const cells = [...byId("drift-map").querySelectorAll(".drift-cell")];
  const first = cells.find((cell) => cell.getAttribute("aria-selected") === "true") || cells[0];
  if (first) first.tabIndex = 0;
  if (focused) cells.find((cell) => cell.dataset.feature === focused[0] && cell.dataset.window === focused[1])?.focus();
}

/** Pairs of bars, the reference's and the window's, one pair a part. */
function showHistogram(told) {
  const host = byId("drift-histogram");
  if (!told.parts.length) {
    replace(host, [element("p", { class: "hint" }, "No histogram of this window was told.")]);
    return;
  }
  const largest = Math.max(1e-9, ...told.reference, ...told.current);
  const bar = (share, className) => {
    const made = element("i", { class: className });
    made.style.height = (100 * share) / largest + "%";
    return made;
  };
  const pairs = told.parts.map((part, i) => element("li", {
    tabindex: 0,
    title: `${part}: reference ${percent(told.reference[i])}, this window ${percent(told.current[i])}`,
    "aria-label": `${part}: reference ${percent(told.reference[i])}, this window ${percent(told.current[i])}`,
  }, bar(told.reference[i], "reference"), bar(told.current[i], "current")));
  replace(host, [
    element("p", { class: "hint" }, element("i", { class: "dot weak" }), "reference ", element("i", { class: "dot series-1" }), `this window, n ${whole(told.n)}; shares`),
    element("ol", { class: "bars-pairs" }, ...pairs),
    element("p", { class: "hint ends" }, element("span", {}, told.parts[0]), element("span", {}, told.parts[told.parts.length - 1])),
  ]);
}

async function showDetail() {
  byId("drift-detail").hidden = !chosen;
  if (!chosen) return;
  const row = map.subjects.indexOf(chosen.subject);
  const column = map.windows.findIndex((window) => window.to === chosen.to);
  const cell = row >= 0 && column >= 0 ? map.cells[row][column] : null;
  byId("drift-detail-title").textContent = `${short(chosen.subject)} of ${map.model}`;
  const { signals } = await get("/v1/signals", {
    kind: "DRIFT_STATISTIC", name: `drift.${chosen.subject}.*`, model: map.model, limit: 1_000 });
  const byName = new Map();
  signals.filter((signal) => signal.value !== null).reverse().forEach((signal) => {
    const statistic = signal.name.slice(signal.name.lastIndexOf(".") + 1);
    if (!byName.has(statistic)) byName.set(statistic, []);
    byName.get(statistic).push({ x: seconds(signal.time), y: signal.threshold > 0 ? signal.value / signal.threshold : signal.value });
  });
  const statistics = [...byName.keys()].sort();
  const lists = [...byName.keys()].sort().map((name) => byName.get(name));
  const data = columns(lists);
  chart.showSeries([
    ...statistics.map((name, i) => ({ label: name, colour: COLOURS[i % COLOURS.length], dash: i >= COLOURS.length ? [4, 3] : undefined })),
    { label: "threshold", colour: "bad", dash: [6, 4], width: 1 },
  ], [...data, data[0].map(() => 1)], [{ at: seconds(chosen.to), text: "chosen" }]);
  showHistogram(await get("/v1/drift/histogram", { model: map.model, subject: chosen.subject, to: chosen.to }));
  const own = signals.find((signal) => cell && signal.name === `drift.${chosen.subject}.${cell.statistic}` && signal.window.endsWith(chosen.to));
  facts(byId("drift-facts"), cell ? [
    ["window", `${moment(map.windows[column].from)} to ${moment(chosen.to)}`],
    ["strongest", `${cell.statistic} ${figure(cell.value)} of ${figure(cell.threshold)}`],
    ["drift", cell.drift ? "yes" : "no"],
    ["events", whole(cell.n)],
    ["why", own?.cause],
  ] : []);
}

async function refresh() {
  map = await get("/v1/drift", { model: byId("drift-model").value, statistic: byId("drift-statistic").value, windows: 60 });
  options("drift-model", map.models.map((one) => [one, one]));
  options("drift-statistic", [["", "the strongest"], ...map.statistics.map((one) => [one, one])]);
  showMap();
  await showDetail();
}

function choose(cell) {
  chosen = { subject: map.subjects.find((subject) => short(subject) === cell.dataset.feature), to: cell.dataset.window };
  showMap();
  showDetail();
}

/** Arrows lead through the map, as in a table. */
function step(event) {
  const cell = event.target.closest(".drift-cell");
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  if (!cell || !moves[event.key]) return;
  event.preventDefault();
  const lines = [...byId("drift-map").querySelectorAll(".drift-cells")];
  const row = lines.findIndex((line) => line.contains(cell));
  const column = [...lines[row].children].indexOf(cell);
  const [down, right] = moves[event.key];
  const next = lines[row + down]?.children[column + right];
  if (next) {
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

function start() {
  chart = new LineChart("drift-chart", [], { fromZero: true });
  byId("drift-map").addEventListener("click", (event) => {
    const cell = event.target.closest(".drift-cell");
    if (cell) choose(cell);
  });
  byId("drift-map").addEventListener("keydown", step);
  ["drift-model", "drift-statistic"].forEach((id) => byId(id).addEventListener("change", () => dispatchEvent(new Event("millrace:changed"))));
}

export const drift = { name: "drift", refreshMillis: 5_000, start, refresh };
