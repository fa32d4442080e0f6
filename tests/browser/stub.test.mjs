// The stub keeps to the contract: what passes against it means something.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { MESSAGES } from "./stub.mjs";

const CONTRACT = readFileSync(new URL("../../docs/reference/interfaces.md", import.meta.url), "utf8");
const TABLE = CONTRACT.slice(CONTRACT.indexOf("### Messages"), CONTRACT.indexOf("## Make targets"));

/** Every message the stub can send. @type {Record<string, unknown>[]} */
const ALL = [...Object.values(MESSAGES), ...Object.values(MESSAGES.questions), MESSAGES.markup]
  .flat()
  .filter((message) => message.kind);

const kinds = [...TABLE.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, kind, fields]) => {
  const promised = fields
    .split(";")[0]
    .replaceAll(/as `\w+`/g, "")
    .matchAll(/`(\w+)/g);
  return { kind, fields: [...promised].map(([, name]) => name) };
});

test("The contract's table of messages was read", () => {
  assert.ok(kinds.length >= 8, `${kinds.length} kinds`);
});

for (const { kind, fields } of kinds) {
  test(`The stub sends ${kind}, each with ${fields.join(", ")}`, () => {
    const sent = ALL.filter((message) => message.kind === kind);
    assert.notEqual(sent.length, 0);
    for (const message of sent)
      assert.deepEqual(
        fields.filter((name) => !(name in message)),
        [],
      );
  });
}
