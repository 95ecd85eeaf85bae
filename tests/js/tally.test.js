/** Totals and partial decryptions: algebra, tampering, and the time an unlock takes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ElectionContext } from "../../static/js/crypto/context.js";
import { EncryptionKey } from "../../static/js/crypto/elgamal.js";
import { randomScalar } from "../../static/js/crypto/entropy.js";
import { proveDecryption, verifyDecryption } from "../../static/js/crypto/equality-proof.js";
import { groupNamed } from "../../static/js/crypto/group.js";
import {
  decodeDecryption,
  decodeRoll,
  decodeTally,
  decodeTallyInput,
  encodeDecryption,
} from "../../static/js/crypto/payloads.js";
import {
  countedBallots,
  decryptTally,
  isSameTally,
  Totals,
  verifyMembers,
} from "../../static/js/crypto/tally.js";
import { encodeJson } from "../../static/js/crypto/canonical-json.js";
import { TINY } from "./fixtures.js";

const ELECTION = "00000000-0000-4000-8000-000000000001";
const HASH = "5a".repeat(32);
const GROUP = groupNamed("EG-2.1-3072", "test");

/** An election with so many options in each contest, whose joint key is the only share key. */
function contextWith(group, counts, keyShare) {
  const contests = counts.map((count) => ({
    options: Array.from({ length: count }, () => ({ optionMax: 1 })),
  }));
  const styles = [{ contests: counts.map((_, index) => index + 1) }, { contests: [2] }];
  return new ElectionContext({
    manifest: { election: ELECTION, contests, styles },
    electionHash: new Uint8Array(32).fill(1),
    key: new EncryptionKey(group, group.power(group.g, keyShare)),
  });
}

function encrypted(context, grid) {
  return grid.map((items) =>
    items.map((value) => context.key.encrypt(value, randomScalar(context.group))),
  );
}

function ballotOf(context, style, grid) {
  const contests = encrypted(context, grid).map((items, index) => ({
    number: context.manifest.styles[style - 1].contests[index],
    selections: items.map((ciphertext) => ({ ciphertext })),
  }));
  return { style, contests };
}

test("of each credential the last ballot counts", () => {
  const ballots = ["a", "b", "a", "c", "b"].map((credential, index) => ({
    index: index + 10,
    credential,
  }));
  assert.deepEqual(countedBallots(ballots), [12, 13, 14]);
  assert.deepEqual(countedBallots([]), []);
});

test("totals open to weighted sums, however the ballots are split", () => {
  const z = 123n;
  const context = contextWith(TINY, [2, 3], z);
  const ballots = [
    [
      ballotOf(context, 1, [
        [1, 0],
        [0, 1, 2],
      ]),
      1,
    ],
    [
      ballotOf(context, 1, [
        [0, 1],
        [1, 1, 0],
      ]),
      5,
    ],
    [ballotOf(context, 2, [[3, 0, 0]]), 2],
  ];
  const whole = new Totals(context);
  for (const [ballot, weight] of ballots) whole.add(ballot, weight);
  const merged = new Totals(context);
  for (const [ballot, weight] of ballots) {
    const part = new Totals(context);
    part.add(ballot, weight);
    merged.merge(part.tally());
  }
  assert.ok(isSameTally(whole.tally(), merged.tally()));
  const { jointKey } = context.key;
  const opened = whole.tally().map((items) =>
    items.map(({ alpha, beta }) => {
      const value = TINY.multiply(beta, TINY.power(alpha, TINY.q - z));
      return [...Array(20).keys()].find((t) => TINY.power(jointKey, BigInt(t)) === value);
    }),
  );
  assert.deepEqual(opened, [
    [1, 5],
    [11, 6, 2],
  ]);
});

test("totals of another shape or other numbers are not the same", () => {
  const context = contextWith(TINY, [1, 2], 5n);
  const tally = encrypted(context, [[1], [0, 1]]);
  assert.ok(isSameTally(tally, structuredClone(tally)));
  const [[first], [second, third]] = tally;
  for (const other of [
    [[first]],
    [[first], [second]],
    [[first], [third, second]],
    [[first], [second, third], []],
    [[{ ...first, beta: first.alpha + 1n }], [second, third]],
  ]) {
    assert.ok(!isSameTally(tally, other));
  }
  assert.throws(() => new Totals(context).merge([[first]]), { name: "ProofError" });
});

test("a total that is not of the group is named", () => {
  const context = contextWith(TINY, [1, 2], 5n);
  const tally = encrypted(context, [[1], [0, 1]]);
  verifyMembers(tally, context);
  for (const part of ["alpha", "beta"]) {
    const twin = structuredClone(tally);
    twin[1][0][part] = TINY.p - twin[1][0][part];
    assert.throws(() => verifyMembers(twin, context), {
      name: "ProofError",
      message: new RegExp(`contest 2 option 1: ${part}`),
    });
  }
});

