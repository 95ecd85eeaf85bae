/**
 * The codes are made, with words and a bar that say how far.
 * @module
 */

import { makeCodes, startMakers } from "./makers.js";
import { heading, paragraph } from "../ui/components.js";
import { ProgressBar } from "../ui/progress.js";
import { showScreen } from "../ui/screen.js";
import { words } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Milliseconds between two things that are said of the progress. */
const PERIOD = 500;

/**
 * @param {Desk} desk
 * @param {{ onMade: () => void, onFailed: (error: unknown) => void }} moves
 */
export async function makeAll(desk, { onMade, onFailed }) {
  const { title, label, stay } = words.making;
  const count = desk.roll.voters.length;
  const bar = new ProgressBar(label, words.making.begun);
  showScreen({ title, content: [heading(title), bar.element, paragraph(stay)] });
  try {
    desk.makers = await startMakers(count);
    const { election } = desk.roll;
    desk.issue(await makeCodes(desk.makers, { election, count }, teller(bar, count)));
    onMade();
  } catch (error) {
    desk.forget();
    onFailed(error);
  }
}

/**
 * @param {ProgressBar} bar
 * @param {number} count
 * @returns {(done: number) => void}
 */
function teller(bar, count) {
  const start = performance.now();
  let said = start;
  return (done) => {
    const now = performance.now();
    if (now - said < PERIOD && done < count) return;
    said = now;
    const left = ((now - start) / done) * (count - done);
    bar.show(done, count, words.making.done(done, count, Math.ceil(left / 1000)));
  };
}
