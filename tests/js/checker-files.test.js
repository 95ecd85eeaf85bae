/** Rules that every file of the in-page checker keeps. */

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

const APP = new URL("js/checker/", STATIC);
const CORE = new URL("js/check/", STATIC);
const ENTRIES = ["main.js", "record-worker.js", "judge-worker.js"].map((name) => new URL(name, APP));

const all = new Set();
for (const entry of ENTRIES) modulesFrom(entry, all);

const ofApp = scriptsOf(APP);
const ofCore = scriptsOf(CORE);

describe("the checker's files", () => {
  test("are all needed by its entry or its workers", () => {
    for (const name of ofApp) assert.ok(all.has(new URL(name, APP).href), name);
    for (const name of ofCore) assert.ok(all.has(new URL(name, CORE).href), name);
  });

  test("can be put into one file", () => {
    for (const { href } of ENTRIES) assertWithoutCircle(href);
    const sources = [...all].map((href) => withoutComments(new URL(href)));
    for (const source of sources) assert.doesNotMatch(source, /<\/script|<!--|\r/i);
  });

  test("turn no text into markup or script", () => {
    assertHarmless(
      APP,
      ofApp.filter((name) => name !== "memory.js"),
    );
    assertHarmless(CORE, ofCore);
    assertWithoutStorage(APP, ofApp);
    assertWithoutStorage(CORE, ofCore);
  });

  test("know nothing of a page where they check", () => {
    for (const name of ofCore)
      assert.doesNotMatch(
        withoutComments(new URL(name, CORE)),
        /\b(document|window|navigator|postMessage|fetch)\b\s*[.(]/,
        name,
      );
  });

  test("leave big numbers to the cryptography", () => {
    assertWithoutBigNumbers(APP, ofApp);
    assertWithoutBigNumbers(CORE, ofCore);
  });

  test("of the page are short", () =>
    assertShort(APP, ofApp));

  test("of the entry can be read by browsers without modules", () =>
    assertReadableByOldBrowsers(new URL("main.js", APP)));
});