test("a proof of a partial decryption holds for its own statement only", async () => {
  const keyShare = randomScalar(GROUP);
  const nonce = randomScalar(GROUP);
  const ciphertext = { alpha: GROUP.power(GROUP.g, 77n), beta: GROUP.power(GROUP.g, 99n) };
  const statement = {
    electionHash: new Uint8Array(32),
    trustee: 1,
    contest: 2,
    option: 3,
    shareKey: GROUP.power(GROUP.g, keyShare),
    ciphertext,
    share: GROUP.power(ciphertext.alpha, keyShare),
  };
  const commitments = [GROUP.power(GROUP.g, nonce), GROUP.power(ciphertext.alpha, nonce)];
  const proof = await proveDecryption(GROUP, statement, { keyShare, nonce, commitments });
  await verifyDecryption(GROUP, statement, proof);
  const { challenge, response } = proof;
  for (const [otherStatement, otherProof] of [
    [{ ...statement, electionHash: new Uint8Array(32).fill(1) }, proof],
    [{ ...statement, trustee: 2 }, proof],
    [{ ...statement, contest: 3 }, proof],
    [{ ...statement, option: 2 }, proof],
    [{ ...statement, shareKey: GROUP.multiply(statement.shareKey, GROUP.g) }, proof],
    [{ ...statement, share: GROUP.multiply(statement.share, GROUP.g) }, proof],
    [{ ...statement, ciphertext: { ...ciphertext, beta: ciphertext.alpha } }, proof],
    [{ ...statement, ciphertext: { ...ciphertext, alpha: ciphertext.beta } }, proof],
    [statement, { challenge: GROUP.scalar(challenge + 1n), response }],
    [statement, { challenge, response: GROUP.scalar(response + 1n) }],
  ]) {
    await assert.rejects(verifyDecryption(GROUP, otherStatement, otherProof), {
      name: "ProofError",
      message: /^contest \d option \d/,
    });
  }
});

test("a key share and its public part have to belong together", async () => {
  const context = contextWith(TINY, [1, 2], 5n);
  const tally = encrypted(context, [[1], [0, 1]]);
  const shareKey = TINY.power(TINY.g, 6n);
  await assert.rejects(decryptTally(context, { trustee: 1, keyShare: 5n, shareKey, tally }), {
    name: "ProofError",
  });
});

test("a partial decryption keeps its bytes", async () => {
  const context = contextWith(GROUP, [1, 2], 5n);
  const tally = encrypted(context, [[1], [0, 1]]);
  const { jointKey: shareKey } = context.key;
  const contests = await decryptTally(context, { trustee: 3, keyShare: 5n, shareKey, tally });
  const bytes = encodeDecryption({ election: ELECTION, trustee: 3, contests, tally: HASH }, GROUP);
  const decoded = decodeDecryption(bytes, GROUP);
  assert.deepEqual(decoded.contests, contests);
  assert.equal(decoded.trustee, 3);
  assert.deepEqual(decoded.tally, new Uint8Array(32).fill(0x5a));
});

const ROLL = { election: ELECTION, v: 1, voters: [["00".repeat(32), 1, 1]] };
const LIST = { counted: [1, 3], election: ELECTION, size: 4, v: 1 };
const TALLY = { contests: [[]], election: ELECTION, tally_input: HASH, v: 1 };
for (const [name, decode, document] of [
  ["a credential twice", decodeRoll, { ...ROLL, voters: [ROLL.voters[0], ROLL.voters[0]] }],
  ["a voter without weight", decodeRoll, { ...ROLL, voters: [["00".repeat(32), 1, 0]] }],
  ["a voter with a name", decodeRoll, { ...ROLL, voters: [[...ROLL.voters[0], "Ada"]] }],
  ["an empty roll", decodeRoll, { ...ROLL, voters: [] }],
  ["another version", decodeRoll, { ...ROLL, v: 2 }],
  ["numbers out of order", decodeTallyInput, { ...LIST, counted: [3, 1] }],
  ["a number twice", decodeTallyInput, { ...LIST, counted: [1, 1] }],
  ["a number past the close", decodeTallyInput, { ...LIST, counted: [1, 4] }],
  ["a contest without options", (bytes) => decodeTally(bytes, GROUP), TALLY],
  ["no contests", (bytes) => decodeTally(bytes, GROUP), { ...TALLY, contests: [] }],
]) {
  test(`a payload with ${name} is refused`, () => {
    assert.throws(() => decode(encodeJson(document)), { name: "DecodeError" });
  });
}

test("10 contests of 10 options are unlocked within 5 s of processor time", async (t) => {
  const keyShare = randomScalar(GROUP);
  const context = contextWith(GROUP, Array(10).fill(10), keyShare);
  const tally = encrypted(context, Array(10).fill(Array(10).fill(1)));
  const { jointKey: shareKey } = context.key;
  const start = process.cpuUsage();
  verifyMembers(tally, context);
  await decryptTally(context, { trustee: 1, keyShare, shareKey, tally });
  const { user, system } = process.cpuUsage(start);
  t.diagnostic(`${((user + system) / 1e6).toFixed(1)} s`);
  assert.ok(user + system <= 5e6, `took ${(user + system) / 1e6} s`);
});
