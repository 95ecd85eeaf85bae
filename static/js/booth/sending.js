/**
 * V6: the ballot goes out, as often as the connection asks for, always as the same bytes.
 * @module
 */

import { DecodeError, ProofError } from "../crypto/errors.js";
import { heading, paragraph, progress } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { Delivery } from "./delivery.js";
import { byId, el } from "../ui/dom.js";
import { ballotEnvelope } from "./envelope.js";
import { showMailedCode } from "./mailed-code-screen.js";
import { promiseButton, showLate, showPromised } from "./promised.js";
import { record } from "./recording.js";
import { showScreen } from "../ui/screen.js";
import { RefusedError, UnreachableError } from "../ui/server.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/**
 * @typedef {Readonly<{ proven: import("./receipt.js").Proven, envelope:
 *   import("./envelope.js").Envelope, hadArrived: boolean }>} Recorded
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
  let said = "";
  const say = (/** @type {string} */ text) => {
    said = text;
    const element = document.getElementById("progress-text");
    if (element !== null) element.textContent = said;
  };
  const onArrived = () => say(words.sending.arrived);
  const onBusy = () => say(words.sending.busy);
  const attempt = async (/** @type {number} */ timer) => {
    const outcome = await bring(visit, delivery, { ...moves, onArrived, onBusy }).catch(
      (error) => () => showProblem(visit, error, { ...moves, delivery, onAgain }),
    );
    clearTimeout(timer);
    outcome();
  };
  const onAgain = () => {
    said = "";
    showSending(said);
    return attempt(0);
  };
  byId("send-ballot").textContent = words.sending.short;
  await attempt(setTimeout(() => showSending(said), PATIENCE));
}

/**
 * @param {Visit} visit
 * @param {Delivery} delivery
 * @param {{ onArrived: () => void, onBusy: () => void, onRecorded: (recorded: Recorded) => void, onUnproven: (tracker:
 *   string, error: Error) => void }} moves
 * @returns {Promise<() => void>} what to show
 */
async function bring(visit, delivery, { onArrived, onBusy, onRecorded, onUnproven }) {
  const { envelope } = delivery;
  try {
    const proven = await record(visit, delivery, {
      onArrived,
      onBusy,
      onLate: (fate) => showLate(fate, envelope),
      onPromise: (promise) => showPromised(visit.election.id, envelope, promise),
    });
    visit.forgetChoices();
    return () => onRecorded({ proven, envelope, hadArrived: delivery.hadArrived });
  } catch (error) {
    if (!(error instanceof DecodeError || error instanceof ProofError)) throw error;
    visit.forgetChoices();
    return () => onUnproven(envelope.tracker, error);
  }
}

/** @param {string} said how far it has come */
function showSending(said) {
  const { title, stay } = words.sending;
  const late = el("div", { id: "late", role: "status" });
  showScreen({ title, content: [heading(title), progress(stay, said), late] });
}

/**
 * @param {Visit} visit
 * @param {unknown} error
 * @param {{ delivery: Delivery, onAgain: () => void, onLockAgain: () => void, onClosed: () => void }}
 *   moves
 */
function showProblem(visit, error, { delivery, onAgain, onLockAgain, onClosed }) {
  if (error instanceof UnreachableError) {
    const { lostTitle, lost, lostHint } = words.sending;
    show(lostTitle, [
      paragraph(lost),
      paragraph(lostHint),
      button("try-again", words.tryAgain, { click: onAgain }),
    ]);
  } else if (error instanceof RefusedError) {
    if (error.code === "visit_over") return showMailedCode(visit, { onDone: onAgain, isAgain: true });
    visit.stage = "choosing";
    if (error.code === "wrong_state" || error.code === "closed") onClosed();
    else showRefused(error.code, delivery, onLockAgain);
  } else {
    throw error;
  }
}

/**
 * @param {string} code
 * @param {Delivery} delivery
 * @param {() => void} onLockAgain
 */
function showRefused(code, { envelope, promise }, onLockAgain) {
  const { title, text, again, reasons, other } = words.refused;
  const promised =
    promise === undefined
      ? []
      : [paragraph(words.promised.refused), promiseButton(envelope.tracker, promise)];
  show(title, [
    paragraph(text(reasons[code] ?? other(code))),
    ...promised,
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
