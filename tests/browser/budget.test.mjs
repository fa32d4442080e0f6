// The widget is small, and stands on nothing else.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { files } from "./budget.mjs";

const MOST_BYTES = 15_000;
const ROOT = new URL("../../", import.meta.url);
const WIDGET = new URL("widget/", ROOT);

test("all script and style of the widget is 15,000 bytes or less, as it is sent", async () => {
  const sizes = (await files()).map(({ name, bytes }) => ({ name, bytes }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);

  assert.equal(sizes.length, 2);
  assert.ok(total <= MOST_BYTES, `${total} bytes: ${JSON.stringify(sizes)}`);
});

test("the widget depends on nothing at run time: it imports its own files only", async () => {
  const { dependencies = {} } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
  const written = readdirSync(WIDGET).filter((name) => /\.(js|css)$/.test(name));
  const code = written.map((name) => readFileSync(new URL(name, WIDGET), "utf8")).join("\n");
  const imports = code.matchAll(/(?:^|;)import\b[^"]*"([^"]+)"|\bimport\("([^"]+)"/gm);
  const imported = [...imports].map(([, name, later]) => name ?? later);

  assert.deepEqual(dependencies, {});
  assert.ok(imported.length > 5);
  assert.deepEqual(
    imported.filter((name) => !/^\.\/[a-z-]+\.js$/.test(name)),
    [],
  );
  for (const { text } of await files()) assert.doesNotMatch(text, /@import|\bimport\b(?!\.meta)|url\(/);
});

test("the licence is there", () => {
  assert.match(readFileSync(new URL("LICENSE", ROOT), "utf8"), /Apache License/);
});
