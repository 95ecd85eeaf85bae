/**
 * A worker that judges some of the ballots; several of them share the work.
 * @module
 */

import { Judge } from "../check/judge.js";

/** @type {Judge} */
let judge;

const acts = {
  /** @param {import("../check/judge.js").Setup} setup */
  async prepare(setup) {
    judge = await Judge.build(setup);
  },

  /** @param {readonly import("../check/judge.js").Item[]} items */
  judge: (items) => judge.judge(items),

  totals: () => judge.totals(),
};

/** @param {MessageEvent<{ number: number, act: keyof typeof acts, argument: any }>} event */
onmessage = async ({ data: { number, act, argument } }) => {
  try {
    postMessage({ number, value: await acts[act](argument) });
  } catch (error) {
    const { name: code, message } = /** @type {Error} */ (error);
    postMessage({ number, problem: { code, message } });
  }
};

postMessage({ isReady: true });
