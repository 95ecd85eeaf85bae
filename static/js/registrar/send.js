/**
 * The public keys go to the server. The codes do not.
 * @module
 */

import { encodeJson } from "../crypto/canonical-json.js";
import { deliver } from "./delivery.js";
import { heading, paragraph } from "../ui/components.js";
import { button, errorSummary } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { RefusedError, UnreachableError } from "../ui/server.js";
import { words } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/**
 * @typedef {{ onBack: () => void, onDone: (stored: number) => void, onRefused: (error: RefusedError) => void }} Moves
 */

/**
 * @param {Desk} desk
 * @param {Moves} moves
 * @param {string} [problem] with the last try
 */
export function showSend(desk, moves, problem) {
  const { title, text, send } = words.send;
  const status = el("p", { class: "govuk-body", role: "status" });
  const submit = button("send-keys", send, {});
  submit.addEventListener("click", async () => {
    submit.disabled = true;
    status.textContent = words.send.sending;
    await attempt(desk, moves);
  });
  showScreen({
    title,
    hasError: problem !== undefined,
    redraw: () => showSend(desk, moves),
    onBack: moves.onBack,
    content: [
      problem === undefined ? undefined : errorSummary(problem, "send-keys"),
      heading(title),
      ...text(desk.issued.length).map((line) => paragraph(line)),
      submit,
      status,
    ],
  });
}

/**
 * @param {Desk} desk
 * @param {Moves} moves
 */
async function attempt(desk, moves) {
  try {
    moves.onDone(await deliver(desk, keysOf(desk)));
  } catch (error) {
    if (error instanceof UnreachableError) showSend(desk, moves, words.send.unreachable);
    else if (error instanceof RefusedError) moves.onRefused(error);
    else throw error;
  }
}

/**
 * Numbers and public keys only: no name, no address and no code.
 * @param {Desk} desk
 * @returns {Uint8Array}
 */
function keysOf({ issued, roll }) {
  return encodeJson({ keys: issued.map(({ number, key }) => [number, key]), roll: roll.fingerprint, v: 1 });
}
