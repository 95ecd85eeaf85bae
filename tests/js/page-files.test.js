/** Rules that the scripts of plain pages keep, and the words that they fill in. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { filled } from "../../static/js/pages/recorded.js";
import {
  assertHarmless,
  assertShort,
  assertWithoutBigNumbers,
  assertWithoutStorage,
  scriptsOf,
  STATIC,
} from "./modules.js";

const PAGES = new URL("js/pages/", STATIC);
const files = scriptsOf(PAGES);

describe("the scripts of pages", () => {
  test("turn no text into markup or script and store nothing", () => {
    assertHarmless(PAGES, files);
    assertWithoutStorage(PAGES, files);
  });

  test("leave big numbers to the cryptography", () => assertWithoutBigNumbers(PAGES, files));

  test("are short", () => assertShort(PAGES, files));
});

describe("words with numbers", () => {
  test("take the numbers in the order of the language", () => {
    assert.equal(filled("Entry %1 of %2.", [3, 27]), "Entry 3 of 27.");
    assert.equal(filled("%2, %1", [3, 27]), "27, 3");
  });
});
