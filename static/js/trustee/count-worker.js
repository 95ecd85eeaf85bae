/**
 * A worker that counts some of the ballots; several of them share the work.
 * @module
 */

import { ChunkCounter } from "./chunk-counter.js";
import { documentOf } from "./problem.js";

/** @typedef {import("./chunk-counter.js").Item} Item */

/** @type {ChunkCounter} */
let counter;

const acts = {
  /** @param {import("./chunk-counter.js").Setup} setup */
  async prepare(setup) {
    counter = await ChunkCounter.build(setup);
  },

  /** @param {readonly Item[]} items */
  count: (items) => counter.count(items),

  totals: () => counter.totals(),
};

/** @param {MessageEvent<{ number: number, act: keyof typeof acts, argument: any }>} event */
onmessage = async ({ data: { number, act, argument } }) => {
  try {
    postMessage({ number, value: await acts[act](argument) });
  } catch (error) {
    postMessage({ number, problem: documentOf(error) });
  }
};

postMessage({ isReady: true });
