/** Each proof holds for its own statement and no other. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { randomBytes, randomScalar } from "../../static/js/crypto/entropy.js";
import {
  proveDrill,
  proveKeys,
  proveShare,
  verifyDrill,
  verifyKeys,
  verifyShare,
} from "../../static/js/crypto/schnorr.js";
import { SMALL } from "./fixtures.js";

const election = "00000000-0000-4000-8000-000000000001";
const otherElection = "00000000-0000-4000-8000-000000000002";
const hP = randomBytes(32);

function powerOf(secret) {
  return SMALL.power(SMALL.g, secret);
}

function draw(count) {
  return Array.from({ length: count }, () => randomScalar(SMALL));
}

const [a0, a1, zeta] = draw(3);
const secret = randomScalar(SMALL);
const elsewhere = powerOf(randomScalar(SMALL));

const KINDS = {
  "a proof of keys": {
    prove: (statement) =>
      proveKeys(SMALL, hP, statement, { secrets: [a0, a1, zeta], nonces: draw(3) }),
    verify: (statement, proof, under = hP) => verifyKeys(SMALL, under, statement, proof),
    statement: {
      election,
      attempt: 1,
      trustee: 2,
      commitments: [powerOf(a0), powerOf(a1)],
      communicationKey: powerOf(zeta),
      signingKey: randomBytes(32),
    },
    changes: {
      election: otherElection,
      attempt: 2,
      trustee: 3,
      commitments: [powerOf(a1), powerOf(a0)],
      communicationKey: elsewhere,
      signingKey: randomBytes(32),
    },
    tampered: ({ challenge, responses }) => [
      { challenge: SMALL.scalar(challenge + 1n), responses },
      { challenge, responses: responses.with(0, SMALL.scalar(responses[0] + 1n)) },
      { challenge, responses: responses.with(-1, SMALL.scalar(responses.at(-1) + 1n)) },
      { challenge, responses: responses.toReversed() },
      { challenge, responses: responses.slice(1) },
      { challenge, responses: [...responses, 0n] },
    ],
  },
  "a proof of a share": {
    prove: (statement) => proveShare(SMALL, hP, statement, { secret, nonce: randomScalar(SMALL) }),
    verify: (statement, proof, under = hP) => verifyShare(SMALL, under, statement, proof),
    statement: { election, sender: 1, recipient: 2, c0: powerOf(secret), c1: randomBytes(32) },
    changes: {
      election: otherElection,
      sender: 2,
      recipient: 3,
      c0: elsewhere,
      c1: randomBytes(32),
    },
  },
  "a proof of a drill": {
    prove: (statement) => proveDrill(SMALL, hP, statement, { secret, nonce: randomScalar(SMALL) }),
    verify: (statement, proof, under = hP) => verifyDrill(SMALL, under, statement, proof),
    statement: { election, trustee: 1, shareKey: powerOf(secret), challenge: randomBytes(32) },
    changes: {
      election: otherElection,
      trustee: 2,
      shareKey: elsewhere,
      challenge: randomBytes(32),
    },
  },
};

function tamperedPair({ challenge, response }) {
  return [
    { challenge: SMALL.scalar(challenge + 1n), response },
    { challenge, response: SMALL.scalar(response + 1n) },
    { challenge: response, response: challenge },
    { challenge: 0n, response: 0n },
  ];
}

for (const [name, { prove, verify, statement, changes, tampered = tamperedPair }] of Object.entries(
  KINDS,
)) {
  describe(name, () => {
    test("holds", async () => {
      await verify(statement, await prove(statement));
    });

    for (const [field, value] of Object.entries(changes)) {
      test(`does not hold for another ${field}`, async () => {
        const proof = await prove(statement);
        const other = { ...statement, [field]: value };
        await assert.rejects(verify(other, proof), { name: "ProofError" });
      });
    }

    test("does not hold under other parameters", async () => {
      const proof = await prove(statement);
      await assert.rejects(verify(statement, proof, randomBytes(32)), { name: "ProofError" });
    });

    test("does not hold when a number of it is changed", async () => {
      for (const changed of tampered(await prove(statement)))
        await assert.rejects(verify(statement, changed), { name: "ProofError" });
    });

    test("is another one each time", async () => {
      assert.notDeepEqual(await prove(statement), await prove(statement));
    });
  });
}

test("a key proof names the trustee", async () => {
  const { prove, verify, statement } = KINDS["a proof of keys"];
  const proof = await prove(statement);
  const message = "trustee 7: key proof does not fit the keys";
  await assert.rejects(verify({ ...statement, trustee: 7 }, proof), { message });
});
