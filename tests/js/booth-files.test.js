/** Rules that every file of the booth keeps. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  assertHarmless,
  assertReadableByOldBrowsers,
  assertShort,
  assertWithoutBigNumbers,
  assertWithoutStorage,
  modulesFrom,
  scriptsOf,
  STATIC,
} from "./modules.js";

const BOOTH = new URL("js/booth/", STATIC);

const files = scriptsOf(BOOTH);

describe("the booth's files", () => {
  test("are all needed by its entry or its worker", () => {
    const needed = modulesFrom(new URL("main.js", BOOTH), modulesFrom(new URL("worker.js", BOOTH)));
    for (const name of files) assert.ok(needed.has(new URL(name, BOOTH).href), name);
  });

  test("of the page itself hold nothing that makes a ballot, which only the worker does", () => {
    const names = [...modulesFrom(new URL("main.js", BOOTH))].map((href) => href.split("/").at(-1));
    assert.ok(names.includes("vault.js"));
    for (const name of ["next-ballot.js", "encryption.js", "prepared-ballot.js", "range-powers.js"])
      assert.ok(!names.includes(name), name);
  });

  test("turn no text into markup or script and store nothing", () => {
    assertHarmless(BOOTH, files);
    assertWithoutStorage(BOOTH, files);
  });

  test("leave big numbers to the cryptography", () => assertWithoutBigNumbers(BOOTH, files));

  test("are short", () => assertShort(BOOTH, files));

  test("of the entry can be read by browsers without modules", () =>
    assertReadableByOldBrowsers(new URL("main.js", BOOTH)));
});
