/** Rules that every file of the key holders' tool keeps. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  assertHarmless,
  assertReadableByOldBrowsers,
  assertShort,
  assertWithoutBigNumbers,
  assertWithoutCircle,
  assertWithoutStorage,
  modulesFrom,
  scriptsOf,
  STATIC,
  withoutComments,
} from "./modules.js";

const TOOL = new URL("js/trustee/", STATIC);
const WORKERS = ["worker.js", "count-worker.js"].map((name) => new URL(name, TOOL));

const all = modulesFrom(new URL("main.js", TOOL));
for (const worker of WORKERS) modulesFrom(worker, all);
const ofWorkers = new Set();
for (const worker of WORKERS) modulesFrom(worker, ofWorkers);

const files = scriptsOf(TOOL);
/** What checks the record may be longer than what moves a page. */
const ofPage = files.filter((name) => !ofWorkers.has(new URL(name, TOOL).href));

describe("the tool's files", () => {
  test("are all needed by its entry or its workers", () => {
    for (const name of files) assert.ok(all.has(new URL(name, TOOL).href), name);
  });

  // A module's blob: address is known only when all that it imports has one.
  test("can be put into one file", () => {
    for (const { href } of [new URL("main.js", TOOL), ...WORKERS]) assertWithoutCircle(href);
    const sources = [...all].map((href) => withoutComments(new URL(href)));
    for (const source of sources) assert.doesNotMatch(source, /<\/script|<!--|\r/i);
  });

  test("turn no text into markup or script", () => assertHarmless(TOOL, files));

  test("store nothing but which totals were unlocked", () => {
    assertWithoutStorage(
      TOOL,
      files.filter((name) => name !== "unlock-memory.js"),
    );
    const memory = withoutComments(new URL("unlock-memory.js", TOOL));
    assert.equal(memory.match(/setItem\(/g)?.length, 1);
    assert.match(memory, /setItem\(place\(holder\), totals\)/);
  });

  test("of the page leave big numbers to the cryptography", () =>
    assertWithoutBigNumbers(TOOL, ofPage));

  test("of the page are short", () => assertShort(TOOL, ofPage));

  test("of the entry can be read by browsers without modules", () =>
    assertReadableByOldBrowsers(new URL("main.js", TOOL)));
});
