/** Rules that the files of practice keep; and the booth that voters open knows nothing of them. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  assertHarmless,
  assertShort,
  assertWithoutBigNumbers,
  assertWithoutStorage,
  modulesFrom,
  scriptsOf,
  STATIC,
  withoutComments,
} from "./modules.js";

const PRACTICE = new URL("js/practice/", STATIC);
const BOOTH = new URL("js/booth/", STATIC);
const files = scriptsOf(PRACTICE);

describe("the files of practice", () => {
  test("are all needed by its entry", () => {
    const needed = modulesFrom(new URL("main.js", PRACTICE));
    for (const name of files) assert.ok(needed.has(new URL(name, PRACTICE).href), name);
  });

  test("turn no text into markup or script, store nothing and ask for nothing", () => {
    assertHarmless(PRACTICE, files);
    assertWithoutStorage(PRACTICE, files);
    for (const name of files)
      assert.doesNotMatch(withoutComments(new URL(name, PRACTICE)), /\bfetch\b|ui\/server\.js/, name);
  });

  test("leave big numbers to the cryptography", () => assertWithoutBigNumbers(PRACTICE, files));

  test("are short", () => assertShort(PRACTICE, files));

  test("are in nothing that a voter's page loads", () => {
    const needed = modulesFrom(new URL("main.js", BOOTH), modulesFrom(new URL("worker.js", BOOTH)));
    for (const name of files) assert.ok(!needed.has(new URL(name, PRACTICE).href), name);
  });
});
