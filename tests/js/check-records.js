/**
 * Says of each record named on standard input what the in-page checker makes of it. A line is
 * {"path", "kept", ...}; the answer is the report.
 */

import { openAsBlob } from "node:fs";
import { createInterface } from "node:readline";

import { Judge } from "../../static/js/check/judge.js";
import { checkRecord } from "../../static/js/check/verify.js";

const judges = async (setup) => [await Judge.build(setup)];

for await (const line of createInterface({ input: process.stdin })) {
  const { path, kept } = JSON.parse(line);
  const summary = await checkRecord(await openAsBlob(path), { judges, kept: kept ?? undefined });
  process.stdout.write(`${JSON.stringify(summary)}\n`);
}
