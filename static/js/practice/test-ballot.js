/**
 * A test ballot in practice: it is opened on this device, and nobody is shown it.
 * @module
 */

import { answerText } from "../booth/answer-text.js";
import { testEnvelope } from "../booth/envelope.js";
import { heading, paragraph, summaryList } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { showScreen } from "../ui/screen.js";
import { words } from "./words.js";

/** @typedef {import("../booth/visit.js").Visit} Visit */

/**
 * @param {Visit} visit
 * @param {import("../booth/envelope.js").Locked} locked
 * @param {{ onBack: () => void }} moves
 */
export async function showPracticeTest(visit, locked, { onBack }) {
  const vault = await visit.prepare();
  const { payload } = await testEnvelope(locked, await vault.call("reveal"), visit.signer());
  showHeld(visit, await vault.call("open", payload), onBack);
}

/**
 * @param {Visit} visit
 * @param {number[][]} votes
 * @param {() => void} onBack
 */
function showHeld(visit, votes, onBack) {
  const { title, held, inPublic, back } = words.test;
  const rows = visit.questions.map(({ contest }, place) => ({
    key: visit.say(contest.title),
    values: answerText(visit, contest, votes[place]),
  }));
  showScreen({
    title,
    onBack,
    redraw: () => showHeld(visit, votes, onBack),
    content: [
      heading(title),
      paragraph(held),
      summaryList(rows, "test-choices"),
      paragraph(inPublic),
      button("go-back-and-vote", back, { click: onBack }),
    ],
  });
}
