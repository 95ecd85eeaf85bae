/**
 * What a test ballot held, or why that cannot be shown.
 * @module
 */

import { answerText } from "./answer-text.js";
import { contactText } from "./contact.js";
import {
  ballotCode,
  heading,
  link,
  paragraph,
  paragraphs,
  subheading,
  summaryList,
  warning,
} from "../ui/components.js";
import { button } from "../ui/controls.js";
import { otherDevice } from "./other-device.js";
import { showScreen } from "../ui/screen.js";
import { RefusedError, UnreachableError } from "../ui/server.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */

/**
 * @param {Visit} visit
 * @param {{ tracker: string, votes: number[][] }} test
 * @param {() => void} onBack
 */
export function showHeld(visit, { tracker, votes }, onBack) {
  const { title, held, recomputed, wrong, back, newCode, elsewhereTitle, elsewhere, code } =
    words.test;
  const rows = visit.questions.map(({ contest }, place) => ({
    key: visit.say(contest.title),
    values: answerText(visit, contest, votes[place]),
  }));
  showScreen({
    title,
    onBack,
    redraw: () => showHeld(visit, { tracker, votes }, onBack),
    content: [
      heading(title),
      paragraph(held),
      summaryList(rows, "test-choices"),
      paragraph(recomputed),
      warning(wrong),
      ...contactText(visit),
      paragraph(link(`/e/${visit.election.id}/report`, words.report, "report")),
      paragraph(newCode),
      button("go-back-and-vote", back, { click: onBack }),
      subheading(elsewhereTitle),
      paragraph(elsewhere),
      ...otherDevice(visit.election.id, tracker, "test-entry"),
      paragraph(code, " ", ballotCode(tracker, { id: "test-code" })),
    ],
  });
}

/**
 * @param {unknown} error
 * @param {{ onAgain: () => void, onBack: () => void }} moves
 */
export function showTestFailure(error, { onAgain, onBack }) {
  const { failedTitle, failed, mismatchTitle, mismatch, quota, back } = words.test;
  const goBack = button("go-back-and-vote", back, { click: onBack });
  if (error instanceof UnreachableError) {
    const again = button("try-again", words.tryAgain, { click: onAgain });
    show(failedTitle, [paragraph(words.states.unreachable), paragraph(failed), again]);
  } else if (error instanceof RefusedError) {
    const reason =
      error.code === "too_many"
        ? quota
        : words.refused.text(words.refused.reasons[error.code] ?? words.refused.other(error.code));
    show(failedTitle, [paragraph(reason), paragraph(failed), goBack]);
  } else {
    show(mismatchTitle, [warning(mismatch), ...paragraphs(String(error))]);
  }
}

/**
 * @param {string} title
 * @param {HTMLElement[]} content
 */
function show(title, content) {
  showScreen({ title, content: [heading(title), ...content] });
}
