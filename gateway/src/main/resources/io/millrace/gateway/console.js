"use strict";
// The console: a page over the REST interface, without a framework. Whatever comes from the server is put in as text, never as markup.

const byId = (id) => document.getElementById(id);
const MOST_ROWS = 300;
const REFRESH_MS = 2000;

let selected = null;     // name and model of the signal whose figures are drawn
let chart = null;
let stream = null;       // ends the running stream of signals
let rows = [];           // newest signals, newest first

function token() { return sessionStorage.getItem("token") || ""; }

function headers(more) {
  return token() ? { ...more, Authorization: "Bearer " + token() } : { ...more };
}

async function call(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: headers(options.headers) });
  const body = await answer.json();
  if (!answer.ok && answer.status !== 503) {
    const errors = body.errors ? ": " + body.errors.join("; ") : "";
    throw new Error((body.detail || body.title || "failed") + errors);
  }
  return body;
}

function say(text) { byId("message").textContent = text; }

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function fill(table, lines) {
  const made = lines.map((cells) => {
    const row = element("tr");
    cells.forEach((cell) => row.append(cell instanceof Node ? cell : element("td", cell)));
    return row;
  });
  byId(table).tBodies[0].replaceChildren(...made);
}

function label(status) { return status.label || (status.model ? status.model + "@" + status.version : ""); }

function since(status) {
  if (status.effectiveFrom) return "event time " + status.effectiveFrom;
  return status.time ? status.time.replace("T", " ").slice(0, 19) : "the start";
}

async function overview() {
  const { slots } = await call("/v1/slots");
  const lines = [];
  const pending = [];
  for (const slot of slots) {
    const add = (role, status) => status && lines.push([slot.slot, role, label(status), since(status), status.engine || ""]);
    add("champion", slot.champion);
    add("canary " + (slot.canary ? slot.canary.percent + " %" : ""), slot.canary);
    slot.shadows.forEach((shadow) => add("shadow " + shadow.percent + " %", shadow));
    slot.pending.forEach((s) => pending.push(`${slot.slot}: ${s.kind} ${label(s)} ${s.phase} ${s.of ? s.ready + " of " + s.of : ""}`));
    slot.degradations.forEach((s) => pending.push(`${slot.slot}: ${label(s)} DEGRADED ${s.reason || ""} ${s.detail || ""}`));
  }
  fill("slots", lines);
  byId("pending").replaceChildren(...(pending.length ? pending : ["nothing"]).map((text) => element("li", text)));
  const ready = await call("/ready");
  fill("topics", Object.entries(ready.topics).map(([name, topic]) =>
    [name, topic.caughtUp ? "yes" : "not yet", element("td", String(topic.lag), "number")]));
  const names = slots.map((slot) => slot.slot);
  const select = byId("slot");
  if ([...select.options].map((option) => option.value).join() !== names.join()) {
    select.replaceChildren(...names.map((name) => element("option", name)));
  }
}

async function models() {
  await overview();
  const slot = byId("slot").value;
  if (!slot) return;
  const { statuses } = await call(`/v1/slots/${encodeURIComponent(slot)}/history?limit=100`);
  fill("history", statuses.map((status) => [
    status.time.replace("T", " ").slice(0, 19),
    status.kind,
    label(status),
    element("td", status.phase + (status.of ? ` ${status.ready} of ${status.of}` : ""), status.phase),
    element("td", [status.reason, status.detail].filter(Boolean).join(": "), "text"),
  ]));
}

