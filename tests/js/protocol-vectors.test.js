/** Everything the browser computes comes out as a second implementation made it. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  decodeBallot,
  decodeNonces,
  openChallenge,
  verifyBallot,
} from "../../static/js/crypto/ballot.js";
import { credentialSeed } from "../../static/js/crypto/credential.js";
import { encodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { encryptBallot } from "../../static/js/crypto/encryption.js";
import { groupNamed } from "../../static/js/crypto/group.js";
import {
  ballotId,
  ballotKey,
  baseHash,
  electionHash,
  parameterHash,
} from "../../static/js/crypto/hash-chain.js";
import { big, bytes, choicesOf, readVectors, vectorContext } from "./fixtures.js";

const { elections, credential } = readVectors("protocol-v1");

for (const vector of elections) {
  describe(`election ${JSON.parse(vector.manifest).vector}`, () => {
    const group = groupNamed(vector.parameters, "vector");

    test("the chain of hashes", async () => {
      const hP = await parameterHash(group, vector);
      const hB = await baseHash(hP, utf8(vector.manifest));
      const hE = await electionHash(hB, group, big(vector.joint_key));
      assert.deepEqual([hP, hB, hE].map(encodeHex), [vector.H_P, vector.H_B, vector.H_E]);
    });

    for (const [position, expected] of vector.ballots.entries()) {
      test(`ballot ${position + 1}: ids, nonces, ciphertexts, proofs and commitments`, async () => {
        const context = await vectorContext(vector);
        const id = await ballotId(
          context.electionHash,
          bytes(expected.credential),
          bytes(expected.salt),
        );
        assert.equal(encodeHex(id), expected.ballot_id);
        assert.equal(encodeHex(await ballotKey(context.electionHash, id)), expected.H_I);
        const made = await encryptBallot(context, choicesOf(expected));
        const { contests } = JSON.parse(new TextDecoder().decode(made.ballot));
        assert.deepEqual(
          contests,
          expected.contests.map(({ proof, selections }) => ({
            proof,
            selections: selections.map(({ alpha, beta, proof: own }) => ({
              alpha,
              beta,
              proof: own,
            })),
          })),
        );
        assert.deepEqual(
          made.commitments,
          expected.contests.map(({ commitments, selections }) => ({
            contest: commitments,
            selections: selections.map((selection) => selection.commitments),
          })),
        );
        assert.deepEqual(
          made.nonces,
          expected.contests.map(({ selections }) => selections.map(({ nonce }) => nonce)),
        );
      });

      test(`ballot ${position + 1}: is read, verified and opened`, async () => {
        const context = await vectorContext(vector);
        const made = await encryptBallot(context, choicesOf(expected));
        const ballot = decodeBallot(made.ballot, context);
        await verifyBallot(ballot, context);
        const nonces = decodeNonces(made.nonces, ballot, context.group, "nonces");
        assert.deepEqual(openChallenge(ballot, nonces, context), choicesOf(expected).votes);
      });
    }
  });
}

test("the seed of a voter's code", async () => {
  assert.equal(
    encodeHex(await credentialSeed(credential.code, credential.election_id)),
    credential.seed,
  );
});
