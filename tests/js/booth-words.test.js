/** Addresses, languages, times and the notices before the close. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { noticeAt, untilNextNotice } from "../../static/js/booth/closing.js";
import { codeInFragment, electionInPath } from "../../static/js/booth/code-in-address.js";
import { chooseLanguage } from "../../static/js/ui/languages.js";
import { plain } from "../../static/js/booth/option-filter.js";
import en from "../../static/js/booth/strings/en.js";
import { dateAndTime, timeOfDay } from "../../static/js/ui/times.js";

const ELECTION = "8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10";
const MINUTE = 60_000;

describe("the address", () => {
  test("carries the code in its fragment", () => {
    assert.equal(codeInFragment("#7K3M-9QXD"), "7K3M-9QXD");
    assert.equal(codeInFragment("#7K3M%2D9QXD"), "7K3M-9QXD");
    assert.equal(codeInFragment(""), "");
  });

  test("with a stray percent sign or of great length gives no trouble", () => {
    assert.equal(codeInFragment("#100%"), "");
    assert.equal(codeInFragment(`#${"A".repeat(5000)}`).length, 100);
  });

  test("names the election in its path", () =>
    assert.equal(electionInPath(`/e/${ELECTION}/vote`), ELECTION));

  test("of any other form names none", () => {
    for (const path of [
      "/",
      `/e/${ELECTION}/`,
      `/e/${ELECTION.toUpperCase()}/vote`,
      `/e/${ELECTION}/vote/x`,
      `/x/e/${ELECTION}/vote`,
      `//evil.example/e/${ELECTION}/vote`,
    ])
      assert.throws(() => electionInPath(path), /names no election/);
  });
});

describe("languages", () => {
  test("the voter's first language that is there is taken", () =>
    assert.equal(chooseLanguage(["en", "fr", "ar"], ["de", "ar", "fr"]), "ar"));

  test("a regional form stands in for the language and the reverse", () => {
    assert.equal(chooseLanguage(["en", "pt"], ["pt-BR"]), "pt");
    assert.equal(chooseLanguage(["en", "pt-BR"], ["pt"]), "pt-BR");
    assert.equal(chooseLanguage(["pt", "pt-BR"], ["pt-br"]), "pt-BR");
  });

  test("without a match the first is taken", () =>
    assert.equal(chooseLanguage(["fr", "en"], ["de"]), "fr"));

  test("a filter looks past case and accents", () =>
    assert.ok(plain("Candidate ANDRÉ").includes(plain(" andre "))));
});

describe("times", () => {
  test("name day, hour and zone", () => {
    const text = dateAndTime("2030-06-12T16:00:00Z", {
      language: "en-GB",
      timeZone: "Europe/Lisbon",
    });
    for (const part of ["Wednesday", "12", "June", "17:00 "]) assert.ok(text.includes(part), text);
    assert.equal(
      timeOfDay("2030-06-12T16:00:00Z", { language: "en-GB", timeZone: "Europe/Lisbon" }),
      "17:00",
    );
  });
});

describe("the notice before the close", () => {
  test("comes 15, 5 and 1 minutes before", () => {
    const cases = [
      [16, undefined],
      [15, 15],
      [5.1, 15],
      [5, 5],
      [1, 1],
      [0.01, 1],
      [0, 0],
      [-10, 0],
    ];
    for (const [left, notice] of cases)
      assert.equal(noticeAt(left * MINUTE), notice, `${left} minutes`);
  });

  test("is looked at again exactly when it changes, and never after the close", () => {
    assert.equal(untilNextNotice(20 * MINUTE), 5 * MINUTE);
    assert.equal(untilNextNotice(15 * MINUTE), 10 * MINUTE);
    assert.equal(untilNextNotice(MINUTE), MINUTE);
    assert.equal(untilNextNotice(0), undefined);
  });
});

describe("the words", () => {
  test("of limits say what is meant", () => {
    assert.equal(en.question.several(0, 3), "Choose up to 3.");
    assert.equal(en.question.several(3, 3), "Choose 3.");
    assert.equal(en.question.several(1, 3), "Choose 1 to 3.");
    assert.equal(en.check.optionPoints("Parks", 1), "Parks: 1 point");
  });

  test("have a reason for every way in which the server refuses a ballot", () => {
    const ofProcessing = ["proof", "commitments", "nonces", "repeated", "overtaken", "off_roll", "closed"];
    for (const code of [...ofProcessing, "too_many"]) assert.ok(en.refused.reasons[code]);
  });
});
