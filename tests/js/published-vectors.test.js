/** Published test vectors of the standards the modules build on. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { decodeJson, encodeJson } from "../../static/js/crypto/canonical-json.js";
import { encodeHex } from "../../static/js/crypto/encoding.js";
import {
  leafHash,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "../../static/js/crypto/merkle.js";
import { publicKeyOf, sign, verifySignature } from "../../static/js/crypto/signing.js";
import { hkdf, hmac } from "../../static/js/crypto/transcript.js";
import { bytes, readVectors } from "./fixtures.js";

const SIZE_LIMIT = 2 ** 20;

test("HMAC-SHA-256, RFC 4231", async () => {
  for (const { key, data, tag, name } of readVectors("rfc4231").cases) {
    const made = encodeHex(await hmac(bytes(key), bytes(data)));
    assert.equal(made.slice(0, tag.length), tag, name);
  }
});

test("HKDF-SHA-256, RFC 5869", async () => {
  for (const { secret, salt, info, length, key, name } of readVectors("rfc5869").cases) {
    assert.equal(
      encodeHex(await hkdf(bytes(secret), { salt: bytes(salt), info: bytes(info), size: length })),
      key,
      name,
    );
  }
});

describe("Ed25519, RFC 8032", () => {
  const vectors = readVectors("rfc8032");

  test("keys and signatures", async () => {
    for (const { seed, public_key: key, message, signature, name } of vectors.valid) {
      assert.equal(encodeHex(await publicKeyOf(bytes(seed))), key, name);
      assert.equal(encodeHex(await sign(bytes(seed), bytes(message))), signature, name);
      await verifySignature(bytes(key), bytes(message), bytes(signature), name);
    }
  });

  test("the equation with the cofactor decides", async () => {
    for (const { public_key: key, message, signature, name } of vectors.valid_with_cofactor) {
      await verifySignature(bytes(key), bytes(message), bytes(signature), name);
    }
  });

  for (const { reason, public_key: key, message, signature } of vectors.refused) {
    test(`refuses: ${reason}`, async () => {
      await assert.rejects(verifySignature(bytes(key), bytes(message), bytes(signature), "entry"), {
        name: "ProofError",
        place: "entry",
      });
    });
  }
});

describe("canonical JSON, RFC 8785", () => {
  const vectors = readVectors("rfc8785");

  for (const { name, value, bytes: hex } of vectors.canonical) {
    test(`both ways: ${name}`, () => {
      assert.equal(encodeHex(encodeJson(value)), hex);
      assert.deepEqual(decodeJson(bytes(hex), SIZE_LIMIT, "document"), value);
    });
  }

  for (const { name, bytes: hex } of vectors.refused) {
    test(`refuses: ${name}`, () => {
      assert.throws(() => decodeJson(bytes(hex), SIZE_LIMIT, "document"), {
        name: "DecodeError",
        place: "document",
      });
    });
  }
});

describe("Merkle tree, RFC 6962", () => {
  const vectors = readVectors("rfc6962");
  const leaves = vectors.leaf_hashes.map(bytes);
  const roots = vectors.roots.map(bytes);

  test("leaf hashes and roots", async () => {
    const hashed = await Promise.all(vectors.leaves.map((leaf) => leafHash(bytes(leaf))));
    assert.deepEqual(hashed.map(encodeHex), vectors.leaf_hashes);
    const made = await Promise.all(roots.map((_, size) => treeRoot(leaves.slice(0, size))));
    assert.deepEqual(made.map(encodeHex), vectors.roots);
  });

  test("inclusion proofs hold, and not for another leaf, place, size or length", async () => {
    for (const { index, size, hashes } of vectors.inclusion) {
      const claim = {
        leaf: leaves[index],
        index,
        size,
        proof: hashes.map(bytes),
        root: roots[size],
      };
      await verifyInclusion(claim);
      const broken = [
        { leaf: leaves[(index + 1) % leaves.length] },
        { index: index + 1 },
        { index: -1 },
        { index: size },
        { proof: [...claim.proof, leaves[0]] },
        { proof: claim.proof.length > 0 ? claim.proof.slice(1) : [leaves[0]] },
        { root: roots[size - 1] },
      ];
      for (const change of broken)
        await assert.rejects(verifyInclusion({ ...claim, ...change }), { name: "ProofError" });
    }
  });

  test("consistency proofs hold, and not for another root, size or length", async () => {
    for (const { first, second, hashes } of vectors.consistency) {
      const claim = {
        first,
        firstRoot: roots[first],
        second,
        secondRoot: roots[second],
        proof: hashes.map(bytes),
      };
      await verifyConsistency(claim);
      const broken = [
        { firstRoot: roots[first - 1] },
        { secondRoot: roots[second - 1] },
        { first: second + 1 },
        { proof: [...claim.proof, leaves[0]] },
        { proof: claim.proof.length > 0 ? claim.proof.slice(1) : [leaves[0]] },
      ];
      for (const change of broken)
        await assert.rejects(verifyConsistency({ ...claim, ...change }), { name: "ProofError" });
    }
  });

  test("every tree begins with the empty one", async () => {
    const claim = { first: 0, firstRoot: roots[0], second: 5, secondRoot: roots[5], proof: [] };
    await verifyConsistency(claim);
    await assert.rejects(verifyConsistency({ ...claim, firstRoot: roots[1] }), {
      name: "ProofError",
    });
    await assert.rejects(verifyConsistency({ ...claim, proof: [leaves[0]] }), {
      name: "ProofError",
    });
  });
});
