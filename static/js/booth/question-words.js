/**
 * What a question asks for and what is wrong with an answer, in words.
 * @module
 */

import { canSkip, hasOwnTotal, kindOf, problemOf } from "./answers.js";
import { words } from "./words.js";

/** @typedef {import("../crypto/manifest.js").Contest} Contest */

/**
 * @param {Contest} contest
 * @returns {string} how many the voter can choose
 */
export function hint(contest) {
  const { votesMin, votesMax, options } = contest;
  const kind = kindOf(contest);
  if (kind === "one") return words.question.one(canSkip(contest));
  if (kind === "several")
    return words.question.several(votesMin, Math.min(votesMax, options.length));
  const inAll = hasOwnTotal(contest) ? ` ${words.question.pointsInAll(votesMin, votesMax)}` : "";
  return words.question.points + inAll;
}

/**
 * @param {Contest} contest
 * @param {readonly number[]} answer
 * @returns {string | undefined}
 */
export function problemText(contest, answer) {
  const problem = problemOf(contest, answer);
  if (problem === undefined) return undefined;
  const { fewPoints, manyPoints, fewChoices, manyChoices, chooseOne } = words.question;
  if (kindOf(contest) === "points")
    return (problem.kind === "few" ? fewPoints : manyPoints)(problem.count);
  if (kindOf(contest) === "one") return chooseOne;
  return (problem.kind === "few" ? fewChoices : manyChoices)(problem.count);
}
