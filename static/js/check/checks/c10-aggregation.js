/**
 * C10 Aggregation. The form of the payload (C10.1) is tried in part while it is read.
 * Source: docs/spec/verification.md, docs/spec/protocol.md section 8.1.
 * @module
 */

import { encodeHex } from "../../crypto/encoding.js";
import { positions } from "../../crypto/tally.js";
import { hasManifestShape } from "../shape.js";

/** @typedef {import("../../crypto/tally.js").Tally} Tally */
/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */

/**
 * @param {Election} election
 * @param {Tally | undefined} totals as they come out here
 * @param {Report} report
 */
export function checkAggregation(election, totals, report) {
  const { tally, manifest } = election;
  if (tally === undefined || manifest === undefined) {
    report.leave("C10", "there is no tally that can be read");
    return;
  }
  const { row, payload } = tally;
  if (!hasManifestShape(payload.contests, manifest.payload)) {
    report.fail("C10.1", row.place, "not exactly the manifest's contests and options");
    return;
  }
  checkInput(election, report);
  if (totals === undefined) {
    report.leave("C10", "the counted ballots cannot be told, or one cannot be used");
    return;
  }
  const own = positions(totals);
  for (const [index, { contest, option, item }] of positions(payload.contests).entries()) {
    const { alpha, beta } = own[index].item;
    if (item.alpha !== alpha || item.beta !== beta) {
      const place = `${row.place}, contest ${contest} option ${option}`;
      report.fail("C10.3", place, "not the product of the counted ballots");
    }
  }
  report.summarize("C10", `${own.length} totals`);
}

/**
 * @param {Election} election
 * @param {Report} report
 */
function checkInput(election, report) {
  const input = election.first("tally-input");
  if (election.tally === undefined) return;
  const { row, payload } = election.tally;
  if (encodeHex(payload.tallyInput) !== input?.hash)
    report.fail("C10.2", row.place, "names another tally input");
}
