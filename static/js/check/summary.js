/**
 * The report as one object, in the form that all of our checkers give.
 * Source: docs/spec/verification.md.
 * @module
 */

import { CHECKS, Report } from "./report.js";

/** @typedef {import("./election.js").Election} Election */
/** @typedef {"passed" | "failed" | "incomplete" | "unusable"} Outcome */
/** @typedef {ReturnType<typeof documentOf>} Summary */
/**
 * @typedef {Readonly<{
 *   title: string, origin: string, log_key_id: string, demonstration: boolean, cancelled: boolean,
 * }>} Heading texts are foreign, and empty if they cannot be read
 */
/**
 * @typedef {Readonly<{
 *   title: string, options: readonly Readonly<{ title: string, count: number }>[],
 * }>} ContestCounts
 */

const STATUS = Object.freeze({ passed: 0, failed: 1, incomplete: 2, unusable: 2 });

/**
 * @param {Election} election
 * @param {Report} report
 * @returns {Summary}
 */
export function summaryOf(election, report) {
  const outcome = outcomeOf(report);
  const heading = headingOf(election);
  const counts = outcome === "passed" && !heading.cancelled ? countsOf(election) : [];
  return documentOf(report, outcome, heading, counts);
}

/**
 * @param {string} detail
 * @returns {Summary} of a file that is no record
 */
export function unusableSummary(detail) {
  const report = new Report();
  report.fail("C01.1", "", detail);
  for (const check of CHECKS.slice(1)) report.leave(check, "the file is unusable");
  const heading = { title: "", origin: "", log_key_id: "", demonstration: false, cancelled: false };
  return documentOf(report, "unusable", heading, []);
}

/**
 * @param {Report} report
 * @returns {Outcome}
 */
function outcomeOf(report) {
  if (report.hasFailures) return "failed";
  return report.checksWith("not checked").length > 0 ? "incomplete" : "passed";
}

/**
 * @param {Report} report
 * @param {Outcome} outcome
 * @param {Heading} heading
 * @param {readonly ContestCounts[]} counts
 */
function documentOf(report, outcome, heading, counts) {
  return {
    v: 1,
    outcome,
    status: STATUS[outcome],
    conclusion: conclusionOf(report, outcome, heading),
    election: heading,
    checks: CHECKS.map((check) => report.finding(check)),
    notes: report.notes,
    result: counts,
  };
}

/**
 * @param {Election} election
 * @returns {Heading}
 */
function headingOf(election) {
  const manifest = election.manifest?.payload;
  const [origin = "", id = ""] = (election.logKey ?? "").split("+");
  return {
    title: manifest ? manifest.title[manifest.languages[0]] : "",
    origin,
    log_key_id: id,
    demonstration: election.isDemonstration,
    cancelled: election.isCancelled,
  };
}

/**
 * @param {Election} election
 * @returns {ContestCounts[]}
 */
function countsOf({ manifest, result }) {
  if (manifest === undefined || result === undefined) return [];
  const { contests, languages } = manifest.payload;
  return contests.map((contest, index) => ({
    title: contest.title[languages[0]],
    options: contest.options.map((option, place) => ({
      title: option.title[languages[0]],
      count: result.payload.contests[index][place].count,
    })),
  }));
}

/**
 * @param {Report} report
 * @param {Outcome} outcome
 * @param {Heading} heading
 * @returns {string}
 */
function conclusionOf(report, outcome, { cancelled }) {
  const failed = report.checksWith("fail");
  const left = report.checksWith("not checked");
  const total = CHECKS.length;
  if (outcome === "unusable")
    return "This file is unusable as an election record; nothing else was checked.";
  if (outcome === "failed") {
    const more = left.length > 0 ? `; ${left.length} were not made` : "";
    const names = failed.join(", ");
    return `This record is NOT in order: ${failed.length} of ${total} checks failed (${names})${more}.`;
  }
  if (outcome === "incomplete")
    return `Nothing failed, but ${left.length} of ${total} checks were not made (${left.join(", ")}).`;
  if (cancelled) return "All twelve checks passed. The election was cancelled and has no result.";
  return (
    "All twelve checks passed: the result counts exactly the last ballot of each voter who cast one, " +
    "as it was cast."
  );
}
