/** Codes, files and letters of the registrar's page. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { CODE_RANDOM_BYTES, formatCode, newCode, parseCode } from "../../static/js/crypto/credential.js";
import { letterPage } from "../../static/js/registrar/letters.js";
import { codesIn, mailMergeFile } from "../../static/js/registrar/mail-merge.js";

const PAGE = "https://vote.example.org/e/x/vote";
const NOTICE = {
  title: { fr: "Conseil <i>", en: "Board" },
  languages: ["fr", "en"],
  opens: "2030-06-08T08:00:00Z",
  closes: "2030-06-12T16:00:00Z",
  timeZone: "Europe/Lisbon",
  page: PAGE,
  contact: "",
  isDemonstration: false,
};

/** A code that begins with this byte. */
function codeOf(byte) {
  return formatCode(newCode(new Uint8Array(CODE_RANDOM_BYTES).fill(byte)));
}

function voter(name, byte = 1) {
  return { number: byte, name, email: `v${byte}@example.org`, code: codeOf(byte), key: "00".repeat(32) };
}

describe("new codes", () => {
  test("are the first 100 of their random bits, with the check symbol", () => {
    const code = newCode(Uint8Array.from({ length: CODE_RANDOM_BYTES }, (_, place) => 255 - place));
    assert.equal(code, "ZZZFVZ7VZBWZHXZPYQTF");
    assert.equal(parseCode(formatCode(code)), code);
    assert.match(formatCode(code), /^(?:[0-9A-Z]{4}-){5}[0-9A-Z*~$=]$/);
  });

  test("need exactly that many random bytes", () => {
    for (const size of [0, 12, 14]) assert.throws(() => newCode(new Uint8Array(size)), RangeError);
  });
});

describe("the file for mail merge", () => {
  test("has a line for each voter, in the form that spreadsheets read", () => {
    const lines = mailMergeFile([voter("Ada"), voter('Ben, "B"', 2)], PAGE).split("\r\n");
    assert.equal(lines[0], "\ufeffname,email,code,link");
    assert.equal(lines[1], `Ada,v1@example.org,${codeOf(1)},${PAGE}#${codeOf(1)}`);
    assert.ok(lines[2].startsWith('"Ben, ""B""",v2@example.org,'));
    assert.equal(lines.length, 4);
  });

  test("holds no cell that a spreadsheet would calculate with", () => {
    for (const name of ["=1+1", "+1", "-1", "@x", "\t=1", "  =1"])
      assert.ok(mailMergeFile([voter(name)], PAGE).includes(`\n'${name},`), name);
  });
});

describe("codes in a saved file", () => {
  test("are found in the file for mail merge and in letters", () => {
    const issued = [1, 2, 77].map((byte) => voter("Ada", byte));
    const codes = issued.map(({ code }) => code);
    assert.deepEqual([...new Set(codesIn(mailMergeFile(issued, PAGE)))], codes);
    assert.deepEqual(codesIn(letterPage({ notice: NOTICE, issued })), codes);
  });

  test("are found with every check symbol, and after a spreadsheet saved the file", () => {
    const codes = Array.from({ length: 200 }, (_, byte) => codeOf(byte));
    assert.deepEqual(codesIn(`name;code\r\n${codes.map((code) => `"Ada";"${code}"`).join("\r\n")}`), codes);
    assert.ok(codes.some((code) => /[*~$=]$/.test(code)));
  });
});

describe("letters", () => {
  const page = letterPage({ notice: NOTICE, issued: [voter("<Ada> & Co", 1), voter("Ben", 2)] });

  test("are in the election's language, in its own time", () => {
    assert.match(page, /<html lang="fr" dir="ltr">/);
    assert.match(page, /Vous pouvez voter/);
    assert.match(page, /09:00/);
    assert.match(letterPage({ notice: { ...NOTICE, languages: ["ar"] }, issued: [] }), /dir="rtl"/);
  });

  test("show what people wrote as text", () => {
    assert.match(page, /&lt;Ada&gt; &amp; Co/);
    assert.match(page, /Conseil &lt;i&gt;/);
    assert.doesNotMatch(page, /<i>|<Ada>/);
  });

  test("are a page each, and run and fetch nothing", () => {
    assert.equal(page.split("<section>").length - 1, 2);
    assert.match(page, /default-src 'none'/);
    assert.doesNotMatch(page, /<script|<img|<link|href=|src=|url\(/);
  });

  test("name a contact where there is one", () =>
    assert.match(letterPage({ notice: { ...NOTICE, contact: "Tel. 123" }, issued: [voter("Ada")] }), /Tel\. 123/));
});
