/**
 * C12 Result. The form of the payload (C12.1) is tried in part while it is read.
 * Source: docs/spec/verification.md, docs/spec/protocol.md sections 8.4 and 8.5.
 * @module
 */

import { combineShares, positions, sumOfCounts } from "../../crypto/tally.js";
import { encodeHex } from "../../crypto/encoding.js";
import { hasManifestShape } from "../shape.js";

/** @typedef {import("../../crypto/manifest.js").Manifest} Manifest */
/** @typedef {import("../../crypto/payloads.js").Result} Result */
/** @typedef {import("../ballots.js").Counting} Counting */
/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */
/** @typedef {import("../rows.js").Row} Row */
/** @typedef {import("./c05-ceremony.js").Keys} Keys */
/** @typedef {import("./c11-partial-decryptions.js").Shares} Shares */

/**
 * @param {Election} election
 * @param {Readonly<{ keys: Keys | undefined, counting: Counting | undefined, shares: Shares }>} found
 * @param {Report} report
 */
export function checkResult(election, { keys, counting, shares }, report) {
  const { result, manifest } = election;
  if (result === undefined || manifest === undefined) {
    report.leave("C12", "there is no result that can be read");
    return;
  }
  const { row, payload } = result;
  if (!hasManifestShape(payload.contests, manifest.payload)) {
    report.fail("C12.1", row.place, "not exactly the manifest's contests and options");
    return;
  }
  const tally = election.first("tally");
  if (encodeHex(payload.tally) !== tally?.hash)
    report.fail("C12.2", row.place, "names another tally");
  const isAllowed = checkTrustees(election.rows, manifest.payload, row, payload, report);
  if (keys === undefined || counting?.totals === undefined || counting.weights === undefined) {
    report.leave("C12", "keys or totals are not known");
    return;
  }
  checkBallots(row, payload, counting.counted ?? [], report);
  if (isAllowed) checkValues(row, payload, { keys, totals: counting.totals, shares }, report);
  checkPowers(row, payload, keys, report);
  checkBounds(row, payload, manifest.payload, counting.weights, report);
  report.summarize("C12", `${payload.contests.length} contests, ${payload.ballots} ballots counted`);
}

/**
 * @param {readonly Row[]} rows
 * @param {Manifest} manifest
 * @param {Row} row
 * @param {Result} result
 * @param {Report} report
 * @returns {boolean}
 */
function checkTrustees(rows, { threshold }, { place }, { trustees }, report) {
  const unlocked = new Set(
    rows.filter(({ entry }) => entry.type === "decryption").map(({ entry }) => entry.trustee),
  );
  const missing = trustees.filter((trustee) => !unlocked.has(trustee));
  if (trustees.length !== threshold)
    report.fail("C12.3", place, `names ${trustees.length} trustees, expected ${threshold}`);
  for (const trustee of missing)
    report.fail("C12.3", place, `trustee ${trustee} has no partial decryption`);
  return trustees.length === threshold && missing.length === 0;
}

/**
 * @param {Row} row
 * @param {Result} result
 * @param {readonly number[]} counted
 * @param {Report} report
 */
function checkBallots({ place }, { ballots }, counted, report) {
  if (ballots !== counted.length)
    report.fail("C12.6", place, `${ballots} ballots, but ${counted.length} are counted`);
}

/**
 * @param {Row} row
 * @param {Result} result
 * @param {Readonly<{ keys: Keys, totals: import("../../crypto/tally.js").Tally, shares: Shares }>} found
 * @param {Report} report
 */
function checkValues({ place }, { contests, trustees }, { keys, totals, shares }, report) {
  const used = trustees.flatMap((trustee) => {
    const own = shares.get(trustee);
    return own ? [[trustee, own]] : [];
  });
  if (used.length !== trustees.length) {
    report.leave("C12", "a share that was combined cannot be used");
    return;
  }
  const { group } = keys.ceremony;
  const all = positions(totals);
  for (const [index, { contest, option, item }] of positions(contests).entries()) {
    const own = new Map(
      /** @type {[number, readonly bigint[]][]} */ (used).map(([i, list]) => [i, list[index]]),
    );
    // T M = B
    const product = group.multiply(item.value, combineShares(group, own));
    if (product !== all[index].item.beta)
      report.fail("C12.4", placeOf(place, contest, option), "the value is not the opened total");
  }
}

/**
 * @param {Row} row
 * @param {Result} result
 * @param {Keys} keys
 * @param {Report} report
 */
function checkPowers({ place }, { contests }, { context }, report) {
  for (const { contest, option, item } of positions(contests)) {
    // K^t = T
    if (context.key.valueOf(item.count) !== item.value)
      report.fail("C12.5", placeOf(place, contest, option), `count ${item.count} does not fit the value`);
  }
}

/**
 * @param {Row} row
 * @param {Result} result
 * @param {Manifest} manifest
 * @param {ReadonlyMap<number, number>} weights counted weight of each style
 * @param {Report} report
 */
function checkBounds({ place }, { contests }, manifest, weights, report) {
  for (const [index, items] of contests.entries()) {
    const { options, votesMin, votesMax } = manifest.contests[index];
    const number = index + 1;
    const weight = weightOf(number, manifest, weights);
    for (const [option, { count }] of items.entries()) {
      const most = options[option].optionMax * weight;
      if (count > most)
        report.fail("C12.7", placeOf(place, number, option + 1), `count ${count}, at most ${most} can be`);
    }
    const sum = sumOfCounts(items.map(({ count }) => count));
    if (sum < votesMin * weight || sum > votesMax * weight) {
      const range = `${votesMin * weight} to ${votesMax * weight}`;
      report.fail("C12.8", `${place}, contest ${number}`, `${sum} votes in all, but ${range} can be`);
    }
  }
}

/**
 * @param {number} contest
 * @param {Manifest} manifest
 * @param {ReadonlyMap<number, number>} weights by style
 * @returns {number}
 */
function weightOf(contest, { styles }, weights) {
  return styles.reduce(
    (total, { contests }, index) =>
      contests.includes(contest) ? total + (weights.get(index + 1) ?? 0) : total,
    0,
  );
}

/**
 * @param {string} place
 * @param {number} contest
 * @param {number} option
 * @returns {string}
 */
function placeOf(place, contest, option) {
  return `${place}, contest ${contest} option ${option}`;
}
