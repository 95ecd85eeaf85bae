/**
 * What a voter may choose in a question, and whether what was chosen can go into a ballot.
 * An answer is a list with the votes for each option of the contest, in its order.
 * @module
 */

/** @typedef {import("../crypto/manifest.js").Contest} Contest */
/** @typedef {"one" | "several" | "points"} Kind how the question is put */
/**
 * @typedef {Readonly<{ kind: "few" | "many", count: number }>} Problem how many votes are missing
 *   or too many
 */

/**
 * @param {Contest} contest
 * @returns {number[]}
 */
export function blankAnswer(contest) {
  return contest.options.map(() => 0);
}

/**
 * @param {Contest} contest
 * @returns {Kind}
 */
export function kindOf({ options, votesMax }) {
  if (options.some(({ optionMax }) => optionMax > 1)) return "points";
  // A single radio button could never be taken back.
  return votesMax === 1 && options.length > 1 ? "one" : "several";
}

/**
 * @param {readonly number[]} answer
 * @returns {number}
 */
export function votesIn(answer) {
  return answer.reduce((sum, votes) => sum + votes, 0);
}

/**
 * @param {Contest} contest
 * @param {readonly number[]} answer
 * @returns {boolean} whether no further vote can be given
 */
export function isFull({ votesMax }, answer) {
  return votesIn(answer) >= votesMax;
}

/**
 * @param {Contest} contest
 * @param {readonly number[]} answer
 * @param {number} index of an option, from 0, that the voter wants to choose besides
 * @returns {number} the index of an option that must go first, since one of the two is chosen
 *   alone; -1 if there is none
 */
export function clashOf({ options }, answer, index) {
  return answer.findIndex(
    (votes, other) =>
      votes > 0 && other !== index && (options[index].exclusive || options[other].exclusive),
  );
}

/**
 * @param {Contest} contest
 * @param {readonly number[]} answer
 * @returns {number} how many more votes could be given
 */
export function votesLeft({ options, votesMax }, answer) {
  const isAlone = options.some(({ exclusive }, index) => exclusive && answer[index] > 0);
  return isAlone ? 0 : votesMax - votesIn(answer);
}

/**
 * @param {Contest} contest
 * @returns {boolean} whether the question may stay without a choice
 */
export function canSkip({ votesMin }) {
  return votesMin === 0;
}

/**
 * @param {Contest} contest
 * @returns {boolean} whether the sum of points is limited further than by the options themselves
 */
export function hasOwnTotal({ options, votesMin, votesMax }) {
  return votesMin > 0 || votesMax < options.reduce((sum, { optionMax }) => sum + optionMax, 0);
}

/**
 * @param {Contest} contest
 * @param {readonly number[]} answer
 * @returns {Problem | undefined}
 */
export function problemOf({ votesMin, votesMax }, answer) {
  const votes = votesIn(answer);
  if (votes < votesMin) return { kind: "few", count: votesMin - votes };
  if (votes > votesMax) return { kind: "many", count: votes - votesMax };
  return undefined;
}

/**
 * Overwrites answers that are no longer needed.
 * @param {number[][]} answers
 */
export function wipeAnswers(answers) {
  for (const answer of answers) answer.fill(0);
  answers.length = 0;
}
