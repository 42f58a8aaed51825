// Learners: what there is, how good they have become, what they have learned, and holding them up or taking back what they learned.

import { find, get, part, post } from "./api.js";
import { LineChart } from "./charts.js";
import { byId, cell, confirmed, element, facts, figure, moment, options, replace, rows, say, text, whole } from "./dom.js";

const COLOURS = ["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"];

/** Figures that are offered before the others. */
const FIRST = ["log-loss.windowed", "root-mean-squared-error.windowed"];

let trend;
let shown = null; // the learner that is chosen
let parameterTrend;

function showList(learners, chosen) {
  replace(byId("learners-list"), (learners.length ? learners.map((learner) => {
    const list = element("dl", {});
    facts(list, [
      ["algorithm", learner.algorithm],
      ["slot", learner.slot],
      ["examples", whole(learner.examples)],
      ["until", moment(learner.eventTime)],
      ["offered", learner.version ? `${learner.model}@${learner.version}` : null],
    ]);
    return element("article", { class: "card learner" + (learner.learner === chosen ? " chosen" : ""), "data-learner": learner.learner },
      element("h3", {}, learner.learner), list);
  }) : [element("p", { class: "hint" }, "No learner has told anything yet.")]));
}

function showTrend(told) {
  const metrics = [...told.metrics].sort((a, b) => FIRST.includes(b) - FIRST.includes(a) || a.localeCompare(b));
  const metric = options("learner-metric", metrics.map((one) => [one, one]));
  trend.showSeries([{ label: metric || "figure", colour: "series-1", points: true }], [
    told.points.map((point) => point.examples),
    told.points.map((point) => point.metrics[metric] ?? null)]);
}

function showParameters(told) {
  byId("learner-parameters-note").textContent = told
    ? `${whole(told.parameters.length)} parameters, by size`
    : "Parameters need the role parameters, and a learner that has told at most 10,000 of them.";
  const sorted = told ? [...told.parameters].sort((a, b) => Math.abs(b.value ?? 0) - Math.abs(a.value ?? 0)) : [];
  const largest = Math.max(1e-12, ...sorted.map((one) => Math.abs(one.value ?? 0)));
  rows("learner-parameters", sorted.slice(0, 200).map((one) => {
    const bar = element("span", { class: "bar " + (one.value < 0 ? "negative" : "positive") });
    bar.style.width = (100 * Math.abs(one.value ?? 0)) / largest + "%";
    return element("tr", {}, cell(one.name, "text"), cell(figure(one.value), "number"), element("td", { class: "bars" }, bar));
  }), "None to show.");
}

function showParameterTrend(told) {
  if (!told || !told.points.length) {
    parameterTrend.showSeries([], [[]]);
    return;
  }
  parameterTrend.showSeries(
    told.parameters.map((name, i) => ({ label: name, colour: COLOURS[i % COLOURS.length], dash: i >= COLOURS.length ? [4, 3] : undefined })),
    [told.points.map((point) => point.examples), ...told.parameters.map((name, i) => told.points.map((point) => point.values[i]))]);
}

function showCommands(signals) {
  rows("learner-commands", signals.map((signal) => element("tr", { "data-kind": signal.name.split(".").pop(), "data-outcome": signal.labels.outcome },
    cell(moment(signal.time)),
    cell(signal.name.split(".").pop()),
    element("td", {}, element("span", { class: "badge " + signal.labels.outcome }, signal.labels.outcome)),
    cell([signal.labels.reason, signal.cause].filter(Boolean).join(": "), "text"),
    cell(whole(signal.value), "number"))), "None yet.");
}

async function refresh() {
  const [{ learners }, { signals }] = await Promise.all([
    get("/v1/learners"), get("/v1/signals", { kind: "LEARNER_COMMAND", limit: 10 })]);
  showCommands(signals);
  const chosen = options("learner-choice", learners.map((one) => [one.learner, one.learner]));
  showList(learners, chosen);
  const learner = learners.find((one) => one.learner === chosen);
  shown = learner || null;
  ["learner-freeze", "learner-thaw", "revert-button"].forEach((id) => { byId(id).disabled = !learner; });
  text("learner-examples", learner && whole(learner.examples));
  if (!learner) return;
  const path = "/v1/learners/" + part(chosen);
  const [told, parameters, parametersTrend] = await Promise.all([
    get(path + "/trend"), find(path + "/parameters"), find(path + "/parameters/trend", { most: 8 })]);
  showTrend(told);
  showParameters(parameters);
  showParameterTrend(parametersTrend);
}

// --- steering ---

async function ask(kind, body, question, yes) {
  const { learner, slot } = shown;
  if (!await confirmed(question, yes)) return;
  try {
    const answer = await post(`/v1/slots/${part(slot)}/${kind}`, { learner, ...body });
    say(`${answer.kind} is on the control topic as ${answer.command}; the learning job tells what came of it.`);
    dispatchEvent(new Event("millrace:changed"));
  } catch (e) {
    say(e.message, true);
  }
}

/** What a field for a time holds, which is meant as UTC. */
const instant = (id) => new Date(byId(id).value + "Z").toISOString();

function revert(event) {
  event.preventDefault();
  const principal = byId("revert-principal").value.trim();
  const from = instant("revert-from");
  const to = instant("revert-to");
  ask("revert", { principal, from, to },
    `Take back what ${principal} taught the learners of ${shown.slot} from ${moment(from)} to ${moment(to)}? They learn all else again, and stand still meanwhile.`, "Take back");
}

function start() {
  trend = new LineChart("learner-trend", [], { isTime: false });
  parameterTrend = new LineChart("learner-parameters-trend", [], { isTime: false });
  byId("learner-freeze").addEventListener("click", () => ask("freeze", {}, `Freeze ${shown.learner}? It learns from nobody until it is thawed.`, "Freeze"));
  byId("learner-thaw").addEventListener("click", () => ask("thaw", {}, `Let ${shown.learner} learn on?`, "Thaw"));
  byId("revert-form").addEventListener("submit", revert);
  ["learner-choice", "learner-metric"].forEach((id) =>
    byId(id).addEventListener("change", () => dispatchEvent(new Event("millrace:changed"))));
}

export const learners = { name: "learners", refreshMillis: 2_500, keepsMessage: true, start, refresh };
