/** What the key holders' page decides by itself: passphrases, names of files, links, what is next. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { estimatedSeconds } from "../../static/js/trustee/countdown.js";
import { answerFileName, keyFileName, taskFileName } from "../../static/js/trustee/file-names.js";
import { parseLink } from "../../static/js/trustee/link.js";
import { weaknessOf } from "../../static/js/trustee/passphrase.js";
import { nameOf, othersToWaitFor, readStatus } from "../../static/js/trustee/status.js";
import en from "../../static/js/trustee/strings/en.js";

const ELECTION = "8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10";
const TOKEN = "UkR3Cb5TlDFwaYNudLZDBCyB2vX9mDo7";

const holder = (index, name, step) => ({
  index,
  name,
  step,
  has_key: false,
  is_drilled: false,
  is_waived: false,
  has_unlocked: false,
});

const ANSWER = {
  attempt: 1,
  closes: "2030-06-12T16:00:00Z",
  drill_asked: false,
  drill_challenge: "00".repeat(32),
  election: ELECTION,
  has_lost_key: false,
  is_demo: false,
  name: "Priya",
  phase: "shares",
  state: "draft",
  step: "wait",
  threshold: 2,
  title: { fr: "Élection", en: "Riverside board" },
  trustee: 1,
  trustees: [holder(1, "Priya", "wait"), holder(2, "Tom", "share"), holder(3, "Ana", "share")],
};

describe("a passphrase", () => {
  const weak = {
    empty: [""],
    short: ["eleven char", "🦊🦊🦊🦊"],
    few: ["aaaaaaaaaaaa", "abababababab", "1111222233334444"],
    row: ["abcdefghijkl", "qwertyuiopas", "lkjhgfdsapoiuy", "098765432109"],
    common: ["my password 77", "QwErTz 4711 xy", "correct 123456 ok"],
    name: ["Priya 2030 !!", "Riverside board"],
  };

  for (const [code, texts] of Object.entries(weak))
    test(`that is weak is told so: ${code}`, () => {
      for (const text of texts)
        assert.equal(weaknessOf(text, ["Priya", "Riverside board election"]), code, text);
    });

  test("of some words, or of random characters, is taken", () => {
    for (const text of [
      "violet otter climbs 7 hills",
      "g7#Qp2!vLx9z",
      "Priya likes 4 green turtles",
    ])
      assert.equal(weaknessOf(text, ["Priya"]), undefined, text);
  });

  test("has words for every weakness", () => {
    for (const code of Object.keys(weak)) assert.ok(en.newKey.weak[code], code);
  });
});

describe("names of files", () => {
  test("hold the election's and the person's name in safe characters", () => {
    const status = { title: "Riverside board", name: "Priya", trustee: 1 };
    assert.equal(keyFileName(status), "riverside-board-key-Priya.txt");
    assert.equal(taskFileName(status), "riverside-board-task.txt");
    assert.equal(answerFileName(status), "riverside-board-answer.txt");
  });

  test("hold nothing that a file system could trip over", () => {
    const status = { title: "../../etc: 1/2 \u202e élu?", name: "Zoë\\O'Hara\n", trustee: 2 };
    assert.equal(keyFileName(status), "etc-1-2-elu-key-Zoe-O-Hara.txt");
  });

  test("stand without names that are in other letters", () => {
    const status = { title: "انتخابات", name: "مي", trustee: 5 };
    assert.equal(keyFileName(status), "election-key-key-holder-5.txt");
  });

  test("are cut between words", () => {
    const title = "General assembly of the housing cooperative";
    assert.equal(taskFileName({ title }), "general-assembly-of-the-housing-task.txt");
  });
});

describe("a link", () => {
  test("names election and key holder, and holds the secret part behind the #", () => {
    const link = parseLink({ pathname: `/trustee/${ELECTION}/3`, hash: `#${TOKEN}` });
    assert.deepEqual(link, { election: ELECTION, trustee: 3, token: TOKEN });
  });

  test("without a proper secret part has none", () => {
    for (const hash of [
      "",
      "#",
      "#short",
      `#${TOKEN} x`,
      `#${"A".repeat(500)}`,
      "#<script>........",
    ])
      assert.equal(parseLink({ pathname: `/trustee/${ELECTION}/3`, hash }).token, "", hash);
  });

  test("of another form is none", () => {
    for (const pathname of [`/trustee/${ELECTION}/0`, `/trustee/${ELECTION}`, `/x/${ELECTION}/1`])
      assert.throws(() => parseLink({ pathname, hash: "" }), /names no key holder/);
  });
});

describe("what is next", () => {
  test("is read with the others' names and in the reader's language", () => {
    const status = readStatus(ANSWER);
    assert.equal(status.title, "Riverside board");
    assert.deepEqual(othersToWaitFor(status), ["Tom", "Ana"]);
    assert.equal(nameOf(status, 3), "Ana");
    assert.equal(nameOf(status, 9), "9");
  });

  test("does not fail for want of what an older server does not say", () => {
    const { attempt, election, name, state, step, trustee } = ANSWER;
    const status = readStatus({ attempt, election, name, state, step, trustee });
    assert.deepEqual(status.holders, []);
    assert.equal(status.title, "");
  });
});

describe("the words", () => {
  test("of times are round", () => {
    assert.equal(en.unlock.checkNow(3), "Check now, about 10 seconds");
    assert.equal(en.unlock.checkNow(42), "Check now, about 40 seconds");
    assert.equal(en.unlock.left(100), "about 2 minutes left");
  });

  test("of an estimate grow with ballots and questions", () => {
    const recount = { ballots: 1000, replaced: 0, withdrawn: 0, tests: 0, totals: 5 };
    assert.ok(estimatedSeconds(recount, 1) > 1);
    assert.ok(estimatedSeconds({ ...recount, ballots: 2000 }, 1) > estimatedSeconds(recount, 1));
  });

  test("speak of one and of several totals", () => {
    assert.equal(en.unlock.totals(1).join(""), "You will open 1 total.");
    assert.equal(en.unlock.totals(11).join(""), "You will open 11 totals.");
  });
});
