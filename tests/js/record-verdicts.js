/**
 * Says of each record on standard input what the key holders' worker makes of it.
 * A line is {"checkpoint", "election", "lines"}; the answer is "accepted" if the totals could be unlocked,
 * "no totals", or the code of the problem.
 */

import { createInterface } from "node:readline";

import { utf8 } from "../../static/js/crypto/encoding.js";
import { recount } from "../../static/js/trustee/count.js";
import { documentOf } from "../../static/js/trustee/problem.js";
import { Reading } from "../../static/js/trustee/reading.js";

const COUNT = 200;
const quiet = () => {};

function sourceOf({ checkpoint, lines }) {
  const entries = lines.map(([entry, payload], index) => ({
    index,
    entry: utf8(entry),
    payload: utf8(payload),
  }));
  return {
    checkpoint: async () => checkpoint,
    entries: async (start) => entries.slice(start, start + COUNT),
  };
}

async function verdict(asked) {
  const reading = new Reading(sourceOf(asked), { election: asked.election, trustee: 1 });
  try {
    const { tally } = await reading.read(undefined, quiet);
    if (tally === null) return "no totals";
    const { board, record } = await reading.toTotals();
    await recount(record, board, { hasProofsChecked: true, show: quiet });
    return "accepted";
  } catch (error) {
    return documentOf(error).code;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await verdict(JSON.parse(line))}\n`);
}
