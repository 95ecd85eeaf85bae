/**
 * An answer in words, for lists of what was chosen.
 * @module
 */

import { kindOf, votesLeft } from "./answers.js";
import { el } from "../ui/dom.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {import("../crypto/manifest.js").Contest} Contest */

/**
 * @param {Visit} visit
 * @param {Contest} contest
 * @param {readonly number[]} answer
 * @returns {HTMLElement[]}
 */
export function answerText(visit, contest, answer) {
  const isPoints = kindOf(contest) === "points";
  const { optionPoints, noChoice } = words.check;
  const chosen = contest.options.flatMap(({ title }, index) => {
    if (answer[index] === 0) return [];
    const text = visit.say(title);
    return [
      el(
        "p",
        { class: "govuk-body govuk-!-margin-bottom-1" },
        isPoints ? optionPoints(text, answer[index]) : el("bdi", {}, text),
      ),
    ];
  });
  return chosen.length > 0
    ? chosen
    : [el("strong", { class: "govuk-tag govuk-tag--yellow govuk-!-margin-bottom-2" }, noChoice)];
}

/**
 * @param {Contest} contest
 * @param {readonly number[]} answer
 * @returns {HTMLElement[]}
 */
export function stillPossible(contest, answer) {
  const left = votesLeft(contest, answer);
  if (left <= 0) return [];
  const { stillFew, stillPoints } = words.check;
  const text = (kindOf(contest) === "points" ? stillPoints : stillFew)(left);
  return [el("p", { class: "govuk-hint govuk-!-margin-bottom-0" }, text)];
}
