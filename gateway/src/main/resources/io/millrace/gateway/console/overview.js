// Overview: how events flow, what serves, what needs a look.

import { find, get } from "./api.js";
import { LineChart } from "./charts.js";
import { byId, cell, duration, element, label, moment, rate, replace, rows, text, whole } from "./dom.js";

let rates;
let latencies;

function showFlow(flow) {
  const now = flow.now;
  text("overview-arriving", now && rate(now.arriving));
  text("overview-answered", now && rate(now.answered));
  text("overview-waiting", now && whole(now.waiting));
  text("overview-latency-p50", now && duration(now.p50Millis));
  text("overview-latency-p99", now && duration(now.p99Millis));
  text("overview-answers-total", whole(flow.scored + flow.fallbacks + flow.deadLetters));
  text("overview-answers-kinds", `${whole(flow.scored)} scored, ${whole(flow.fallbacks)} fallback, ${whole(flow.deadLetters)} dead letters`);
  text("overview-gap", now && whole(now.gap));
  byId("overview-gap").dataset.state = !now || flow.problem ? "unknown" : now.gap > 0 ? "bad" : "ok";
  text("overview-unchecked", now?.unchecked ? `${whole(now.unchecked)} more offsets are to be looked at` : "events that were passed over");
  text("overview-flow-note", flow.problem
    || (flow.skipped ? `${whole(flow.skipped)} answers came faster than they are read here and are not in latency and gap.` : "Totals since this gateway began to read."));
  const x = flow.points.map((point) => point.time / 1_000);
  rates.show([x, flow.points.map((point) => point.arriving), flow.points.map((point) => point.answered)]);
  latencies.show([x, flow.points.map((point) => point.p50Millis), flow.points.map((point) => point.p99Millis)]);
}

function since(status) {
  if (status.effectiveFrom) return "event time " + moment(status.effectiveFrom);
  return status.time ? `${moment(status.time)} (${duration(Date.now() - Date.parse(status.time))})` : "the start";
}

function slotRow(slot, role, status) {
  const share = role === "champion" ? "" : ` ${status.percent} %`;
  return element("tr", { "data-slot": slot, "data-role": role },
    cell(slot),
    element("td", {}, element("span", { class: "badge " + role }, role + share)),
    cell(label(status), "model"),
    cell(since(status), "since"),
    cell(status.engine || ""),
    cell(status.rowsPerSecond ? whole(status.rowsPerSecond) : "", "number"));
}

function showSlots(slots) {
  rows("overview-slots", slots.flatMap((slot) => [
    ...(slot.champion ? [slotRow(slot.slot, "champion", slot.champion)] : []),
    ...(slot.canary ? [slotRow(slot.slot, "canary", slot.canary)] : []),
    ...slot.shadows.map((shadow) => slotRow(slot.slot, "shadow", shadow)),
  ]), "Nothing serves yet.");
  const lines = slots.flatMap((slot) => [
    ...slot.pending.map((status) => [status.phase, `${slot.slot}: ${status.kind} ${label(status)} ${status.phase}`
      + (status.of ? ` ${status.ready} of ${status.of}` : "")]),
    ...slot.degradations.map((status) => ["DEGRADED", `${slot.slot}: ${label(status)} DEGRADED ${status.reason || ""} ${status.detail || ""}`]),
  ]);
  const control = slots.find((slot) => slot.control)?.control;
  if (control) lines.push(["DEGRADED", `control topic: ${control.reason || ""} ${control.detail || ""}`]);
  replace(byId("overview-pending"), (lines.length
    ? lines.map(([phase, line]) => element("li", { class: phase }, line))
    : [element("li", { class: "hint" }, "Nothing is pending or degraded.")]));
}

function showAlarms(signals) {
  replace(byId("overview-alarms"), (signals.length
    ? signals.map((signal) => element("li", {},
      element("span", { class: "badge " + signal.severity }, signal.severity), " ",
      element("strong", {}, signal.name), " ", element("span", { class: "hint" }, moment(signal.time)),
      signal.cause ? element("div", { class: "hint cause" }, signal.cause) : null))
    : [element("li", { class: "hint" }, "No warnings, no alarms.")]));
}

function showTopics(ready) {
  rows("overview-topics", Object.entries(ready.topics).map(([name, topic]) => element("tr", {},
    cell(name), cell(topic.connected ? (topic.caughtUp ? "yes" : "not yet") : "no broker"), cell(whole(topic.lag), "number"))));
}

async function refresh() {
  const [flow, { slots }, { signals }, ready] = await Promise.all([
    get("/v1/flow", { points: 300 }),
    get("/v1/slots"),
    get("/v1/signals", { severity: "WARNING", limit: 5 }),
    find("/ready"),
  ]);
  showFlow(flow);
  showSlots(slots);
  showAlarms(signals);
  if (ready) showTopics(ready);
}

function start() {
  rates = new LineChart("overview-rate-chart", [
    { label: "arriving", colour: "series-1" },
    { label: "answered", colour: "series-2" },
  ], { format: rate, fromZero: true });
  latencies = new LineChart("overview-latency-chart", [
    { label: "median", colour: "series-1" },
    { label: "99th percentile", colour: "series-3" },
  ], { format: duration, fromZero: true });
}

export const overview = { name: "overview", refreshMillis: 1_000, start, refresh };
