/**
 * All that is fixed about an election once its manifest and joint key are.
 * @module
 */

import { EncryptionKey } from "./elgamal.js";
import { groupNamed } from "./group.js";
import { baseHash, electionHash, parameterHash } from "./hash-chain.js";
import { decodeManifest } from "./manifest.js";

/** Holds the tables of g and K once they are made, so an election should be built once and kept. */
export class ElectionContext {
  /**
   * @param {{ manifest: import("./manifest.js").Manifest, electionHash: Uint8Array, key: EncryptionKey }} parts
   */
  constructor({ manifest, electionHash: digest, key }) {
    this.manifest = manifest;
    /** H_E, 32 bytes. */
    this.electionHash = digest;
    this.key = key;
    this.group = key.group;
    Object.freeze(this);
  }

  /**
   * Everything is computed from the manifest's bytes and the joint key; compare the election hash with the
   * one on the public record before trusting either.
   * @param {Uint8Array} manifestBytes as published
   * @param {unknown} jointKey hex
   * @returns {Promise<ElectionContext>}
   * @throws {import("./errors.js").DecodeError}
   * @throws {import("./errors.js").ProofError} if the joint key is 1 or not a member
   */
  static async build(manifestBytes, jointKey) {
    const manifest = await decodeManifest(manifestBytes);
    const group = groupNamed(manifest.parameters, "manifest.parameters");
    const k = group.decodeResidue(jointKey, "joint key");
    group.verifyKey(k, "joint key");
    const { demonstration, threshold, trustees } = manifest;
    const parameterDigest = await parameterHash(group, {
      n: trustees.length,
      k: threshold,
      demonstration,
    });
    const digest = await electionHash(await baseHash(parameterDigest, manifestBytes), group, k);
    return new ElectionContext({
      manifest,
      electionHash: digest,
      key: new EncryptionKey(group, k),
    });
  }
}
