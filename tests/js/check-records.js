/**
 * Says of each record or ballot on standard input what the in-page checker makes of it. A line is
 * {"path", "kept"}, answered by the report, or {"ballot", "manifest", "jointKey"}, answered by what is wrong with
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

async function checked({ path, kept }) {
  const judges = async ({ context }) => [new Judge(context)];
  return checkRecord(await openAsBlob(path), { judges, kept: kept ?? undefined });
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = await ("ballot" in asked ? judged(asked) : checked(asked));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
