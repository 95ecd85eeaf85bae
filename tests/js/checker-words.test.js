/** What the in-page checker says of numbers and outcomes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { PARTS, partsOf } from "../../static/js/check/parts.js";
import { CHECKS, Report } from "../../static/js/check/report.js";
import en from "../../static/js/checker/strings/en.js";

test("the time that is left is rounded as people speak of it", () => {
  assert.equal(en.estimate(1204, 64), "1,204 ballots: about 65 seconds on this device");
  assert.equal(en.estimate(1, 0.3), "1 ballot: about 1 second on this device");
  assert.equal(en.estimate(5000, 300), "5,000 ballots: about 5 minutes on this device");
  assert.equal(en.estimate(90000, 9000), "90,000 ballots: about 2.5 hours on this device");
});

test("counts have their own words for one", () => {
  assert.equal(en.problems(1), "1 problem found");
  assert.equal(en.problems(2), "2 problems found");
  assert.equal(en.count(312, 1204), "312 of 1,204");
  assert.match(en.goesOn(1), /^1 ballot was checked/);
});

test("the five parts are all twelve checks, each once", () => {
  assert.deepEqual(Object.values(PARTS).flat().sort(), [...CHECKS]);
  assert.deepEqual(Object.keys(PARTS), Object.keys(en.parts));
});

test("a part fails, is open or passes as its checks do", () => {
  const report = new Report();
  report.fail("C06.4", "entry 3 (ballot)", "not on the roll");
  report.leave("C09", "nothing there");
  report.leave("C12", "nothing there");
  const parts = partsOf({ checks: CHECKS.map((check) => report.finding(check)) });
  assert.deepEqual(
    parts.map(({ verdict, failures }) => [verdict, failures]),
    [
      ["pass", 0],
      ["fail", 1],
      ["pass", 0],
      ["not checked", 0],
      ["pass", 0],
    ],
  );
});
