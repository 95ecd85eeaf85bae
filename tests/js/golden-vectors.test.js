/** Both languages make the same ballots byte for byte, and refuse the same ones. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  ballotHash,
  decodeBallot,
  decodeChallenge,
  decodeNonces,
  openChallenge,
  tracker,
  verifyBallot,
} from "../../static/js/crypto/ballot.js";
import { encodeJson } from "../../static/js/crypto/canonical-json.js";
import { ElectionContext } from "../../static/js/crypto/context.js";
import { signEntry } from "../../static/js/crypto/credential.js";
import { decodeBase64, encodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { encryptBallot } from "../../static/js/crypto/encryption.js";
import { ballotId, ballotKey } from "../../static/js/crypto/hash-chain.js";
import { publicKeyOf } from "../../static/js/crypto/signing.js";
import { bytes, randomnessOf, readVectors } from "./fixtures.js";

const { elections, malformed } = readVectors("golden-v1");
const contexts = await Promise.all(
  elections.map(({ manifest, joint_key: jointKey }) =>
    ElectionContext.build(utf8(manifest), jointKey),
  ),
);

function choicesOf({
  style,
  credential,
  selections: votes,
  randomness: { salt, ballot_nonce: ballotNonce, contests },
}) {
  const randomness = {
    salt: bytes(salt),
    ballotNonce: bytes(ballotNonce),
    contests: contests.map(randomnessOf),
  };
  return { style, credential: bytes(credential), votes, randomness };
}

for (const [position, election] of elections.entries()) {
  const context = contexts[position];

  describe(election.name, () => {
    test("manifest and joint key give the election hash", () => {
      assert.equal(context.manifest.election, election.election);
      assert.equal(encodeHex(context.electionHash), election.h_e);
    });

    for (const expected of election.ballots) {
      test(`ballot "${expected.name}" is made byte for byte`, async () => {
        const made = await encryptBallot(context, choicesOf(expected));
        assert.equal(new TextDecoder().decode(made.ballot), expected.data);
        assert.equal(made.hash, expected.hash);
        assert.equal(made.tracker, expected.tracker);
        assert.deepEqual(made.commitments, expected.commitments);
        assert.deepEqual(made.nonces, expected.nonces);
      });

      test(`ballot "${expected.name}" is read, verified and named`, async () => {
        const data = utf8(expected.data);
        const ballot = decodeBallot(data, context);
        await verifyBallot(ballot, context);
        assert.equal(await ballotHash(data), expected.hash);
        assert.equal(tracker(expected.hash), expected.tracker);
        const id = await ballotId(context.electionHash, ballot.credential, ballot.salt);
        assert.equal(encodeHex(id), expected.ballot_id);
        assert.equal(encodeHex(await ballotKey(context.electionHash, id)), expected.ballot_key);
      });

      test(`ballot "${expected.name}" is opened by its nonces`, () => {
        const payload = encodeJson({
          ballot: JSON.parse(expected.data),
          nonces: expected.nonces,
          v: 1,
        });
        const { ballot, nonces } = decodeChallenge(payload, context);
        assert.deepEqual(openChallenge(ballot, nonces, context), expected.selections);
        const swapped = expected.nonces.map((contest) =>
          contest.with(0, contest.at(-1)).with(-1, contest[0]),
        );
        const wrong = decodeNonces(swapped, ballot, context.group, "nonces");
        assert.throws(() => openChallenge(ballot, wrong, context), { name: "ProofError" });
      });

      test(`ballot "${expected.name}" is signed once for each use`, async () => {
        const seed = bytes(expected.credential_seed);
        const credential = { seed, publicKey: await publicKeyOf(seed) };
        assert.equal(encodeHex(credential.publicKey), expected.credential);
        assert.equal(
          encodeHex(await signEntry(credential, "ballot", bytes(expected.hash))),
          expected.cast_signature,
        );
        assert.equal(
          encodeHex(await signEntry(credential, "challenge", bytes(expected.hash))),
          expected.challenge_signature,
        );
      });

      test(`ballot "${expected.name}" is of no other election`, async () => {
        const other = contexts[1 - position];
        assert.throws(() => decodeBallot(utf8(expected.data), other), { name: "DecodeError" });
      });
    }
  });
}

describe("ballots that both languages refuse", () => {
  for (const { name, expected, place, base64 } of malformed) {
    const data = decodeBase64(base64, name);

    if (expected === "decode") {
      test(`does not read: ${name}`, () => {
        assert.throws(
          () => decodeBallot(data, contexts[0]),
          (error) => error.name === "DecodeError" && error.message.startsWith(place),
        );
      });
    } else {
      test(`reads but refuses: ${name}`, async () => {
        const ballot = decodeBallot(data, contexts[0]);
        await assert.rejects(
          verifyBallot(ballot, contexts[0]),
          (error) => error.name === "ProofError" && error.message.startsWith(place),
        );
      });
    }
  }
});
