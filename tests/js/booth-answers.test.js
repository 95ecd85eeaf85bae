/** What may be chosen in a question, before anything is locked. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  blankAnswer,
  canSkip,
  clashOf,
  hasOwnTotal,
  isFull,
  kindOf,
  problemOf,
  votesIn,
  votesLeft,
  wipeAnswers,
} from "../../static/js/booth/answers.js";

function contest({ options = 3, optionMax = 1, votesMin = 0, votesMax = 1 } = {}) {
  return { options: Array.from({ length: options }, () => ({ optionMax })), votesMin, votesMax };
}

describe("a question", () => {
  test("with one vote among several options is put with radio buttons", () =>
    assert.equal(kindOf(contest()), "one"));

  test("with one option is a checkbox, which can be taken back", () =>
    assert.equal(kindOf(contest({ options: 1 })), "several"));

  test("with several votes is put with checkboxes", () =>
    assert.equal(kindOf(contest({ votesMax: 2 })), "several"));

  test("in which an option can get more than one vote asks for points", () =>
    assert.equal(kindOf(contest({ optionMax: 5, votesMax: 1 })), "points"));

  test("can be skipped only if no vote is required", () => {
    assert.ok(canSkip(contest()));
    assert.ok(!canSkip(contest({ votesMin: 1 })));
  });

  test("speaks of a total only where the options do not limit it by themselves", () => {
    assert.ok(!hasOwnTotal(contest({ optionMax: 5, votesMax: 15 })));
    assert.ok(hasOwnTotal(contest({ optionMax: 5, votesMax: 14 })));
    assert.ok(hasOwnTotal(contest({ optionMax: 5, votesMin: 1, votesMax: 15 })));
  });
});

describe("an answer", () => {
  test("starts without any choice", () => assert.deepEqual(blankAnswer(contest()), [0, 0, 0]));

  test("is full at the largest number of votes and not before", () => {
    assert.ok(!isFull(contest({ votesMax: 2 }), [1, 0, 0]));
    assert.ok(isFull(contest({ votesMax: 2 }), [1, 0, 1]));
  });

  test("holds an option that is chosen alone, or others", () => {
    const options = [{ optionMax: 1 }, { optionMax: 1 }, { optionMax: 1, exclusive: true }];
    const asked = { options, votesMin: 0, votesMax: 2 };
    assert.equal(clashOf(asked, [1, 0, 0], 1), -1);
    assert.equal(clashOf(asked, [0, 1, 0], 2), 1);
    assert.equal(clashOf(asked, [0, 0, 1], 0), 2);
    assert.equal(clashOf(asked, [0, 0, 1], 2), -1);
    assert.equal(votesLeft(asked, [0, 0, 1]), 0);
    assert.equal(votesLeft(asked, [0, 1, 0]), 1);
  });

  test("has a problem exactly outside the limits", () => {
    const limits = contest({ optionMax: 5, votesMin: 2, votesMax: 4 });
    assert.deepEqual(problemOf(limits, [1, 0, 0]), { kind: "few", count: 1 });
    assert.equal(problemOf(limits, [2, 0, 0]), undefined);
    assert.equal(problemOf(limits, [2, 2, 0]), undefined);
    assert.deepEqual(problemOf(limits, [5, 2, 0]), { kind: "many", count: 3 });
  });

  test("is overwritten when it is forgotten", () => {
    const answer = [1, 0, 2];
    const answers = [answer];
    wipeAnswers(answers);
    assert.equal(votesIn(answer), 0);
    assert.deepEqual(answers, []);
  });
});
