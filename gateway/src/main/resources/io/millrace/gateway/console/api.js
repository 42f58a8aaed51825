// Asks the gateway. The token is this tab's: it is gone with it.

const TOKEN = "token";

/** What the gateway refused, or could not do. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export const hasToken = () => Boolean(sessionStorage.getItem(TOKEN));

export function useToken(token) {
  if (token) sessionStorage.setItem(TOKEN, token);
  else sessionStorage.removeItem(TOKEN);
}

function headers(more) {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { ...more, Authorization: "Bearer " + token } : { ...more };
}

function problem(answer, body) {
  if (answer.status === 401) return hasToken() ? "The token is not valid." : "Enter a token to see this.";
  const errors = body.errors && body.errors.length ? ": " + body.errors.join("; ") : "";
  return (body.detail || body.title || "The gateway answered " + answer.status) + errors;
}

async function send(path, options) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: headers(options.headers) });
  } catch (e) {
    throw new Refused("The gateway does not answer.", 0);
  }
  const body = await answer.json().catch(() => ({}));
  // /ready says 503 and all the same what it knows
  if (!answer.ok && !(answer.status === 503 && body.topics)) throw new Refused(problem(answer, body), answer.status);
  return body;
}

/** Reads; parameters that are undefined or empty are left out. */
export function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== ""));
  return send(query.size ? `${path}?${query}` : path, {});
}

/** Like get, but gives null where there is nothing of that name, or nothing that this caller may see. */
export async function find(path, parameters) {
  try {
    return await get(path, parameters);
  } catch (e) {
    if (e.status === 404 || e.status === 403) return null;
    throw e;
  }
}

export function post(path, body) {
  return send(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

let caller = null;

/** Finds out what this caller may do; to be asked again with each other token. */
export async function identify() {
  caller = await find("/v1/caller");
}

/** Whether this caller may send commands that need a role, and this gateway sends any. */
export const may = (role) => Boolean(caller?.sendsCommands && caller.roles.includes(role));

/** A part of a path. */
export const part = (name) => encodeURIComponent(name);

/**
 * Reads signals as they come until it is aborted. EventSource cannot send a token, so the stream is read by hand.
 */
export async function listen(parameters, abort, take) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  const answer = await fetch("/v1/signals/stream?" + query, { headers: headers({ Accept: "text/event-stream" }), signal: abort });
  if (!answer.ok) throw new Refused(problem(answer, await answer.json().catch(() => ({}))), answer.status);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += piece.value;
    const events = text.split("\n\n");
    text = events.pop();
    const signals = events
      .filter((event) => event.includes("event: signal"))
      .map((event) => JSON.parse(event.split("\n").find((line) => line.startsWith("data: ")).slice("data: ".length)));
    if (signals.length) take(signals);
  }
}
