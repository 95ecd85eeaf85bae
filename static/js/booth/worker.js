/**
 * The worker that locks ballots. It alone knows a ballot's nonces; ending it ends them.
 * @module
 */

import { decodeChallenge, openChallenge } from "../crypto/ballot.js";
import { encodeJson } from "../crypto/canonical-json.js";
import { ElectionContext } from "../crypto/context.js";
import { encodeHex } from "../crypto/encoding.js";
import { NextBallot } from "./next-ballot.js";

/** @typedef {import("./next-ballot.js").Voter} Voter */
/** @typedef {Voter & Readonly<{ votes: number[][] }>} Choices */

/** @type {ElectionContext} */
let context;
/** @type {NextBallot} */
let next;
/** Opens the ballot that is locked. @type {string[][] | undefined} */
let secret;
let locks = 0;

const acts = {
  /** @param {{ manifest: Uint8Array, jointKey: string }} election */
  async prepare({ manifest, jointKey }) {
    context = await ElectionContext.build(manifest, jointKey);
    next = new NextBallot(context);
    return { manifest: context.manifest, electionHash: encodeHex(context.electionHash) };
  },

  /**
   * Makes a ballot ready while the voter reads. If it cannot be made, locking tells so.
   * @param {Voter} voter
   */
  readAhead: (voter) => next.begin(voter),

  /** @param {Choices} choices */
  async lock({ style, credential, votes }) {
    secret = undefined;
    locks += 1;
    const own = locks;
    const prepared = next.take({ style, credential });
    const { ballot, commitments, hash, tracker, nonces } = await prepared.lock(votes);
    for (const answer of votes) answer.fill(0);
    // A voter who went back and on again has started another lock, and only that one matters.
    if (own === locks) secret = nonces;
    return { ballot, commitments: encodeJson(commitments), hash, tracker };
  },

  /** Gives the nonces of the locked ballot out, which can then only be a test. */
  reveal() {
    if (secret === undefined) throw new Error("no ballot is locked");
    const nonces = encodeJson(secret);
    secret = undefined;
    return nonces;
  },

  /** @param {Uint8Array} payload of a test's entry on the record */
  open(payload) {
    const { ballot, nonces } = decodeChallenge(payload, context);
    return openChallenge(ballot, nonces, context);
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
