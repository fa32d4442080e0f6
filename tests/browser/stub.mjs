// A stand-in for the service: the widget's real files with the real headers, scripted answers, and faults on demand.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { HOSTS, PAGES } from "./hosts.mjs";
import { MESSAGES, TYPED, opening, reply } from "./stub_script.mjs";

export { MESSAGES, TYPED };

const ROOT = new URL("../../", import.meta.url);
/** @type {Record<string, string>} */
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
const LONGEST_WAIT_MS = 4000;

/** The headers of the real server, read from its source so that there is no copy to fall behind. */
export const PAGE_HEADERS = pageHeaders(readFileSync(new URL("signpost/plugins/web_pages.py", ROOT), "utf8"));

/** @param {string} python */
function pageHeaders(python) {
  const block = /PAGE_HEADERS = \{\n([\s\S]*?)\n\}/.exec(python)?.[1] ?? "";
  const entries = block.matchAll(/"([\w-]+)": \(?\s*((?:"[^"]*"\s*)+)\)?,/g);
  const value = (/** @type {string} */ parts) => parts.replaceAll(/"\s*"|^"|"\s*$/g, "");
  const headers = Object.fromEntries([...entries].map(([, name, parts]) => [name, value(parts)]));
  if (!headers["Content-Security-Policy"]?.includes("'none'")) throw new Error("web_pages.py: found no policy");
  return headers;
}

/**
 * @typedef {import("node:http").IncomingHttpHeaders} Headers
 * @typedef {{method: string, path: string, headers: Headers, body: any, aborted: boolean}} Sent
 * @typedef {{status?: number, type?: string, body?: string, delay?: number, cut?: boolean, silent?: boolean}} Fault
 */

/** Ways to misbehave, for `stub.misbehave`. */
export const FAULTS = {
  failed: { status: 500, type: "text/html", body: "<h1>Internal Server Error</h1>" },
  down: { status: 503, body: error("part_down") },
  gone: { status: 404, body: error("no_such_session") },
  busy: { status: 429, body: error("too_many_messages") },
  cut: { cut: true },
  broken: { body: '{"messages": [{"kind": "ques' },
  wrongShape: { body: '{"messages": "none"}' },
  wrongMessage: { body: '{"messages": [{"kind": "question", "options": 3}, null]}' },
  silent: { silent: true },
  missing: { status: 404, body: error("not_found") },
};
/** @param {number} delay @returns {Fault} */
export const slow = (delay) => ({ delay });

const NOTHING = { status: 204, headers: {}, body: "" };

/** @param {string} code */
function error(code) {
  return JSON.stringify({ error: { code, message: MESSAGES.errors[code] } });
}

/** Starts a stub on a free port. */
export async function startStub() {
  const stub = new Stub();
  await stub.up();
  return stub;
}

class Stub {
  /** @type {Sent[]} */ requests = [];
  /** @type {Map<string, Fault>} */ #faults = new Map();
  /** @type {Map<string, import("./stub_script.mjs").Told>} */ #sessions = new Map();
  #server = createServer((request, response) => this.#answer(request, response));
  #port = 0;
  #opened = 0;

  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The session that was opened last. */
  get newest() {
    return `session-${this.#opened}`;
  }

  /** @param {string} path */
  url(path) {
    return this.origin + path;
  }

  /** What arrived at an address of the channel. @param {string} name sessions, messages or forget */
  sent(name) {
    return this.requests.filter((request) => request.method === "POST" && request.path.endsWith(`/${name}`));
  }

  /** Waits until that many requests have arrived, and gives them. @param {string} name @param {number} count */
  async arrived(name, count = 1) {
    await until(() => this.sent(name).length >= count, `${count} x POST ${name}`);
    return this.sent(name);
  }

  /** Waits until it was told to forget the newest session. The one of a page before it may be forgotten as late. */
  async forgotten() {
    const newest = this.newest;
    await until(() => this.sent("forget").some(({ body }) => body.session === newest), `forget ${newest}`);
  }

  /** From now on an address misbehaves. @param {string} path @param {Fault} fault */
  misbehave(path, fault) {
    this.#faults.set(path.startsWith("/") ? path : `/signpost/${path}`, fault);
  }

  /** Everything works again. */
  mend() {
    this.#faults.clear();
  }

  /** As new, but at the same address. */
  async reset() {
    this.mend();
    this.requests = [];
    this.#sessions.clear();
    await this.up();
  }

  /** Refuses connections. */
  async down() {
    const closed = new Promise((resolve) => {
      this.#server.close(resolve);
    });
    this.#server.closeAllConnections();
    await closed;
  }

  /** Takes connections, at the port it had before. */
  async up() {
    if (this.#server.listening) return;
    await new Promise((resolve) => {
      this.#server.listen(this.#port, "127.0.0.1", () => resolve(undefined));
    });
    this.#port = /** @type {import("node:net").AddressInfo} */ (this.#server.address()).port;
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  async #answer(request, response) {
    const path = (request.url ?? "").split("?")[0];
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { method = "", headers } = request;
    const sent = { method, path, headers, body: text && parsed(text), aborted: false };
    this.requests.push(sent);
    response.on("close", () => {
      sent.aborted = !response.writableFinished;
    });
    const fault = this.#faults.get(path) ?? {};
    if (fault.silent) return;
    if (fault.delay) await wait(fault.delay, undefined, { ref: false });
    if (response.destroyed) return;
    const right = method === "POST" ? this.#spoken(path, sent.body) : await served(path);
    finish(response, fault.body === undefined ? right : faulty(fault), fault.cut);
  }

  /** @param {string} path @param {any} body */
  #spoken(path, body) {
    const told = this.#sessions.get(body?.session);
    if (path.endsWith("/sessions")) return this.#open(body?.force);
    if (path.endsWith("/forget")) {
      this.#sessions.delete(body?.session);
      return NOTHING;
    }
    return told ? json(200, { messages: reply(told, body) }) : faulty(FAULTS.gone);
  }

  /** @param {string | undefined} force */
  #open(force) {
    const told = new Map();
    const messages = opening(told, force);
    if (!messages) return faulty({ status: 400, body: error("not_in_vocabulary") });
    this.#opened += 1;
    this.#sessions.set(this.newest, told);
    return json(201, { session: this.newest, messages });
  }
}

/** @param {string} path */
async function served(path) {
  const host = path.startsWith("/host/") ? HOSTS[path.slice("/host/".length)] : undefined;
  if (host) return page(host.html, host.csp ? PAGE_HEADERS : { "Cache-Control": "no-cache" });
  if (path in PAGES) return page(PAGES[path], { "Cache-Control": "no-cache" });
  if (path === "/favicon.ico") return NOTHING;
  if (path === "/signpost") return { status: 308, headers: { ...PAGE_HEADERS, Location: "/signpost/" }, body: "" };
  const name = /^\/signpost\/([\w-]*(?:\.\w+)?)$/.exec(path)?.[1];
  return (name !== undefined && (await file(name || "index.html"))) || faulty(FAULTS.missing);
}

/** @param {string} name */
async function file(name) {
  const type = TYPES[extname(name)];
  const body = type && (await readFile(new URL(`widget/${name}`, ROOT)).catch(() => undefined));
  return body && { status: 200, headers: { ...PAGE_HEADERS, "Content-Type": `${type}; charset=utf-8` }, body };
}

const page = (/** @type {string} */ html, /** @type {Record<string, string>} */ headers) => ({
  status: 200,
  headers: { ...headers, "Content-Type": "text/html; charset=utf-8" },
  body: html,
});

const json = (/** @type {number} */ status, /** @type {unknown} */ body) =>
  faulty({ status, body: JSON.stringify(body) });

const faulty = (/** @type {Fault} */ { status = 200, type = "application/json", body = "" }) => ({
  status,
  headers: { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-store" },
  body,
});

/**
 * @param {import("node:http").ServerResponse} response
 * @param {{status: number, headers: Record<string, string>, body: string | Buffer}} answer
 */
function finish(response, { status, headers, body }, cut = false) {
  const bytes = Buffer.from(body);
  response.writeHead(status, status === 204 ? headers : { ...headers, "Content-Length": bytes.length });
  if (!cut) return response.end(bytes);
  // Half of what was promised, and then nothing: what a broken line looks like from the browser.
  return response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {() => unknown} condition @param {string} what */
export async function until(condition, what) {
  for (const end = Date.now() + LONGEST_WAIT_MS; !(await condition());) {
    if (Date.now() > end) throw new Error(`did not happen in time: ${what}`);
    await wait(20);
  }
}
