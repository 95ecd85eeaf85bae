/**
 * Says of each record or ballot on standard input what the in-page checker makes of it. A line is
 * {"path", "kept", "judges", "known"}, answered by the report and the entries of the ballots that were tried, or {"ballot", "manifest", "jointKey"}, answered by what is wrong with
 * the ballot, whose entry is left out.
 */

import { openAsBlob } from "node:fs";
import { createInterface } from "node:readline";

import { Judge } from "../../static/js/check/judge.js";
import { checkRecord } from "../../static/js/check/verify.js";

/** Of one election only, since its tables take longer than a ballot. @type {Judge | undefined} */
let judge;

async function judged({ ballot, manifest, jointKey }) {
  judge ??= await Judge.build({ manifest: new Uint8Array(Buffer.from(manifest)), jointKey });
  const payload = new Uint8Array(Buffer.from(ballot, "base64"));
  const entry = { type: "ballot" };
  const [judgement] = await judge.judge([{ index: 0, entry, payload, weight: 0, isProven: false }]);
  // Entry and signature are not looked at here: there are none.
  const faults = judgement.faults.filter(([sentence]) => !["C07.2", "C07.3"].includes(sentence));
  return { ...judgement, faults };
}

async function checked({ path, kept, judges: number = 1, known = [] }) {
  const tried = new Set();
  const judges = async ({ context }) =>
    Array.from({ length: number }, () => new NotingJudge(context, tried));
  const course = { judges, kept: kept ?? undefined, known: new Map(known) };
  const summary = await checkRecord(await openAsBlob(path), course);
  return { ...summary, tried: [...tried].sort((left, right) => left - right) };
}

/** Notes which ballots had their proofs tried. */
class NotingJudge extends Judge {
  #tried;

  constructor(context, tried) {
    super(context);
    this.#tried = tried;
  }

  judge(items) {
    for (const { index } of items.filter(({ isProven }) => !isProven)) this.#tried.add(index);
    return super.judge(items);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = await ("ballot" in asked ? judged(asked) : checked(asked));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
