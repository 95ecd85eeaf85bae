/** The modules of an app as files: which import which, and rules that all of them keep. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

export const STATIC = new URL("../../static/", import.meta.url);
const IMPORT = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

export function withoutComments(url) {
  return readFileSync(url, "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");
}

/** Names of all scripts of a folder, those in folders below it as well. */
export function scriptsOf(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
}

/** Addresses of all modules that one needs, itself among them. */
export function modulesFrom(url, found = new Set()) {
  if (found.has(url.href)) return found;
  found.add(url.href);
  for (const [, path] of withoutComments(url).matchAll(IMPORT))
    modulesFrom(new URL(path, url), found);
  return found;
}

export function assertHarmless(folder, names) {
  const forbidden =
    /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|sessionStorage|indexedDB|document\.cookie|sendBeacon|XMLHttpRequest|WebSocket/;
  for (const name of names)
    assert.doesNotMatch(withoutComments(new URL(name, folder)), forbidden, name);
}

export function assertWithoutStorage(folder, names) {
  for (const name of names)
    assert.doesNotMatch(withoutComments(new URL(name, folder)), /localStorage/, name);
}

export function assertWithoutBigNumbers(folder, names) {
  for (const name of names.filter((file) => !file.endsWith("main.js")))
    assert.doesNotMatch(withoutComments(new URL(name, folder)), /\bBigInt\b|\b\d+n\b/, name);
}

export function assertShort(folder, names) {
  for (const name of names.filter((file) => !file.startsWith("strings/"))) {
    const lines = withoutComments(new URL(name, folder))
      .split("\n")
      .filter((line) => line.trim());
    assert.ok(lines.length < 100, `${name} has ${lines.length} lines`);
  }
}

export function assertReadableByOldBrowsers(entry) {
  assert.doesNotMatch(withoutComments(entry), /^import\s|=>.*=>|\?\.|\?\?|`/m);
}

/** Throws at the first module that needs itself. */
export function assertWithoutCircle(href, above = [], known = new Set()) {
  assert.ok(!above.includes(href), `${[...above, href].join(" needs ")}`);
  if (known.has(href)) return;
  for (const [, path] of withoutComments(new URL(href)).matchAll(
    /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g,
  ))
    assertWithoutCircle(new URL(path, href).href, [...above, href], known);
  known.add(href);
}
