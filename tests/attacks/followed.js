/**
 * Follows records with the modules of the key holders' page, one record for each line on standard input.
 * A line is {"election", "rows": [[entry, payload], ...]}; the answer says how many entries were taken, what is
 * said of the next one, and where the ceremony stands.
 */

import { createInterface } from "node:readline";

import { utf8 } from "../../static/js/crypto/encoding.js";
import { decodeEntry } from "../../static/js/crypto/entry.js";
import { documentOf } from "../../static/js/trustee/problem.js";
import { Record } from "../../static/js/trustee/record.js";

async function follow({ election, rows }) {
  const record = new Record(election);
  const state = (taken) => ({ taken, phase: record.ceremony.phase });
  for (const [index, [entry, payload]] of rows.entries()) {
    const header = decodeEntry(utf8(entry), `entry ${index}`);
    try {
      await record.add({ index, entry: header, payload: utf8(payload) });
    } catch (error) {
      return { ...state(index), ...documentOf(error) };
    }
  }
  return state(rows.length);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await follow(JSON.parse(line)))}\n`);
}
