/**
 * V7: the ballot is on the record, and the voter's device has checked the proof.
 * @module
 */

import { ballotCode, link, paragraph, subheading } from "../ui/components.js";
import { button, linkButton } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { otherDevice } from "./other-device.js";
import { receiptButtons } from "./receipt-buttons.js";
import { contactText } from "./contact.js";
import { showScreen } from "../ui/screen.js";
import { dateAndTime } from "../ui/times.js";
import { witnessText } from "./witnesses.js";
import { localeOf } from "../ui/languages.js";
import { language } from "../ui/words.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {import("./sending.js").Recorded} Recorded */

/**
 * @param {Visit} visit
 * @param {Recorded} recorded
 * @param {{ onVoteAgain: () => void, onFinish: () => void }} moves
 */
export function showReceived(visit, recorded, { onVoteAgain, onFinish }) {
  const { title, hadArrived, nextTitle, counting, results, finish } = words.received;
  const { proven, envelope } = recorded;
  const redraw = () => showReceived(visit, recorded, { onVoteAgain, onFinish });
  const closes = words.yourTime(dateAndTime(visit.election.closes));
  showScreen({
    title,
    redraw,
    content: [
      panel(envelope),
      recorded.hadArrived ? paragraph(hadArrived) : undefined,
      subheading(nextTitle),
      entryText(proven),
      ...witnessText(visit.manifest.witnesses, proven.signed),
      paragraph(counting(closes)),
      paragraph(results),
      ...receiptButtons(visit, recorded),
      subheading(words.received.check),
      paragraph(words.received.checkText),
      ...otherDevice(visit.election.id, envelope.tracker, "check-code"),
      ...voteAgain(closes, onVoteAgain),
      subheading(words.received.wrongTitle),
      paragraph(words.received.wrong),
      ...contactText(visit),
      paragraph(link(`/e/${visit.election.id}/report`, words.report, "report")),
      button("finish", finish, { click: onFinish }),
    ],
  });
}

/**
 * @param {import("./envelope.js").Envelope} envelope
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
 * @param {import("./receipt.js").Proven} proven
 * @returns {HTMLElement}
 */
function entryText({ index }) {
  const { entry, checked } = words.received;
  const text = entry(index.toLocaleString(localeOf(language)));
  return paragraph(el("strong", { id: "entry-number", "data-index": index }, text), " ", checked);
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
