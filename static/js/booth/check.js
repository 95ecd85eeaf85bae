/**
 * V4: the voter checks the choices while the ballot is locked, sees its code, and sends or tests
 * it.
 * @module
 */

import { answerText, stillPossible } from "./answer-text.js";
import { ballotCode, heading, paragraph, subheading, summaryList, warning } from "../ui/components.js";
import { button, linkButton } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {import("./envelope.js").Locked} Locked */
/** @typedef {import("../crypto/manifest.js").Contest} Contest */

/**
 * @param {Visit} visit
 * @param {{ onChange: (index: number) => void, onSend: (locked: Locked) => void, onTest: (locked:
 *   Locked) => void, onBack: () => void }} moves
 */
export async function showCheck(visit, moves) {
  const { onChange, onSend, onTest, onBack } = moves;
  const onAgain = () => showCheck(visit, moves);
  const state = el(
    "div",
    { class: "app-not-sent", role: "status", id: "lock" },
    paragraph(words.check.locking),
  );
  const send = button("send-ballot", words.check.send, { isDisabled: true });
  const test = linkButton("test-ballot", words.check.test, () => {});
  test.disabled = true;
  showScreen({
    title: words.check.title,
    onBack,
    redraw: onAgain,
    content: [
      heading(words.check.title),
      el("div", { id: "choices" }, choices(visit, onChange)),
      state,
      send,
      el("p", { class: "govuk-body" }, test),
    ],
  });
  const locked = await visit.lock().catch((error) => showFailure(state, error, onAgain));
  // The voter may have gone back while it was being locked.
  if (locked === undefined || !state.isConnected) return;
  const act = (/** @type {(locked: Locked) => void} */ chosen) => {
    // One locked ballot is either sent or shown, once.
    send.disabled = true;
    test.disabled = true;
    chosen(locked);
  };
  state.replaceChildren(...lockedText(locked));
  // The code stands on the page before anything can be done with the ballot it commits to.
  send.addEventListener("click", () => act(onSend));
  test.addEventListener("click", () => act(onTest));
  send.disabled = false;
  test.disabled = false;
}

/**
 * @param {HTMLElement} state
 * @param {Error} error
 * @param {() => void} onAgain
 */
function showFailure(state, error, onAgain) {
  if (!state.isConnected) return;
  const again = button("try-again", words.tryAgain, {
    kind: "secondary",
    click: onAgain,
  });
  state.replaceChildren(
    warning(words.check.failed),
    paragraph(el("span", { class: "app-code" }, error.message)),
    again,
  );
}

/**
 * @param {Locked} locked
 * @returns {HTMLElement[]}
 */
function lockedText({ tracker }) {
  return [
    paragraph(words.check.locked, " ", el("strong", {}, words.check.notSent)),
    paragraph(words.check.code, " ", ballotCode(tracker, { id: "ballot-code" })),
  ];
}

/**
 * The choices, under the headings of their sections.
 * @param {Visit} visit
 * @param {(index: number) => void} onChange
 * @returns {HTMLElement[]}
 */
function choices(visit, onChange) {
  /** @type {{ section: string, rows: ReturnType<typeof row>[] }[]} */
  const groups = [];
  for (const [index, { contest }] of visit.questions.entries()) {
    const section = visit.say(contest.section);
    if (groups.at(-1)?.section !== section) groups.push({ section, rows: [] });
    groups.at(-1)?.rows.push(row(visit, index, onChange));
  }
  return groups.flatMap(({ section, rows }) => [
    ...(section === "" ? [] : [subheading(section)]),
    summaryList(rows),
  ]);
}

/**
 * @param {Visit} visit
 * @param {number} index
 * @param {(index: number) => void} onChange
 */
function row(visit, index, onChange) {
  const { number, contest } = visit.questions[index];
  const title = visit.say(contest.title);
  const action = linkButton(`change-${number}`, words.check.change, () => onChange(index), title);
  return {
    key: title,
    values: [
      ...answerText(visit, contest, visit.answers[index]),
      ...stillPossible(contest, visit.answers[index]),
    ],
    action,
  };
}
