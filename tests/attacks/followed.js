/**
 * Follows records with the modules of the key holders' page, one record for each line on standard input.
 * A line is {"election", "rows": [[entry, payload], ...], "secret"}; the answer says how many entries were taken,
 * what is said of the next one or of unlock shares, where the ceremony stands, and, if a secret is given, whose
 * share does not fit it.
 */

import { createInterface } from "node:readline";

import { decodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { decodeEntry } from "../../static/js/crypto/entry.js";
import { keyShare, WrongShareError } from "../../static/js/crypto/trustee-keys.js";
import { documentOf } from "../../static/js/trustee/problem.js";
import { Record } from "../../static/js/trustee/record.js";
import { verifyUnlockShares } from "../../static/js/trustee/unlock-shares.js";

async function follow({ election, rows, secret }) {
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
  try {
    await verifyUnlockShares(record, record.tally?.contests);
  } catch (error) {
    return { ...state(rows.length), ...documentOf(error) };
  }
  return { ...state(rows.length), misfit: secret && (await misfit(record, secret)) };
}

async function misfit(record, { index, coefficients, communicationSecret, signingSeed }) {
  const secret = {
    index,
    coefficients: coefficients.map((digits) => BigInt(`0x${digits}`)),
    communicationSecret: BigInt(`0x${communicationSecret}`),
    signingSeed: decodeHex(signingSeed, 32, "seed"),
  };
  try {
    await keyShare(secret, record.ceremony);
    return 0;
  } catch (error) {
    if (error instanceof WrongShareError) return error.sender;
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await follow(JSON.parse(line)))}\n`);
}
