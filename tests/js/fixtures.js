/** Test vectors as the modules take them, and a group small enough for many tries. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { ElectionContext } from "../../static/js/crypto/context.js";
import { EncryptionKey } from "../../static/js/crypto/elgamal.js";
import { utf8 } from "../../static/js/crypto/encoding.js";
import { Group, groupNamed } from "../../static/js/crypto/group.js";
import { baseHash, electionHash, parameterHash } from "../../static/js/crypto/hash-chain.js";
import { PowerChain } from "../../static/js/crypto/power-chain.js";

export function readVectors(name) {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));
}

/** The text of a vector of notes. */
export function noteOf({ base64 }) {
  return Buffer.from(base64, "base64").toString("utf8");
}

const ERRORS = { decode: "DecodeError", proof: "ProofError" };

/** A vector of notes is read as it says, or refused for the kind of reason it says. */
export async function assertJudged(vector, read) {
  const note = noteOf(vector);
  if (vector.expected in ERRORS)
    await assert.rejects(read(note), { name: ERRORS[vector.expected] });
  else assert.deepEqual(await read(note), vector.expected);
}

export function bytes(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function big(hex) {
  return BigInt(`0x${hex}`);
}

/** The parts of a protocol vector's toy manifest that ballots depend on. */
export function toyManifest({ election_id: election, manifest }) {
  const contests = JSON.parse(manifest).contests.map((contest) => ({
    options: Array.from({ length: contest.options }, () => ({ optionMax: contest.option_max })),
    votesMin: contest.votes_min,
    votesMax: contest.votes_max,
  }));
  return {
    election,
    contests,
    styles: [{ name: "", contests: contests.map((_, index) => index + 1) }],
  };
}

export async function vectorContext(vector) {
  const group = groupNamed(vector.parameters, "vector");
  const hP = await parameterHash(group, vector);
  const hE = await electionHash(
    await baseHash(hP, utf8(vector.manifest)),
    group,
    big(vector.joint_key),
  );
  return new ElectionContext({
    manifest: toyManifest(vector),
    electionHash: hE,
    key: new EncryptionKey(group, big(vector.joint_key)),
  });
}

function scalars({ us, cs }) {
  return { us: us.map(big), cs: cs.map(big) };
}

/** The random scalars of one contest of a vector, for encryptBallot. */
export function randomnessOf({ selections, contest }) {
  return { selections: selections.map(scalars), contest: scalars(contest) };
}

/** A vector's ballot as what encryptBallot takes. */
export function choicesOf(ballot) {
  return {
    style: 1,
    credential: bytes(ballot.credential),
    votes: ballot.contests.map(({ selections }) => selections.map(({ value }) => value)),
    randomness: {
      salt: bytes(ballot.salt),
      ballotNonce: bytes(ballot.ballot_nonce),
      contests: ballot.contests.map((contest) =>
        randomnessOf({ selections: contest.selections, contest }),
      ),
    },
  };
}

/** The squares modulo 2039; for tests only. */
export const TINY = new Group({ name: "tiny", p: 2039n, q: 1019n, g: 4n });

const Q = 2n ** 64n - 189n;
const S = 2n ** 63n - 915n;
const P = 2n * Q * S + 1n;

/**
 * Of the same structure as the real groups, and large enough that no proof holds by chance; for tests only.
 * g = 2^(2s) mod p.
 */
export const SMALL = new Group({
  name: "small",
  p: P,
  q: Q,
  g: new PowerChain(2n, P).power(2n * S),
});