async function command(kind, body) {
  const slot = byId("slot").value;
  try {
    const sent = await call(`/v1/slots/${encodeURIComponent(slot)}/${kind}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!sent.command) throw new Error(sent.detail || "not sent");
    say(`Sent ${sent.kind} as command ${sent.command}; its steps appear below.`);
    await models();
  } catch (e) { say(e.message); }
}

function isSelected(signal) {
  return selected && signal.name === selected.name && (signal.labels.model || "") === selected.model;
}

function signalRow(signal) {
  const row = element("tr");
  row.tabIndex = 0;
  row.setAttribute("aria-selected", String(Boolean(isSelected(signal))));
  row.append(
    element("td", signal.time.replace("T", " ").slice(0, 19)),
    element("td", signal.severity, signal.severity),
    element("td", signal.name), element("td", signal.labels.model || ""),
    element("td", signal.value === null ? "" : signal.value.toPrecision(4), "number"),
    element("td", signal.threshold === null ? "" : signal.threshold.toPrecision(4), "number"),
    element("td", String(signal.n), "number"));
  const choose = () => { selected = { name: signal.name, model: signal.labels.model || "" }; draw(); showSignals(); };
  row.addEventListener("click", choose);
  row.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(); });
  return row;
}

function showSignals() {
  byId("signal-table").tBodies[0].replaceChildren(...rows.slice(0, MOST_ROWS).map(signalRow));
}

async function draw() {
  if (!selected) return;
  const query = new URLSearchParams({ name: selected.name, limit: "1000" });
  if (selected.model) query.set("model", selected.model);
  const { signals } = await call("/v1/signals?" + query);
  const oldest = signals.filter((signal) => signal.value !== null).reverse();
  const data = [
    oldest.map((signal) => Date.parse(signal.time) / 1000),
    oldest.map((signal) => signal.value),
    oldest.map((signal) => signal.threshold),
  ];
  const width = Math.max(300, Math.min(1200, byId("signals").clientWidth));
  if (chart) chart.destroy();
  chart = new uPlot({
    width, height: 260, title: selected.name + (selected.model ? " of " + selected.model : ""),
    series: [{}, { label: "value", stroke: "#0a6ebd", width: 2, points: { show: true } },
      { label: "threshold", stroke: "#c0392b", dash: [6, 4] }],
  }, data, byId("chart"));
}

// EventSource cannot send a token, so the stream is read by hand.
async function listen(query) {
  if (stream) stream.abort();
  const mine = new AbortController();
  stream = mine;
  try {
    const answer = await fetch("/v1/signals/stream?" + query, { headers: headers({ Accept: "text/event-stream" }), signal: mine.signal });
    if (!answer.ok) { say((await answer.json()).detail); return; }
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value;
      const events = text.split("\n\n");
      text = events.pop();
      const fresh = events.filter((event) => event.includes("event: signal"))
        .map((event) => JSON.parse(event.split("\n").find((line) => line.startsWith("data: ")).slice(6)));
      if (fresh.length) {
        rows = [...fresh.reverse(), ...rows].slice(0, 1000);
        showSignals();
        if (fresh.some(isSelected)) draw();
      }
    }
  } catch (e) {
    if (!mine.signal.aborted) say("The stream ended: " + e.message);
  }
}

async function signals() {
  const form = new FormData(byId("filter"));
  const query = new URLSearchParams({ severity: form.get("severity") });
  if (form.get("name")) query.set("name", form.get("name"));
  rows = (await call("/v1/signals?limit=300&" + query)).signals;
  showSignals();
  listen(query);
}

async function learners() {
  const { learners: all } = await call("/v1/learners");
  byId("learner-list").replaceChildren(...all.map((learner) => {
    const part = element("article");
    part.append(element("h3", learner.learner));
    const list = element("dl");
    const add = (name, value) => list.append(element("dt", name), element("dd", String(value)));
    add("algorithm", learner.algorithm);
    add("examples", learner.examples);
    add("until", learner.eventTime);
    add("offered as", learner.version ? learner.model + "@" + learner.version : "not offered");
    Object.entries(learner.metrics).forEach(([name, value]) => add(name, value === null ? "" : value.toPrecision(5)));
    const parameters = element("button", "Show what it has learned");
    parameters.addEventListener("click", async () => {
      try {
        const told = await call(`/v1/learners/${encodeURIComponent(learner.learner)}/parameters`);
        const table = element("table");
        told.parameters.forEach((parameter) => {
          const row = element("tr");
          row.append(element("td", parameter.name), element("td", String(parameter.value), "number"));
          table.append(row);
        });
        parameters.replaceWith(table);
      } catch (e) { say(e.message); }
    });
    part.append(list, parameters);
    return part;
  }));
  if (!all.length) byId("learner-list").textContent = "There are none.";
}

const PAGES = { overview, models, signals, learners };

function page() { const name = location.hash.slice(1); return PAGES[name] ? name : "overview"; }

async function show(refresh) {
  const name = page();
  document.querySelectorAll("main > section").forEach((section) => { section.hidden = section.id !== name; });
  document.querySelectorAll("nav a").forEach((link) => {
    if (link.getAttribute("href") === "#" + name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  if (name !== "signals" && stream) { stream.abort(); stream = null; }
  if (refresh && (name === "signals" || name === "learners")) return;
  try {
    await PAGES[name]();
    if (!refresh) say("");
  } catch (e) { say(e.message); }
}

byId("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", byId("token").value);
  byId("token").value = "";
  start();
});
byId("deploy").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  command("deploy", {
    model: form.get("model"), version: Number(form.get("version")), uri: form.get("uri"),
    sha256: form.get("sha256"), size: Number(form.get("size")),
  });
});
byId("rollback").addEventListener("submit", (event) => { event.preventDefault(); command("rollback", {}); });
byId("filter").addEventListener("submit", (event) => { event.preventDefault(); show(false); });
byId("slot").addEventListener("change", () => show(false));
addEventListener("hashchange", () => show(false));
setInterval(() => show(true), REFRESH_MS);

async function start() {
  try { byId("pipeline").textContent = (await call("/v1/pipeline")).pipeline || ""; } catch (e) { say(e.message); }
  show(false);
}
start();
