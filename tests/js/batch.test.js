/** Ballots checked together: the same are proven as one by one, and no other. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { decodeBallot } from "../../static/js/crypto/ballot.js";
import { decodeCommitments, verifyTogether } from "../../static/js/crypto/batch.js";
import { encodeJson } from "../../static/js/crypto/canonical-json.js";
import { ElectionContext } from "../../static/js/crypto/context.js";
import { encodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { encryptBallot } from "../../static/js/crypto/encryption.js";
import { jacobi } from "../../static/js/crypto/jacobi.js";
import { bitProducts, combineBits } from "../../static/js/crypto/multi-power.js";
import { readVectors } from "./fixtures.js";

const [{ manifest, joint_key: jointKey }] = readVectors("golden-v1").elections;
const context = await ElectionContext.build(utf8(manifest), jointKey);
const { group } = context;
const STYLE = 3;
const VOTES = [
  [1, 0, 0],
  [1, 0],
];

async function madeClaim() {
  const credential = new Uint8Array(32).fill(7);
  const made = await encryptBallot(context, { style: STYLE, credential, votes: VOTES });
  const line = encodeJson({ ballot: made.hash, commitments: made.commitments });
  const ballot = decodeBallot(made.ballot, context);
  const { hash, commitments } = decodeCommitments(line, ballot, group);
  assert.equal(hash, made.hash);
  return { ballot, commitments };
}

const claims = await Promise.all([madeClaim(), madeClaim(), madeClaim(), madeClaim(), madeClaim()]);

/** A copy in which some numbers are changed. */
function changed(claim, change) {
  const copy = structuredClone(claim);
  change(copy);
  return copy;
}

const minus = group.p - 1n;
const large = group.power(5n, 2n * group.q);

const FALSE = {
  "a response that is another": [
    (claim) => (claim.ballot.contests[0].proof[0][1] += 1n),
  ],
  "a response that is another, and its opposite elsewhere": [
    (claim) => (claim.ballot.contests[0].selections[0].proof[0][1] += 1n),
    (claim) => (claim.ballot.contests[0].selections[0].proof[0][1] -= 1n),
  ],
  "a challenge moved from one branch to the other": [
    (claim) => {
      const { proof } = claim.ballot.contests[1].selections[0];
      proof[0][0] = group.scalar(proof[0][0] + 1n);
      proof[1][0] = group.scalar(proof[1][0] - 1n);
    },
  ],
  "two commitments negated": [
    (claim) => {
      const pair = claim.commitments[0].selections[0][0];
      pair[0] = group.p - pair[0];
      pair[1] = group.p - pair[1];
    },
  ],
  "an alpha of order 2": [(claim) => (claim.ballot.contests[0].selections[0].ciphertext.alpha = minus)],
  "an alpha of the large order": [
    (claim) => (claim.ballot.contests[0].selections[0].ciphertext.alpha = large),
  ],
};

describe("a batch", () => {
  test("proves sound ballots", async () => {
    assert.deepEqual(await verifyTogether(claims, context), Array(5).fill(true));
    assert.deepEqual(await verifyTogether([], context), []);
  });

  for (const [name, changes] of Object.entries(FALSE)) {
    test(`names ballots with ${name}`, async () => {
      const all = [...claims];
      for (const [place, change] of changes.entries())
        all[2 * place + 1] = changed(claims[2 * place + 1], change);
      const expected = claims.map((_, place) => !(place % 2 === 1 && place < 2 * changes.length));
      assert.deepEqual(await verifyTogether(all, context), expected);
    });
  }

  test("leaves a ballot with the commitments of another to the exact check", async () => {
    const mixed = { ballot: claims[0].ballot, commitments: claims[1].commitments };
    assert.deepEqual(await verifyTogether([mixed, claims[2]], context), [false, true]);
  });

  test("sees a number times one of order 2 or of the large order, whatever the challenges", async () => {
    for (const stray of [minus, large]) {
      for (const name of ["alpha", "beta"]) {
        const twisted = changed(claims[3], ({ ballot }) => {
          const { ciphertext } = ballot.contests[1].selections[1];
          ciphertext[name] = group.multiply(ciphertext[name], stray);
        });
        assert.deepEqual(await verifyTogether([claims[0], twisted], context), [true, false]);
      }
    }
  });
});

describe("commitments", () => {
  const { ballot } = claims[0];
  const document = () => ({
    ballot: "00".repeat(32),
    commitments: claims[0].commitments.map(({ selections, contest }) => ({
      contest: contest.map((pair) => pair.map((number) => group.elementHex(number))),
      selections: selections.map((pairs) =>
        pairs.map((pair) => pair.map((number) => group.elementHex(number))),
      ),
    })),
  });

  const BROKEN = {
    "a contest too few": (value) => value.commitments.pop(),
    "a selection too many": ({ commitments }) =>
      commitments[0].selections.push(commitments[0].selections[0]),
    "a branch too few": ({ commitments }) => commitments[0].contest.pop(),
    "a number that is none": ({ commitments }) => (commitments[0].contest[0][0] = "00"),
    "a number that is p": ({ commitments }) =>
      (commitments[0].contest[0][0] = encodeHex(group.elementBytes(group.p))),
    "a field too many": (value) => (value.more = 1),
  };
  for (const [name, spoil] of Object.entries(BROKEN)) {
    test(`with ${name} are refused`, () => {
      const value = document();
      spoil(value);
      assert.throws(() => decodeCommitments(encodeJson(value), ballot, group), {
        name: "DecodeError",
      });
    });
  }
});

describe("arithmetic", () => {
  test("products by bit combine to the product of the powers", () => {
    const prime = 1000003n;
    const bases = [2n, 3n, 5n, 7n, 999999n, 11n];
    const exponents = [0n, 1n, 12345n, 2n ** 70n - 1n, 6n, 2n ** 40n];
    const products = bitProducts(bases, exponents, prime);
    assert.equal(products.length, 70);
    let expected = 1n;
    for (const [place, base] of bases.entries())
      for (let count = exponents[place], square = base; count > 0n; count >>= 1n) {
        if (count & 1n) expected = (expected * square) % prime;
        square = (square * square) % prime;
      }
    assert.equal(combineBits(products, prime), expected);
    for (const [bit, product] of products.entries()) {
      const chosen = bases.filter((_, place) => (exponents[place] >> BigInt(bit)) & 1n);
      assert.equal(product, chosen.reduce((total, base) => (total * base) % prime, 1n));
    }
    assert.deepEqual(bitProducts([], [], prime), []);
  });

  test("the Jacobi symbol is that of Euler's criterion modulo a prime", () => {
    const prime = 1000003n;
    const power = (base, exponent) => {
      let result = 1n;
      for (let square = base; exponent > 0n; exponent >>= 1n, square = (square * square) % prime)
        if (exponent & 1n) result = (result * square) % prime;
      return result;
    };
    for (let x = 0n; x < 300n; x += 1n) {
      const euler = power(x, (prime - 1n) / 2n);
      assert.equal(BigInt(jacobi(x, prime)), euler === prime - 1n ? -1n : euler);
    }
    assert.equal(jacobi(group.g, group.p), 1);
    assert.equal(jacobi(minus, group.p), -1);
    assert.equal(jacobi(6n, 9n), 0);
    assert.equal(jacobi(2n ** 64n, 2n ** 89n - 1n), 1);
  });

  test("an inverse times its number is one", () => {
    for (const number of [1n, 2n, group.g, minus, large])
      assert.equal(group.multiply(number, group.inverse(number)), 1n);
  });
});
