/**
 * The worker that checks the record and holds the key. It alone knows the secret; ending it ends that.
 *
 * A message {number, act, argument} is answered with {number, value} or {number, problem}, and with
 * {number, progress} on the way. Acts come one after the other.
 * @module
 */

import { documentOf } from "./problem.js";
import { Session } from "./session.js";

const ACTS = /** @type {const} */ ([
  "start",
  "read",
  "makeKey",
  "openKey",
  "keyEntry",
  "next",
  "complain",
  "drill",
  "recount",
  "unlock",
  "forget",
]);

/** @typedef {{ number: number, act: typeof ACTS[number], argument: any }} Call */

const session = new Session();
let last = Promise.resolve();

/** @param {Call} call */
async function answer({ number, act, argument }) {
  try {
    if (!ACTS.includes(act)) throw new TypeError("there is no such act");
    const value = await session[act](argument, (/** @type {unknown} */ progress) =>
      postMessage({ number, progress }),
    );
    postMessage({ number, value });
  } catch (error) {
    postMessage({ number, problem: documentOf(error) });
  }
}

/** @param {MessageEvent<Call>} event */
onmessage = ({ data }) => {
  last = last.then(() => answer(data));
};

postMessage({ isReady: true });
