/**
 * V6: the ballot goes out, as often as the connection asks for, always as the same bytes.
 * @module
 */

import { heading, paragraph, progress } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { Delivery } from "./delivery.js";
import { byId } from "../ui/dom.js";
import { ballotEnvelope } from "./envelope.js";
import { verifyReceipt } from "./receipt.js";
import { showScreen } from "../ui/screen.js";
import { RefusedError, UnreachableError } from "../ui/server.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/**
 * @typedef {Readonly<{ index: number, receipt: string, hadArrived: boolean, hash: string, tracker:
 *   string }>} Recorded
 */

/** Before this many milliseconds the page only says so on its button. */
const PATIENCE = 1000;

/**
 * @param {Visit} visit
 * @param {import("./envelope.js").Locked} locked
 * @param {{ onRecorded: (recorded: Recorded) => void, onUnproven: (tracker: string, error: Error)
 *   => void, onLockAgain: () => void, onClosed: () => void }} moves
 */
export async function send(visit, locked, moves) {
  visit.stage = "sending";
  const envelope = await ballotEnvelope(locked, visit.signer());
  // From here on the ballot is a cast one: what could open it ends before its first byte leaves.
  visit.forgetLock();
  const delivery = new Delivery(visit.election.id, envelope);
  const attempt = async (/** @type {number} */ timer) => {
    const outcome = await bring(visit, delivery, moves).catch(
      (error) => () => showProblem(visit, error, { ...moves, onAgain }),
    );
    clearTimeout(timer);
    outcome();
  };
  const onAgain = () => {
    showSending();
    return attempt(0);
  };
  byId("send-ballot").textContent = words.sending.short;
  await attempt(setTimeout(showSending, PATIENCE));
}

/**
 * @param {Visit} visit
 * @param {Delivery} delivery
 * @param {{ onRecorded: (recorded: Recorded) => void, onUnproven: (tracker: string, error: Error)
 *   => void }} moves
 * @returns {Promise<() => void>} what to show
 */
async function bring(visit, delivery, { onRecorded, onUnproven }) {
  const fate = await delivery.deliver(showArrived);
  if (fate.status === "refused") throw new RefusedError(422, String(fate.reason), "refused");
  const { hash, tracker } = delivery.envelope;
  visit.forgetChoices();
  const receipt = String(fate.receipt);
  return verifyReceipt(receipt, delivery.envelope, visit.manifest.logKey).then(
    ({ index }) =>
      () =>
        onRecorded({ index, receipt, hash, tracker, hadArrived: delivery.hadArrived }),
    (error) => () => onUnproven(tracker, error),
  );
}

function showSending() {
  const { title, stay } = words.sending;
  showScreen({ title, content: [heading(title), progress(stay, "")] });
}

function showArrived() {
  const text = document.getElementById("progress-text");
  if (text !== null) text.textContent = words.sending.arrived;
}

/**
 * @param {Visit} visit
 * @param {unknown} error
 * @param {{ onAgain: () => void, onLockAgain: () => void, onClosed: () => void }} moves
 */
function showProblem(visit, error, { onAgain, onLockAgain, onClosed }) {
  if (error instanceof UnreachableError) {
    const { lostTitle, lost, lostHint } = words.sending;
    show(lostTitle, [
      paragraph(lost),
      paragraph(lostHint),
      button("try-again", words.tryAgain, { click: onAgain }),
    ]);
  } else if (error instanceof RefusedError) {
    visit.stage = "choosing";
    if (error.code === "wrong_state" || error.code === "closed") onClosed();
    else showRefused(error.code, onLockAgain);
  } else {
    throw error;
  }
}

/**
 * @param {string} code
 * @param {() => void} onLockAgain
 */
function showRefused(code, onLockAgain) {
  const { title, text, again, reasons, other } = words.refused;
  show(title, [
    paragraph(text(reasons[code] ?? other(code))),
    button("lock-again", again, { click: onLockAgain }),
  ]);
}

/**
 * @param {string} title
 * @param {HTMLElement[]} content
 */
function show(title, content) {
  showScreen({ title, content: [heading(title), ...content] });
}
