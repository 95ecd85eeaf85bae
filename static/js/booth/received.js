/**
 * V7: the ballot is on the record, and the voter's device has checked the proof.
 * @module
 */

import { ballotCode, paragraph, subheading } from "../ui/components.js";
import { button, buttonGroup, linkButton } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { saveReceipt } from "./receipt-file.js";
import { showScreen } from "../ui/screen.js";
import { dateAndTime } from "../ui/times.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {import("./sending.js").Recorded} Recorded */

/**
 * @param {Visit} visit
 * @param {Recorded} recorded
 * @param {{ onVoteAgain: () => void, onFinish: () => void }} moves
 */
export function showReceived(visit, recorded, { onVoteAgain, onFinish }) {
  const {
    title,
    hadArrived,
    entry,
    checked,
    nextTitle,
    counting,
    results,
    save,
    saveHint,
    finish,
  } = words.received;
  const closes = words.yourTime(dateAndTime(visit.election.closes));
  const number = recorded.index.toLocaleString();
  showScreen({
    title,
    content: [
      panel(recorded),
      recorded.hadArrived ? paragraph(hadArrived) : undefined,
      subheading(nextTitle),
      paragraph(
        el("strong", { id: "entry-number", "data-index": recorded.index }, entry(number)),
        " ",
        checked,
      ),
      paragraph(counting(closes)),
      paragraph(results),
      buttonGroup(
        button("save-receipt", save, {
          kind: "secondary",
          click: () => saveReceipt(visit, recorded),
        }),
        el("span", { class: "govuk-hint govuk-!-margin-bottom-3" }, saveHint),
      ),
      ...checkElsewhere(visit, recorded),
      ...voteAgain(closes, onVoteAgain),
      subheading(words.received.wrongTitle),
      paragraph(words.received.wrong),
      button("finish", finish, { click: onFinish }),
    ],
  });
}

/**
 * @param {Recorded} recorded
 * @returns {HTMLElement}
 */
function panel({ tracker }) {
  return el(
    "div",
    { class: "govuk-panel govuk-panel--confirmation", id: "received" },
    el("h1", { class: "govuk-panel__title", tabindex: -1 }, words.received.title),
    el(
      "div",
      { class: "govuk-panel__body" },
      words.received.code,
      el("br"),
      ballotCode(tracker, { id: "ballot-code" }),
    ),
  );
}

/**
 * @param {Visit} visit
 * @param {Recorded} recorded
 * @returns {HTMLElement[]}
 */
function checkElsewhere({ election }, { tracker }) {
  const path = `/e/${election.id}/code?code=${tracker}`;
  const address = el(
    "a",
    {
      class: "govuk-link govuk-!-text-break-word",
      id: "check-code",
      href: path,
      target: "_blank",
      rel: "noopener",
    },
    `${location.origin}${path}`,
  );
  return [
    subheading(words.received.check),
    paragraph(words.received.checkText),
    paragraph(address),
  ];
}

/**
 * @param {string} closes
 * @param {() => void} onVoteAgain
 * @returns {HTMLElement[]}
 */
function voteAgain(closes, onVoteAgain) {
  const { againTitle, againText, again } = words.received;
  return [
    subheading(againTitle),
    paragraph(againText(closes)),
    paragraph(linkButton("vote-again", again, onVoteAgain)),
  ];
}
