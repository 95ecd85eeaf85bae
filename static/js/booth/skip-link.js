/**
 * The link beside Continue.
 * @module
 */

import { canSkip, kindOf, votesIn } from "./answers.js";
import { linkButton } from "../ui/controls.js";
import { words } from "./words.js";

/** @typedef {import("../crypto/manifest.js").Contest} Contest */

/**
 * Skipping never throws a choice away: as long as there is one, it has to be removed first.
 * @param {Contest} contest
 * @param {readonly number[]} answer
 * @param {{ onSkip: () => void, onClear: () => void }} acts
 */
export function skipLink(contest, answer, { onSkip, onClear }) {
  const isBlank = () => votesIn(answer) === 0;
  const clear = kindOf(contest) === "one" ? words.question.clearOne : words.question.clearAll;
  const element = linkButton("skip", "", () => (isBlank() ? onSkip() : onClear()));
  const update = () => {
    element.textContent = isBlank() ? words.question.skip : clear;
    element.id = isBlank() ? "skip" : "clear-choice";
    element.hidden = isBlank() && !canSkip(contest);
  };
  return { element, update };
}
