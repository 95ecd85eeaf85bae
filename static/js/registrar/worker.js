/**
 * The worker that makes codes and letters. It sends nothing and remembers nothing.
 *
 * A message {number, act, argument} is answered with {number, value} or {number, problem}.
 * @module
 */

import { CODE_RANDOM_BYTES, credentialOf, formatCode, newCode } from "../crypto/credential.js";
import { encodeHex } from "../crypto/encoding.js";
import { randomBytes } from "../crypto/entropy.js";
import { letterPage } from "./letters.js";

/** @typedef {Readonly<{ code: string, key: string }>} Made a code as it is printed, and its public key in hex */

const acts = {
  /**
   * @param {{ election: string, count: number }} argument
   * @returns {Promise<Made[]>}
   */
  async make({ election, count }) {
    const made = [];
    while (made.length < count) made.push(await makeOne(election));
    return made;
  },

  letters: letterPage,
};

/**
 * @param {string} election its id
 * @returns {Promise<Made>}
 */
async function makeOne(election) {
  const code = newCode(randomBytes(CODE_RANDOM_BYTES));
  const { seed, publicKey } = await credentialOf(code, election);
  seed.fill(0);
  return { code: formatCode(code), key: encodeHex(publicKey) };
}

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
