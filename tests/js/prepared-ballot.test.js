/** What is made before the voter chooses fits every choice, tells none, and is used once. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { decodeBallot, decodeNonces, openChallenge, verifyBallot } from "../../static/js/crypto/ballot.js";
import { ElectionContext } from "../../static/js/crypto/context.js";
import { EncryptionKey } from "../../static/js/crypto/elgamal.js";
import { encodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { drawBallotRandomness, prepareBallot } from "../../static/js/crypto/encryption.js";
import { FixedBase } from "../../static/js/crypto/fixed-base.js";
import { Group } from "../../static/js/crypto/group.js";
import { RangePowers } from "../../static/js/crypto/range-powers.js";
import { drawProofRandomness } from "../../static/js/crypto/range-proof.js";
import { readVectors, TINY } from "./fixtures.js";

const [{ manifest, joint_key: jointKey }] = readVectors("golden-v1").elections;
const context = await ElectionContext.build(utf8(manifest), jointKey);
const voter = { style: 1, credential: new Uint8Array(32).fill(9) };
const VOTES = [
  [0, 1, 0],
  [3, 1],
  [0, 1],
];
/** As different as this style allows: 0 to 1, 1 to 4 and exactly 1 vote. */
const CHOICES = [
  VOTES,
  [[0, 0, 0], [1, 0], [1, 0]],
  [[0, 0, 1], [0, 1], [1, 0]],
  [[1, 0, 0], [2, 2], [0, 1]],
];

async function ready(options = {}) {
  const prepared = prepareBallot(context, { ...voter, ...options });
  while (await prepared.advance());
  return prepared;
}

/** Everything random that a ballot shows: its salt, ciphertexts, proofs and commitments. */
function numbersOf({ ballot, commitments }) {
  const text = new TextDecoder().decode(ballot) + JSON.stringify(commitments);
  return text.match(/[0-9a-f]{64,}/g).filter((number) => number !== encodeHex(voter.credential));
}

function assertNothingShared(ballots) {
  const numbers = ballots.flatMap(numbersOf);
  assert.equal(new Set(numbers).size, numbers.length);
}

describe("powers of a range proof", () => {
  const key = new EncryptionKey(TINY, TINY.power(TINY.g, 5n));

  for (const [low, high] of [
    [0, 1],
    [0, 2],
    [0, 3],
    [0, 4],
    [1, 17],
    [2, 2],
  ])
    test(`give the commitments of every value of ${low}..${high}`, () => {
      const randomness = drawProofRandomness(TINY, high - low + 1);
      const powers = new RangePowers(key, { low, high, randomness });
      while (powers.grow());
      for (let value = low; value <= high; value += 1) {
        const expected = randomness.us.map((u, branch) => {
          const shift = BigInt(value - low - branch) * randomness.cs[branch];
          return [key.g.power(u), key.k.power(TINY.scalar(u + shift))];
        });
        assert.deepEqual(powers.commitments(value), expected);
      }
    });
});

describe("a ballot made ready", () => {
  test("verifies and opens to whatever is chosen afterwards", async () => {
    for (const votes of CHOICES) {
      const made = await (await ready()).lock(votes);
      const ballot = decodeBallot(made.ballot, context);
      await verifyBallot(ballot, context);
      const nonces = decodeNonces(made.nonces, ballot, context.group, "nonces");
      assert.deepEqual(openChallenge(ballot, nonces, context), votes);
    }
  });

  test("is locked without another power, by the same work for every choice", async (t) => {
    const prepared = [];
    for (const _ of CHOICES) prepared.push(await ready());
    const power = t.mock.method(FixedBase.prototype, "power");
    const multiply = t.mock.method(Group.prototype, "multiply");
    const hash = t.mock.method(globalThis.crypto.subtle, "sign");
    const work = [];
    for (const [index, votes] of CHOICES.entries()) {
      await prepared[index].lock(votes);
      work.push([multiply.mock.callCount(), hash.mock.callCount()]);
      multiply.mock.resetCalls();
      hash.mock.resetCalls();
    }
    assert.equal(power.mock.callCount(), 0);
    assert.ok(work[0][0] > 0 && work[0][1] > 0);
    for (const done of work) assert.deepEqual(done, work[0]);
  });

  test("draws nothing more, and what it drew is gone once it is there", async (t) => {
    const randomness = drawBallotRandomness(context, voter.style);
    assert.notDeepEqual(randomness.ballotNonce, new Uint8Array(32));
    const prepared = await ready({ randomness });
    assert.deepEqual(randomness.ballotNonce, new Uint8Array(32));
    const draw = t.mock.method(globalThis.crypto, "getRandomValues");
    await prepared.lock(VOTES);
    assert.equal(draw.mock.callCount(), 0);
  });

  test("shows nothing of itself", async () => {
    const prepared = await ready();
    assert.deepEqual(Reflect.ownKeys(prepared), []);
    assert.deepEqual(Object.getOwnPropertyNames(Object.getPrototypeOf(prepared)).sort(), [
      "advance",
      "constructor",
      "lock",
    ]);
  });
});

describe("one use", () => {
  const refused = /locked once/;

  test("a ballot is locked once, for the same choices and for others", async () => {
    for (const votes of [VOTES, CHOICES[1]]) {
      const prepared = await ready();
      await prepared.lock(VOTES);
      await assert.rejects(prepared.lock(votes), refused);
    }
  });

  test("nor twice at the same moment, made ready or not", async () => {
    for (const prepared of [await ready(), prepareBallot(context, voter)]) {
      const outcomes = await Promise.allSettled([prepared.lock(VOTES), prepared.lock(CHOICES[1])]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ["fulfilled", "rejected"],
      );
      assert.match(outcomes[1].reason.message, refused);
    }
  });

  test("nor after choices that made no ballot", async () => {
    for (const bad of [[], [[1, 1, 0], [1, 0], [1, 0]]]) {
      const prepared = await ready();
      await assert.rejects(prepared.lock(bad));
      await assert.rejects(prepared.lock(VOTES), refused);
    }
  });

  test("nor if it could not be made ready", async (t) => {
    const prepared = prepareBallot(context, voter);
    const failing = t.mock.method(globalThis.crypto.subtle, "sign", () => {
      throw new Error("no hash");
    });
    await assert.rejects(async () => {
      while (await prepared.advance());
    }, /no hash/);
    failing.mock.restore();
    await assert.rejects(prepared.lock(VOTES), /not made ready/);
  });

  test("locked ballots share no number", async () => {
    const ballots = [];
    for (let round = 0; round < 4; round += 1) ballots.push(await (await ready()).lock(VOTES));
    assertNothingShared(ballots);
  });
});
