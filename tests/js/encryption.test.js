/** Ballots are right for every choice that is allowed, and proofs hold only where they belong. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  decodeBallot,
  decodeNonces,
  openChallenge,
  verifyBallot,
} from "../../static/js/crypto/ballot.js";
import { ElectionContext } from "../../static/js/crypto/context.js";
import { utf8 } from "../../static/js/crypto/encoding.js";
import { drawBallotRandomness, encryptBallot } from "../../static/js/crypto/encryption.js";
import {
  drawProofRandomness,
  proveRange,
  verifyRange,
} from "../../static/js/crypto/range-proof.js";
import { RangePowers } from "../../static/js/crypto/range-powers.js";
import { readVectors } from "./fixtures.js";

const [{ manifest, joint_key: jointKey }] = readVectors("golden-v1").elections;
const context = await ElectionContext.build(utf8(manifest), jointKey);
const { group, key } = context;
const credential = new Uint8Array(32).fill(9);

function chainsOf({ alpha, beta }) {
  return { alpha: group.powersOf(alpha), beta: group.powersOf(beta) };
}

describe("range proofs", () => {
  const nonce = 123456789n;
  const honest = {
    key,
    ballotKey: new Uint8Array(32).fill(5),
    contest: 2,
    option: 1,
    ciphertext: key.encrypt(2, nonce),
    low: 1,
    high: 3,
  };
  const prove = (statement, value) => {
    const powers = new RangePowers(key, { low: 1, high: 3, randomness: drawProofRandomness(group, 3) });
    while (powers.grow());
    return proveRange(statement, { value, nonce, powers });
  };

  test("hold for every value of the range", async () => {
    for (const value of [1, 2, 3]) {
      const statement = { ...honest, ciphertext: key.encrypt(value, nonce) };
      const { branches } = await prove(statement, value);
      await verifyRange(statement, branches, chainsOf(statement.ciphertext));
    }
  });

  test("cannot be made for a value outside", async () => {
    for (const value of [0, 4, 1.5, -1])
      await assert.rejects(prove(honest, value), {
        name: "ProofError",
        place: "contest 2 option 1",
      });
  });

  test("do not hold for another ballot, contest, option, range or ciphertext", async () => {
    const { branches } = await prove(honest, 2);
    const tampered = [
      { ballotKey: new Uint8Array(32).fill(6) },
      { contest: 3 },
      { option: 2 },
      { option: 0 },
      { low: 0, high: 2 },
      { low: 0 },
      { ciphertext: key.encrypt(2, nonce + 1n) },
      { ciphertext: key.encrypt(3, nonce) },
    ];
    for (const change of tampered) {
      const statement = { ...honest, ...change };
      await assert.rejects(verifyRange(statement, branches, chainsOf(statement.ciphertext)), {
        name: "ProofError",
      });
    }
  });

  test("do not hold when any number of them is changed", async () => {
    const { branches } = await prove(honest, 2);
    for (const [branch, part] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
    ]) {
      const changed = branches.map((pair) => [...pair]);
      changed[branch][part] = group.scalar(changed[branch][part] + 1n);
      await assert.rejects(verifyRange(honest, changed, chainsOf(honest.ciphertext)), {
        name: "ProofError",
      });
    }
    const swapped = [branches[1], branches[0], branches[2]];
    await assert.rejects(verifyRange(honest, swapped, chainsOf(honest.ciphertext)), {
      name: "ProofError",
    });
  });

  test("do not hold for a value outside whatever branch lies about it", async () => {
    const statement = { ...honest, ciphertext: key.encrypt(4, nonce) };
    const { branches } = await prove(statement, 3);
    await assert.rejects(verifyRange(statement, branches, chainsOf(statement.ciphertext)), {
      name: "ProofError",
    });
  });
});

describe("ballots", () => {
  const votes = [
    [0, 1, 0],
    [3, 1],
    [0, 1],
  ];

  test("freshly drawn ones verify and open to the choices", async () => {
    const made = await encryptBallot(context, { style: 1, credential, votes });
    const ballot = decodeBallot(made.ballot, context);
    await verifyBallot(ballot, context);
    assert.deepEqual(
      openChallenge(ballot, decodeNonces(made.nonces, ballot, group, "nonces"), context),
      votes,
    );
  });

  test("the same choices twice share no number", async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => encryptBallot(context, { style: 2, credential, votes: [[1, 0]] })),
    );
    const numbers = (made) =>
      new TextDecoder()
        .decode(made.ballot)
        .match(/[0-9a-f]{64,}/g)
        .filter((text) => text !== "09".repeat(32));
    assert.equal(
      new Set([...numbers(one), ...numbers(two)]).size,
      numbers(one).length + numbers(two).length,
    );
    assert.notEqual(one.tracker, two.tracker);
  });

  test("another ballot's selection does not pass in this one", async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => encryptBallot(context, { style: 2, credential, votes: [[1, 0]] })),
    );
    const mine = decodeBallot(one.ballot, context);
    const [{ selections, ...rest }] = decodeBallot(two.ballot, context).contests;
    const copied = { ...mine, contests: [{ ...rest, selections }] };
    await assert.rejects(verifyBallot(copied, context), {
      name: "ProofError",
      place: "contest 2 option 1",
    });
    const swapped = {
      ...mine,
      contests: [{ ...mine.contests[0], selections: mine.contests[0].selections.toReversed() }],
    };
    await assert.rejects(verifyBallot(swapped, context), {
      name: "ProofError",
      place: "contest 2 option 1",
    });
  });

  test("too many, too few or misshapen votes make no ballot", async () => {
    const outside = [
      [
        [1, 1, 0],
        [1, 0],
        [1, 0],
      ],
      [
        [0, 0, 0],
        [0, 0],
        [1, 0],
      ],
      [
        [0, 0, 0],
        [4, 0],
        [1, 0],
      ],
      [
        [0, 0, 0],
        [1, 0],
        [0, 0],
      ],
      [
        [-1, 1, 1],
        [1, 0],
        [1, 0],
      ],
    ];
    for (const bad of outside)
      await assert.rejects(encryptBallot(context, { style: 1, credential, votes: bad }), {
        name: "ProofError",
      });
    for (const bad of [
      [],
      [
        [0, 0, 0],
        [1, 0],
      ],
      [
        [0, 0],
        [1, 0],
        [1, 0],
      ],
    ]) {
      await assert.rejects(
        encryptBallot(context, { style: 1, credential, votes: bad }),
        RangeError,
      );
    }
    await assert.rejects(encryptBallot(context, { style: 4, credential, votes: [] }), {
      name: "DecodeError",
    });
  });

  test("no ballot is made when randomness fails", async (t) => {
    t.mock.method(globalThis.crypto, "getRandomValues", () => {
      throw new Error("no entropy");
    });
    await assert.rejects(encryptBallot(context, { style: 1, credential, votes }), /no entropy/);
    assert.throws(() => drawBallotRandomness(context, 1), /no entropy/);
  });

  test("nonces of another shape or range are not read", async () => {
    const made = await encryptBallot(context, { style: 2, credential, votes: [[1, 0]] });
    const ballot = decodeBallot(made.ballot, context);
    const [[first, second]] = made.nonces;
    for (const bad of [
      [],
      [[first]],
      [[first, second, first]],
      [[first, second], []],
      [[first, "f".repeat(64)]],
      [[first, 1]],
      [first, second],
      null,
    ]) {
      assert.throws(() => decodeNonces(bad, ballot, group, "nonces"), { name: "DecodeError" });
    }
  });

  test("a ciphertext that holds more than its option allows is not opened", async () => {
    const made = await encryptBallot(context, { style: 2, credential, votes: [[1, 0]] });
    const ballot = decodeBallot(made.ballot, context);
    const nonces = decodeNonces(made.nonces, ballot, group, "nonces");
    const [{ selections, ...rest }] = ballot.contests;
    const stuffed = [{ ...selections[0], ciphertext: key.encrypt(4, nonces[0][0]) }, selections[1]];
    const changed = { ...ballot, contests: [{ ...rest, selections: stuffed }] };
    assert.throws(() => openChallenge(changed, nonces, context), {
      name: "ProofError",
      place: "contest 2 option 1",
    });
  });
});
