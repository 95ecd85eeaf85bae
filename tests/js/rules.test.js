/** What no script of ours may contain, whatever it does. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const SCRIPTS = new URL("../../static/js/", import.meta.url);

const BANNED = [
  ["predictable randomness", /\bMath\s*\.\s*random\b/],
  ["code from text", /\beval\b|\bFunction\s*\(/],
  [
    "markup from text",
    /\binnerHTML\b|\bouterHTML\b|\binsertAdjacentHTML\b|\bdocument\s*\.\s*write\b/,
  ],
  ["storage, where secrets would outlive the page", /\bsessionStorage\b/],
];

function read(name) {
  return readFileSync(new URL(name, SCRIPTS), "utf8");
}

const scripts = readdirSync(SCRIPTS, { recursive: true }).filter((name) => name.endsWith(".js"));

for (const [meaning, pattern] of BANNED) {
  test(`no ${meaning}`, () => {
    assert.deepEqual(
      scripts.filter((name) => pattern.test(read(name))),
      [],
    );
  });
}

test("one module remembers something, and can reach no secret", () => {
  const remembering = scripts.filter((name) => /\blocalStorage\b/.test(read(name)));
  assert.deepEqual(remembering, ["trustee/unlock-memory.js"]);
  assert.doesNotMatch(read(remembering[0]), /\bimport\b/);
});

test("one module keeps public findings, and can reach no secret", () => {
  const keeping = scripts.filter((name) => /\bindexedDB\b/.test(read(name)));
  assert.deepEqual(keeping, ["checker/memory.js"]);
  assert.doesNotMatch(read(keeping[0]), /\bimport\b/);
});

test("the rules look at the scripts", () => {
  assert.ok(scripts.includes("crypto/ballot.js"));
});

test("big integers stay in crypto", () => {
  const outside = scripts.filter((name) => !name.startsWith("crypto/"));
  assert.deepEqual(
    outside.filter((name) => /\bBigInt\s*\(|\b\d+n\b/.test(read(name))),
    [],
  );
});

test("randomness is drawn in one module", () => {
  assert.deepEqual(
    scripts.filter((name) => /getRandomValues|randomUUID/.test(read(name))),
    ["crypto/entropy.js"],
  );
});

test("crypto uses only itself, one vendored module and WebCrypto", () => {
  const imported = scripts
    .filter((name) => name.startsWith("crypto/"))
    .flatMap((name) => [...read(name).matchAll(/\bfrom "(\.[^"]*)"/g)].map(([, from]) => from));
  const foreign = imported.filter((from) => !/^\.\/[a-z0-9-]+\.js$/.test(from));
  assert.deepEqual(foreign, ["../../vendor/noble-ed25519/index.js"]);
});
