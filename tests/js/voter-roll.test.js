/** The roll with its changes: who is on it at each entry, and whose ballots are one voter's. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { VoterRoll } from "../../static/js/crypto/voter-roll.js";

const key = (/** @type {number} */ number) => number.toString(16).padStart(64, "0");

function roll() {
  return new VoterRoll(
    new Map([
      [key(1), { style: 1, weight: 1 }],
      [key(2), { style: 2, weight: 3 }],
    ]),
  );
}

describe("a changed roll", () => {
  test("has a new credential behind its entry and the old one before it", () => {
    const changed = roll();
    assert.deepEqual(changed.change(10, [[key(2), key(9)]]), []);
    const at = (credential) => [9, 10, 11].map((index) => changed.holds(credential, index));
    assert.deepEqual(at(key(2)), [true, false, false]);
    assert.deepEqual(at(key(9)), [false, false, true]);
    assert.deepEqual(at(key(7)), [false, false, false]);
    assert.deepEqual(changed.voter(key(9)), { style: 2, weight: 3 });
    assert.deepEqual([changed.size, changed.reissued, changed.revoked], [2, 1, 0]);
  });

  test("counts the last ballot of each voter, and none of one who was taken off", () => {
    const changed = roll();
    changed.change(3, [[key(1), key(8)]]);
    changed.change(6, [[key(2), ""]]);
    const ballots = [
      { index: 1, credential: key(1) },
      { index: 2, credential: key(2) },
      { index: 4, credential: key(8) },
      { index: 5, credential: "a stranger's" },
    ];
    assert.deepEqual(changed.counted(ballots), [4, 5]);
    assert.deepEqual([changed.isGone(key(2)), changed.isGone(key(1))], [true, false]);
  });

  test("keeps the ballot of a voter who has not voted again", () => {
    const changed = roll();
    changed.change(3, [[key(1), key(8)]]);
    assert.deepEqual(changed.counted([{ index: 1, credential: key(1) }]), [1]);
  });

  test("names what must not be, which changes nothing", () => {
    const cases = [
      [[[key(7), key(9)]], ["not on the roll"]],
      [[[key(1), key(2)]], ["known before"]],
      [[[key(1), key(1)]], ["known before"]],
      [[[key(7), key(2)]], ["not on the roll", "known before"]],
      [
        [
          [key(1), key(9)],
          [key(2), key(9)],
        ],
        ["known before"],
      ],
      [
        [
          [key(1), key(9)],
          [key(9), key(8)],
        ],
        ["not on the roll"],
      ],
    ];
    for (const [changes, expected] of cases) {
      const changed = roll();
      const faults = changed.change(10, changes).map(({ fault }) => fault);
      assert.deepEqual(faults, expected);
      assert.equal(changed.reissued, changes.length - 1);
    }
  });
});
