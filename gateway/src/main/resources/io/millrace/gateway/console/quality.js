// Quality: how good the online learner and what serves are over time, on examples that neither had learned from.

import { get } from "./api.js";
import { LineChart, columns } from "./charts.js";
import { byId, cell, element, figure, label, moment, options, rows, seconds, text, whole } from "./dom.js";

const MOST_ROWS = 40;
/** Of these a greater value is better. */
const GREATER_IS_BETTER = new Set(["auc", "accuracy", "f1", "precision", "recall", "r2"]);

let chart;

/** Figures of a name, oldest first; of one event time the newest counts. */
async function figures(name, form, slot) {
  const { signals } = await get("/v1/signals", { kind: "QUALITY", name, slot, limit: 1_000 });
  const byTime = new Map();
  signals.filter((signal) => signal.labels.form === form && signal.value !== null).reverse()
    .forEach((signal) => byTime.set(signal.time, signal));
  return [...byTime.values()].sort((a, b) => seconds(a.time) - seconds(b.time));
}

const points = (signals, value) => signals.filter((signal) => value(signal) !== null).map((signal) => ({ x: seconds(signal.time), y: value(signal) }));

async function names() {
  const { learners } = await get("/v1/learners");
  const metrics = new Set(["log-loss", "auc"]);
  learners.forEach((learner) => Object.keys(learner.metrics).forEach((name) => {
    const match = /^([a-z0-9-]+)\.(cumulative|windowed|fading)$/.exec(name);
    if (match) metrics.add(match[1]);
  }));
  const learner = options("quality-learner", learners.map((one) => [one.learner, one.learner]));
  const metric = options("quality-metric", [...metrics].map((one) => [one, one.replaceAll("-", " ")]));
  return { learner, metric, slot: learners.find((one) => one.learner === learner)?.slot };
}

function showTable(xs, online, serving, noSkill, byTime) {
  const metric = byId("quality-metric").value;
  rows("quality-table", xs.map((x, i) => {
    const difference = online[i] !== null && serving[i] !== null ? online[i] - serving[i] : null;
    const isBetter = difference !== null && difference !== 0 && (difference > 0) === GREATER_IS_BETTER.has(metric);
    return element("tr", {},
      cell(moment(new Date(x * 1_000).toISOString())),
      cell(whole(byTime.get(x)), "number"),
      cell(figure(online[i]), "number"),
      cell(figure(serving[i]), "number"),
      cell(figure(noSkill[i]), "number"),
      element("td", { class: "number " + (difference === null || difference === 0 ? "" : isBetter ? "good" : "poor") },
        difference === null ? "" : (difference > 0 ? "+" : "") + figure(difference)));
  }).reverse().slice(0, MOST_ROWS), "No figures yet: they are told when a trial of a candidate begins.");
}

async function refresh() {
  const { learner, metric, slot } = await names();
  const form = byId("quality-form").value;
  const [online, serving, { signals: offers }] = learner ? await Promise.all([
    figures(`learner.${learner}.${metric}`, form, slot),
    figures(`champion.${metric}`, form, slot),
    get("/v1/signals", { kind: "CANDIDATE_OFFERED", name: "learner." + learner, limit: 100 }),
  ]) : [[], [], { signals: [] }];
  const value = (signal) => signal.value;
  const [xs, onlineY, servingY, noSkillY] = columns([
    points(online, value), points(serving, value), points(serving.length ? serving : online, (signal) => signal.threshold)]);
  const n = new Map(serving.map((signal) => [seconds(signal.time), signal.n]));
  online.forEach((signal) => n.set(seconds(signal.time), signal.n));
  chart.show([xs, onlineY, servingY, noSkillY, xs.map((x) => n.get(x) ?? null)],
    offers.map((offer) => ({ at: seconds(offer.time), text: "v" + (offer.labels.version || "") })));
  const { slots } = await get("/v1/slots");
  text("quality-serving-model", label(slots.find((one) => one.slot === slot)?.champion));
  text("quality-online-model", learner);
  const last = xs.length - 1;
  text("quality-online", figure(onlineY[last]));
  text("quality-serving", figure(servingY[last]));
  text("quality-no-skill", figure(noSkillY[last]));
  text("quality-n", last < 0 ? null : whole(n.get(xs[last])));
  text("quality-better", GREATER_IS_BETTER.has(metric) ? "greater is better" : "smaller is better");
  showTable(xs, onlineY, servingY, noSkillY, n);
}

function start() {
  chart = new LineChart("quality-chart", [
    { label: "online learner", colour: "series-1" },
    { label: "what serves", colour: "series-2" },
    { label: "without skill", colour: "weak", dash: [6, 4], width: 1 },
    { label: "n", colour: "clear", width: 0, format: whole, scale: "n" },
  ]);
  ["quality-learner", "quality-metric", "quality-form"].forEach((id) =>
    byId(id).addEventListener("change", () => dispatchEvent(new Event("millrace:changed"))));
}

export const quality = { name: "quality", refreshMillis: 3_000, start, refresh };
