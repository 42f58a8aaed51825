// Signals: the newest ones as they come, and the figures of one over time.

import { get, listen } from "./api.js";
import { LineChart } from "./charts.js";
import { byId, cell, choosable, element, figure, moment, rows, say, seconds, whole } from "./dom.js";

const MOST_ROWS = 300;
const MOST_SIGNALS = 1_000;

let chart;
let chosen = null; // name and labels of the signal whose figures are drawn
let newest = []; // newest first
let stream = null;

const filter = () => ({ name: byId("signals-name").value.trim(), severity: byId("signals-severity").value });

const key = (signal) => signal.name + JSON.stringify(signal.labels, Object.keys(signal.labels).filter((name) => name !== "drift" && name !== "histogram").sort());

function labels(signal) {
  return Object.entries(signal.labels).filter(([name]) => name !== "model" && name !== "histogram").map(([name, value]) => `${name} ${value}`).join(", ");
}

function showTable() {
  rows("signals-table", newest.slice(0, MOST_ROWS).map((signal) => {
    const row = element("tr", { "data-severity": signal.severity, "data-key": String(signal.offset) },
      cell(moment(signal.time)),
      element("td", {}, element("span", { class: "badge " + signal.severity }, signal.severity)),
      cell(signal.name, "text"),
      cell(signal.labels.model || ""),
      cell(labels(signal), "text"),
      cell(signal.value === null ? "" : figure(signal.value), "number"),
      cell(signal.threshold === null ? "" : figure(signal.threshold), "number"),
      cell(whole(signal.n), "number"));
    row.title = signal.cause || "";
    return choosable(row, chosen !== null && key(signal) === chosen.key, () => {
      chosen = { key: key(signal), name: signal.name, model: signal.labels.model || "" };
      showTable();
      draw();
    });
  }), "No signal fits.");
}

async function draw() {
  if (!chosen) return;
  try {
    const { signals } = await get("/v1/signals", { name: chosen.name, model: chosen.model, limit: MOST_SIGNALS });
    const figures = signals.filter((signal) => signal.value !== null && key(signal) === chosen.key).reverse();
    byId("signals-chart-title").textContent = chosen.name + (chosen.model ? " of " + chosen.model : "");
    chart.show([
      figures.map((signal) => seconds(signal.time)),
      figures.map((signal) => signal.value),
      figures.map((signal) => signal.threshold)]);
  } catch (e) {
    say(e.message, true);
  }
}

async function follow(parameters) {
  hide();
  const mine = new AbortController();
  stream = mine;
  try {
    await listen(parameters, mine.signal, (fresh) => {
      newest = [...fresh.reverse(), ...newest].slice(0, MOST_SIGNALS);
      showTable();
      if (chosen && fresh.some((signal) => key(signal) === chosen.key)) draw();
    });
  } catch (e) {
    if (!mine.signal.aborted) say("The stream ended: " + e.message, true);
  }
  if (stream === mine) stream = null; // begun again by the next refresh
}

async function refresh() {
  if (stream) return;
  const parameters = filter();
  newest = (await get("/v1/signals", { ...parameters, limit: MOST_ROWS })).signals;
  showTable();
  follow(parameters);
}

function hide() {
  if (stream) stream.abort();
  stream = null;
}

function start() {
  chart = new LineChart("signals-chart", [
    { label: "value", colour: "series-1", points: true },
    { label: "threshold", colour: "bad", dash: [6, 4], width: 1 },
  ]);
  byId("signals-filter").addEventListener("submit", (event) => {
    event.preventDefault();
    hide();
    dispatchEvent(new Event("millrace:changed"));
  });
}

export const signals = { name: "signals", refreshMillis: 3_000, start, hide, refresh };
