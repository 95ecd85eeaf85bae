/** The key ceremony against values made by a second implementation of the protocol. */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import {
  decodeShare,
  decodeTrustee,
  encodeConfirm,
} from "../../static/js/crypto/ceremony-payloads.js";
import { encodeHex } from "../../static/js/crypto/encoding.js";
import {
  confirmation,
  encryptShares,
  keyShare,
  publishKeys,
} from "../../static/js/crypto/trustee-keys.js";
import { ceremonyDocument, Held } from "./ceremonies.js";
import { big, bytes, readVectors } from "./fixtures.js";

function secretOf(trustee) {
  return {
    index: trustee.index,
    coefficients: trustee.coefficients.map(big),
    communicationSecret: big(trustee.communication_secret),
    signingSeed: bytes(trustee.signing_seed),
  };
}

function nonces(vector, sender) {
  const own = vector.shares.filter(({ from }) => from === sender);
  return new Map(
    own.map((share) => [share.to, { encryption: big(share.nonce), proof: big(share.proof_nonce) }]),
  );
}

for (const vector of readVectors("protocol-v1").elections) {
  const { n, k, election_id: election, demonstration, parameters } = vector;

  describe(`a ceremony of ${n} trustees`, () => {
    const held = new Held();
    const { view } = held;

    before(async () => {
      for (let attempt = 1; attempt <= vector.attempt; attempt += 1) {
        const changes = { n, k, election, demonstration, parameters, attempt };
        await held.record("ceremony", await ceremonyDocument(changes));
      }
      held.secrets = vector.trustees.map(secretOf);
    });

    test("keys and their proofs come out", async () => {
      const { group } = view.ceremony;
      for (const [position, expected] of vector.trustees.entries()) {
        const drawn = expected.proof_nonces.map(big);
        const made = await publishKeys(held.secrets[position], view, drawn);
        await held.send("trustee", expected.index, made);
        const payload = decodeTrustee(made, group);
        assert.deepEqual(payload.commitments, expected.commitments.map(big));
        assert.equal(payload.communicationKey, big(expected.communication_key));
        assert.equal(encodeHex(payload.signingKey), expected.signing_key);
        assert.equal(payload.proof.challenge, big(expected.challenge));
        assert.deepEqual(payload.proof.responses, expected.responses.map(big));
      }
    });

    test("the keys everybody computes come out", async () => {
      assert.equal(encodeHex(await view.parameterDigest()), vector.H_P);
      assert.equal(view.jointKey(), big(vector.joint_key));
      assert.equal(encodeHex(await view.transcript()), vector.H_G);
      for (const [index, key] of Object.entries(vector.share_keys))
        assert.equal(view.shareKey(Number(index)), big(key));
    });

    test("encrypted shares come out", async () => {
      for (const { index } of vector.trustees) {
        const made = await encryptShares(held.secrets[index - 1], view, nonces(vector, index));
        await held.send("share", index, made);
        assert.deepEqual(
          decodeShare(made, view.ceremony.group).shares,
          vector.shares
            .filter(({ from }) => from === index)
            .map((share) => ({
              recipient: share.to,
              c0: big(share.C0),
              c1: bytes(share.C1),
              proof: { challenge: big(share.challenge), response: big(share.response) },
            })),
        );
      }
    });

    test("the secret key shares come out", async () => {
      for (const [index, z] of Object.entries(vector.key_shares))
        assert.equal(await keyShare(held.secrets[Number(index) - 1], view), big(z));
    });

    test("confirming the transcript leads to the drills", async () => {
      const { attempt } = vector;
      for (const { index: trustee } of vector.trustees) {
        const transcript = bytes(vector.H_G);
        const made = await confirmation(held.secrets[trustee - 1], view);
        assert.deepEqual(made, encodeConfirm({ election, attempt, trustee, transcript }));
        await held.send("confirm", trustee, made);
      }
      assert.equal(view.phase, "drilling");
    });
  });
}
