/**
 * C01 Record, version and parameters. C01.1, C01.3 and C01.4 are tried while the file is read.
 * Source: docs/spec/verification.md.
 * @module
 */

import { encodeHex } from "../../crypto/encoding.js";
import { sha256 } from "../../crypto/transcript.js";
import { README, README_HASH } from "../format.js";

/** @typedef {import("../container.js").Container} Container */
/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */

/**
 * @param {Container} container
 * @param {Election} election
 * @param {Report} report
 */
export async function checkParameters(container, election, report) {
  if (encodeHex(await sha256(await container.read(README))) !== README_HASH)
    report.fail("C01.2", README, "not the fixed text of every record");
  const manifest = election.manifest?.payload;
  const last = election.lastAttempt;
  if (manifest === undefined || last?.ceremony === undefined) {
    report.leave("C01", "there is no ceremony or no manifest to compare");
    return;
  }
  if (last.ceremony.parameters !== manifest.parameters)
    report.fail("C01.6", last.row.place, `${last.ceremony.parameters}, not as in the manifest`);
  for (const { row, ceremony } of election.attempts) {
    if (ceremony && ceremony.demonstration !== manifest.demonstration)
      report.fail("C01.7", row.place, "disagrees with the manifest on whether votes count");
  }
  report.summarize("C01", manifest.parameters);
}
