// Lighthouse finds nothing to mend in accessibility.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scores } from "./lighthouse.mjs";
import { address } from "./page.mjs";

test("Lighthouse gives accessibility 100 of 100", async () => {
  const found = await scores(`${address()}/signpost/`, { only: ["accessibility"] });

  assert.equal(found.scores.accessibility, 100, found.poor.join(", "));
});
