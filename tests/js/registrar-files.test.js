/** Rules that every file of the registrar's page keeps. */

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

const REGISTRAR = new URL("js/registrar/", STATIC);
const ENTRIES = ["main.js", "worker.js"].map((name) => new URL(name, REGISTRAR));
const NEEDED = ["js/registrar/", "js/ui/", "js/crypto/", "vendor/noble-ed25519/", "vendor/qrcode-generator/"];

const files = scriptsOf(REGISTRAR);
const all = new Set();
for (const entry of ENTRIES) modulesFrom(entry, all);

describe("the registrar's files", () => {
  test("are all needed by its entry or its worker", () => {
    for (const name of files) assert.ok(all.has(new URL(name, REGISTRAR).href), name);
  });

  test("know of nothing but the shared parts of pages, the cryptography and two vendored modules", () => {
    const places = NEEDED.map((path) => new URL(path, STATIC).href);
    for (const href of all) assert.ok(places.some((place) => href.startsWith(place)), href);
    for (const { href } of ENTRIES) assertWithoutCircle(href);
  });

  test("turn no text into markup or script and store nothing", () => {
    assertHarmless(REGISTRAR, files);
    assertWithoutStorage(REGISTRAR, files);
  });

  test("draw randomness from one place alone", () => {
    for (const name of files)
      assert.doesNotMatch(withoutComments(new URL(name, REGISTRAR)), /Math\.random|getRandomValues/, name);
  });

  test("that make codes and letters cannot send anything", () => {
    for (const href of modulesFrom(ENTRIES[1]))
      assert.doesNotMatch(withoutComments(new URL(href)), /\bfetch\s*\(|\bimportScripts\b/, href);
  });

  test("leave big numbers to the cryptography", () => assertWithoutBigNumbers(REGISTRAR, files));

  test("are short", () => assertShort(REGISTRAR, files));

  test("of the entry can be read by browsers without modules", () =>
    assertReadableByOldBrowsers(ENTRIES[0]));
});
