/** The checker's words in English. Other languages have a file of the same shape. */

import { pluralsOf } from "../../ui/plurals.js";

const number = (/** @type {number} */ count) => count.toLocaleString("en");

const plural = pluralsOf("en");

const duration = (/** @type {number} */ seconds) => {
  if (seconds < 1.5) return "1 second";
  if (seconds < 10) return `${Math.round(seconds)} seconds`;
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} seconds`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutes`;
  return `${(seconds / 3600).toFixed(1)} hours`;
};

export default {
  title: "Check this election on your device",
  intro: "This page checks the whole public record on your own device: every ballot, the totals and the result.",
  nothingSent: "Nothing is sent.",
  sameServer:
    "This page comes from the same server as the election. For full safety use another way: the checker as a file, from somewhere you trust, or the program for terminals.",
  otherWay: "Other ways to check",
  ownFile: "This page works without a network and sends nothing.",

  start: "Start checking",
  pause: "Pause",
  resume: "Resume",
  sample: "Check a random 100 ballots first",
  ballots: (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "ballot", other: "ballots" })}`,
  estimate: (/** @type {number} */ count, /** @type {number} */ seconds) =>
    `${number(count)} ${plural(count, { one: "ballot", other: "ballots" })}: about ${duration(seconds)} on this device`,
  goesOn: (/** @type {number} */ count) =>
    `${number(count)} ${plural(count, { one: "ballot was", other: "ballots were" })} checked on this device before. The check goes on from there.`,
  background: "You can use other windows meanwhile. If you close this page, the check goes on where it was when you come back.",

  chooseFile: "Record file",
  chooseFileHint: "The file you downloaded, for example record.zip. You can also drop it on this page.",
  useFile: "Check a file you have instead",
  noFile: "Choose the record file first",
  kept: "I kept a signed copy of the record's state",
  keptLabel: "What you kept (a checkpoint)",
  keptHint: "Paste it here. If the record was rewritten since, this check finds out.",
  keptFile: "Or choose the file it is in",

  downloading: "Downloading the record",
  downloaded: (/** @type {number} */ done, /** @type {number} */ total) =>
    total > 0
      ? `${(done / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`
      : `${(done / 1e6).toFixed(1)} MB`,
  unreachable: "We could not read the public record. This says nothing about the election. Try again later.",
  changed: "The file could not be read to its end. If it was changed or moved, choose it again.",
  failed: "The check stopped because of a fault in this page or browser. This says nothing about the election.",

  progress: "How far the check is",
  parts: {
    record: "Record unbroken (hashes, signatures)",
    voters: "Every voter counted once",
    ballots: "Every ballot follows the rules",
    totals: "Totals add up",
    keys: "Key holders opened them correctly",
  },
  states: {
    waiting: "Waiting",
    working: "Checking",
    done: "Checked",
    fail: "Problem found",
    pass: "Passed",
    open: "Not checked",
  },
  count: (/** @type {number} */ done, /** @type {number} */ total) =>
    `${number(done)} of ${number(total)}`,
  problems: (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "problem found", other: "problems found" })}`,
  paused: "The check is paused.",
  working: (/** @type {string} */ part) => `Checking: ${part}`,
  finished: "The check is finished.",

  passed: "All 5 checks passed. The published result matches the public record.",
  passedCancelled: "All 5 checks passed. The election was cancelled and has no result.",
  incomplete: "Nothing is wrong with what is there, but the record is not complete.",
  incompleteText: "The election is not finished, or something is missing. These checks could not be made:",
  sampled: (/** @type {number} */ count) =>
    `Nothing is wrong with ${number(count)} ${plural(count, { one: "ballot", other: "ballots" })} drawn at random.`,
  sampledText: "To know about all of them, start the whole check.",
  unusable: "This file is not an election record.",
  problemsText:
    "Save the report and send it to people you trust. Check the record with another program as well before you draw conclusions.",
  entry: (/** @type {string} */ index) => `Entry ${index}`,
  more: (/** @type {number} */ count) => `and ${number(count)} more`,
  demonstration: "Demonstration. Votes here count for nothing.",
  result: "The result, as it was checked",
  votes: (/** @type {number} */ count) => number(count),
  about: (/** @type {string} */ origin, /** @type {string} */ key) => `${origin}, log key ${key}`,
  detailsTitle: "The twelve checks, one by one",
  notes: "Worth knowing",
  saveReport: "Save report",
  saveJson: "Save report for programs (JSON)",
  again: "Check again",
  reportName: "election-check",
  reportMade: (/** @type {string} */ date) =>
    `Made on ${date} by the checker that runs in a browser.`,
  fingerprint: "Fingerprint of the record file (SHA-256 over the SHA-256 of each piece of 1 MiB)",
};
