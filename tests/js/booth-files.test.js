/** Rules that every file of the booth keeps. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";

const STATIC = new URL("../../static/", import.meta.url);
const BOOTH = new URL("js/booth/", STATIC);
const TEMPLATE = new URL("../../templates/ballots/booth_modules.html", import.meta.url);
const IMPORT = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

function withoutComments(url) {
  return readFileSync(url, "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");
}

/** Addresses below /static/ of all modules that one needs. */
function modulesFrom(url, found = new Set()) {
  if (found.has(url.href)) return found;
  found.add(url.href);
  for (const [, path] of withoutComments(url).matchAll(IMPORT))
    modulesFrom(new URL(path, url), found);
  return found;
}

const files = readdirSync(BOOTH, { recursive: true }).filter((name) => name.endsWith(".js"));

describe("the booth's files", () => {
  test("are all needed by its entry or its worker", () => {
    const needed = modulesFrom(new URL("main.js", BOOTH), modulesFrom(new URL("worker.js", BOOTH)));
    for (const name of files) assert.ok(needed.has(new URL(name, BOOTH).href), name);
  });

  test("are fetched at once by the page", () => {
    const modules = [
      ...modulesFrom(new URL("opening.js", BOOTH)),
      ...modulesFrom(new URL("worker.js", BOOTH)),
    ];
    const expected = new Set(modules.map((href) => href.slice(STATIC.href.length)));
    expected.delete("js/booth/worker.js");
    const listed = [...readFileSync(TEMPLATE, "utf8").matchAll(/static '([^']+)'/g)].map(
      ([, path]) => path,
    );
    assert.deepEqual(listed.sort(), [...expected].sort());
  });

  test("turn no text into markup or script and store nothing", () => {
    const forbidden =
      /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|localStorage|sessionStorage|indexedDB|document\.cookie|sendBeacon|XMLHttpRequest|WebSocket/;
    for (const name of files)
      assert.doesNotMatch(withoutComments(new URL(name, BOOTH)), forbidden, name);
  });

  test("leave big numbers to the cryptography", () => {
    for (const name of files.filter((file) => file !== "main.js"))
      assert.doesNotMatch(withoutComments(new URL(name, BOOTH)), /\bBigInt\b|\b\d+n\b/, name);
  });

  test("are short", () => {
    for (const name of files.filter((file) => !file.startsWith("strings/"))) {
      const lines = withoutComments(new URL(name, BOOTH))
        .split("\n")
        .filter((line) => line.trim());
      assert.ok(lines.length < 100, `${name} has ${lines.length} lines`);
    }
  });

  test("of the entry can be read by browsers without modules", () =>
    assert.doesNotMatch(
      withoutComments(new URL("main.js", BOOTH)),
      /^import\s|=>.*=>|\?\.|\?\?|`/m,
    ));
});
