// How much a visitor's browser loads: every script and style of the widget, as the service sends it.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { gunzipSync } from "node:zlib";
import { address } from "./page.mjs";

const PAGE = new URL("../../widget/index.html", import.meta.url);

/** The scripts and styles that the page names, each with its size on the way and its text. */
export function files() {
  const named = readFileSync(PAGE, "utf8").matchAll(/(?:href|src)="([\w.-]+\.(?:js|css))"/g);
  return Promise.all([...named].map(([, name]) => received(name)));
}

/** @param {string} name */
async function received(name) {
  const request = get(`${address()}/signpost/${name}`, { headers: { "Accept-Encoding": "gzip" } });
  const [response] = /** @type {[import("node:http").IncomingMessage]} */ (await once(request, "response"));
  if (response.headers["content-encoding"] !== "gzip") throw new Error(`${name} was not compressed`);
  const body = Buffer.concat(await response.toArray());
  return { name, bytes: body.length, text: gunzipSync(body).toString("utf8") };
}
