/**
 * The worker that locks ballots. It alone knows a ballot's nonces; ending it ends them.
 * @module
 */

import { decodeChallenge, openChallenge } from "../crypto/ballot.js";
import { encodeJson } from "../crypto/canonical-json.js";
import { ElectionContext } from "../crypto/context.js";
import { encodeHex } from "../crypto/encoding.js";
import { drawBallotRandomness, encryptBallot } from "../crypto/encryption.js";

/** @typedef {{ style: number, credential: Uint8Array, votes: number[][] }} Choices */

/** @type {ElectionContext} */
let context;
/** @type {{ nonces: string[][], ballotNonce: Uint8Array } | undefined} */
let secret;
let locks = 0;

const acts = {
  /** @param {{ manifest: Uint8Array, jointKey: string }} election */
  async prepare({ manifest, jointKey }) {
    context = await ElectionContext.build(manifest, jointKey);
    return { manifest: context.manifest, electionHash: encodeHex(context.electionHash) };
  },

  /** @param {Choices} choices */
  async lock({ style, credential, votes }) {
    acts.forget();
    locks += 1;
    const own = locks;
    const randomness = drawBallotRandomness(context, style);
    const { ballot, commitments, hash, tracker, nonces } = await encryptBallot(context, {
      style,
      credential,
      votes,
      randomness,
    });
    for (const answer of votes) answer.fill(0);
    // A voter who went back and on again has started another lock, and only that one matters.
    if (own === locks) secret = { nonces, ballotNonce: randomness.ballotNonce };
    return { ballot, commitments: encodeJson(commitments), hash, tracker };
  },

  /** Gives the nonces of the locked ballot out, which can then only be a test. */
  reveal() {
    if (secret === undefined) throw new Error("no ballot is locked");
    const nonces = encodeJson(secret.nonces);
    acts.forget();
    return nonces;
  },

  /** @param {Uint8Array} payload of a test's entry on the record */
  open(payload) {
    const { ballot, nonces } = decodeChallenge(payload, context);
    return openChallenge(ballot, nonces, context);
  },

  forget() {
    secret?.ballotNonce.fill(0);
    secret = undefined;
  },
};

/** @param {MessageEvent<{ number: number, act: keyof typeof acts, argument: any }>} event */
onmessage = async ({ data: { number, act, argument } }) => {
  try {
    postMessage({ number, value: await acts[act](argument) });
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    postMessage({ number, problem: { code: name, message } });
  }
};

postMessage({ isReady: true });
