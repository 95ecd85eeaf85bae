/** Rules that the files shared by the booth and the key holders' tool keep. */

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
} from "./modules.js";

const UI = new URL("js/ui/", STATIC);

const files = scriptsOf(UI);

describe("the shared files", () => {
  test("know nothing of the apps that use them", () => {
    for (const name of files)
      for (const href of modulesFrom(new URL(name, UI))) assert.ok(href.startsWith(UI.href), href);
  });

  test("turn no text into markup or script and store nothing", () => {
    assertHarmless(UI, files);
    assertWithoutStorage(UI, files);
  });

  test("leave big numbers to the cryptography", () => assertWithoutBigNumbers(UI, files));

  test("are short", () => assertShort(UI, files));
});
