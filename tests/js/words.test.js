/** The words of all apps in all languages: the same ones, with the same numbers and names in them. */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";

import { localeOf } from "../../static/js/ui/languages.js";
import { pluralsOf } from "../../static/js/ui/plurals.js";
import { languages, speak, words as shared } from "../../static/js/ui/words.js";
import { words as booth } from "../../static/js/booth/words.js";

const APPS = ["booth", "checker", "practice", "registrar", "trustee", "ui"];
const OTHERS = ["fr", "es", "ar"];
const STRINGS = (app) => new URL(`../../static/js/${app}/strings/`, import.meta.url);

/** What functions are called with that take neither numbers nor plain strings. */
const SPECIAL = {
  names: [["Ana", "Tom"]],
  date: [new Date("2030-06-12T12:00:00Z")],
  "receiptFile.page": ["7K3M-9QXD-2VTA-R8HN-5CWE"],
  "receiptFile.proof": ["7K3M-9QXD-2VTA-R8HN-5CWE"],
  "promised.file": ["7K3M-9QXD-2VTA-R8HN-5CWE"],
};
/** The same in two languages for good reasons: names of files and of things, and a few words. */
const SAME = {
  all: ["product", "names", "languageNames.", "files.", "receiptFile.", "promised.file", "offline.program"],
  fr: ["frame.menu", "pause", "unlock.question"],
  es: ["error"],
  ar: ["reportName", "files.mergeName", "files.lettersName"],
};

async function load(app, language) {
  return (await import(new URL(`${language}.js`, STRINGS(app)))).default;
}

/** Every leaf by its path: strings and functions. */
function leaves(value, path = "") {
  if (typeof value !== "object") return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, path === "" ? key : `${path}.${key}`),
  );
}

/** Numbers that no language writes as a word: different ones, the same, and from nothing on. */
const NUMBERS = [
  [3, 4, 5],
  [4, 4, 4],
  [0, 5, 4],
];

/** What a leaf says; functions are given names or numbers. */
function said(path, leaf, numbers = NUMBERS[0]) {
  if (typeof leaf === "string") return leaf;
  return [leaf(...(SPECIAL[path] ?? numbers.slice(0, leaf.length)))].flat().join("");
}

for (const app of APPS)
  describe(`the words of ${app}`, async () => {
    const en = Object.fromEntries(leaves(await load(app, "en")));

    test("stand in four files", () =>
      assert.deepEqual(readdirSync(STRINGS(app)).sort(), ["ar.js", "en.js", "es.js", "fr.js"]));

    for (const language of OTHERS) {
      const own = Object.fromEntries(leaves(await load(app, language)));

      test(`in ${language} are the same ones`, () => {
        assert.deepEqual(Object.keys(own).sort(), Object.keys(en).sort());
        for (const [path, leaf] of Object.entries(own)) {
          assert.equal(typeof leaf, typeof en[path], path);
          if (typeof leaf === "function") assert.equal(leaf.length, en[path].length, path);
        }
      });

      test(`in ${language} hold every number and name that the English ones hold`, () => {
        for (const [path, leaf] of Object.entries(en)) {
          if (typeof leaf !== "function") continue;
          for (const numbers of NUMBERS) {
            const text = said(path, leaf, numbers);
            const given = ["3", "4", "5", "Ana", "Tom"].filter((part) => text.includes(part));
            const other = said(path, own[path], numbers);
            for (const part of given) assert.ok(other.includes(part), `${path}: ${other}`);
          }
        }
      });

      test(`in ${language} are translated`, () => {
        const same = [...SAME.all, ...SAME[language]];
        const left = Object.entries(en).filter(
          ([path, leaf]) =>
            said(path, leaf) === said(path, own[path]) && /[a-z]/.test(said(path, leaf)),
        );
        assert.deepEqual(
          left.map(([path]) => path).filter((path) => !same.some((begin) => path.startsWith(begin))),
          [],
        );
      });
    }

    test("have a form for every number", async () => {
      for (const language of ["en", ...OTHERS])
        for (const [path, leaf] of leaves(await load(app, language)))
          if (typeof leaf === "function")
            for (const number of [0, 1, 2, 3, 11, 100, 1_000_000])
              assert.doesNotMatch(said(path, leaf, [number, number + 1, number + 2]), /undefined|NaN|\$\{/, path);
    });
  });

describe("plural forms", () => {
  test("are six in Arabic", async () => {
    const { check } = await load("booth", "ar");
    const forms = [1, 2, 3, 11].map((count) => check.optionPoints("x", count));
    assert.equal(new Set(forms.map((form) => form.replace(/\d+/, ""))).size, 4);
    const all = { zero: "a", one: "b", two: "c", few: "d", many: "e", other: "f" };
    const plural = pluralsOf("ar");
    assert.equal([0, 1, 2, 3, 11, 100].map((count) => plural(count, all)).join(""), "abcdef");
  });

  test("fall back on the last one", () =>
    assert.equal(pluralsOf("fr")(1_000_000, { one: "a", other: "b" }), "b"));
});

describe("another language", () => {
  test("is spoken by all parts at once", () => {
    assert.deepEqual(languages, ["en", "fr", "es", "ar"]);
    speak("fr");
    assert.equal(shared.back, "Retour");
    assert.equal(booth.continue, "Continuer");
    speak("en");
    assert.equal(booth.continue, "Continue");
  });

  test("keeps the digits and the calendar of the server's pages", () => {
    const date = new Date("2030-06-12T12:00:00Z");
    const shown = date.toLocaleDateString(localeOf("ar", ["ar-SA"]), { timeZone: "UTC" });
    assert.match(shown, /2030/);
    assert.equal((1204).toLocaleString(localeOf("en", [])), "1,204");
  });
});
