/**
 * B2: the page checks the ballot that it shows. The words stand in the page.
 * @module
 */

import { checkBallot } from "./ballot-proof.js";
import { filled } from "./recorded.js";

/** Errors that say that something does not hold; all others say nothing about the ballot. */
const REFUSALS = new Set(["DecodeError", "ProofError"]);

/**
 * @param {HTMLElement} status
 * @param {string} outcome "good", "bad" or "unread", and the words of that name
 */
function tell(status, outcome) {
  status.textContent = status.dataset[outcome] ?? "";
  status.dataset.outcome = outcome;
}

/**
 * @param {HTMLElement} status
 * @param {import("./recorded.js").Recorded} recorded
 */
function tellRecorded(status, { size, signed, quorum }) {
  const place = document.getElementById("proof-recorded");
  if (place === null) return;
  const { index = "", recorded = "", witnessed = "" } = status.dataset;
  const words = filled(recorded, [Number(index), size]);
  place.textContent = quorum > 0 ? `${words} ${filled(witnessed, [signed, quorum])}` : words;
  place.hidden = false;
}

/** @param {readonly string[]} problems */
function tellProblems(problems) {
  const place = document.getElementById("proof-problems");
  if (place === null) return;
  for (const problem of problems) {
    const item = document.createElement("li");
    item.textContent = problem;
    place.append(item);
  }
  place.hidden = problems.length === 0;
}

/** @param {HTMLElement} status */
async function check(status) {
  const { election = "", index = "", tracker = "", checking = "" } = status.dataset;
  status.textContent = checking;
  try {
    const { recorded, faults } = await checkBallot({ election, index, tracker });
    tell(status, faults.length === 0 ? "good" : "bad");
    tellRecorded(status, recorded);
    tellProblems(faults.map(([sentence, detail]) => `${sentence}: ${detail}`));
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    tell(status, REFUSALS.has(name) ? "bad" : "unread");
    if (REFUSALS.has(name)) tellProblems([message]);
  }
}

const status = document.getElementById("proof-check");
if (status !== null) check(status);
