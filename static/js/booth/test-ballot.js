/**
 * V5: a locked ballot is opened in public and shown, so that the voter can judge the device.
 * @module
 */

import { heading, progress } from "../ui/components.js";
import { Delivery } from "./delivery.js";
import { testEnvelope } from "./envelope.js";
import { showMailedCode } from "./mailed-code-screen.js";
import { record } from "./recording.js";
import { showScreen } from "../ui/screen.js";
import { RefusedError } from "../ui/server.js";
import { showHeld, showTestFailure } from "./test-screens.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */

/**
 * @param {Visit} visit
 * @param {import("./envelope.js").Locked} locked
 * @param {{ onBack: () => void }} moves
 */
export async function showTest(visit, locked, { onBack }) {
  const vault = await visit.prepare();
  const envelope = await testEnvelope(locked, await vault.call("reveal"), visit.signer());
  const delivery = new Delivery(visit.election.id, envelope);
  const attempt = async () => {
    showProgress();
    const screen = document.getElementById("progress");
    try {
      const found = await holding(visit, delivery);
      if (screen?.isConnected) showHeld(visit, { tracker: locked.tracker, ...found }, onBack);
    } catch (error) {
      if (!screen?.isConnected) return;
      if (isVisitOver(error)) showMailedCode(visit, { onDone: attempt, isAgain: true });
      else showTestFailure(error, { onAgain: attempt, onBack });
    }
  };
  await attempt();
}

/**
 * What the record holds is opened, after its proof was checked: nothing the booth remembers of the
 * choices is used.
 * @param {Visit} visit
 * @param {Delivery} delivery
 * @returns {Promise<{ index: number, votes: number[][] }>}
 */
async function holding(visit, delivery) {
  const { index } = await record(visit, delivery);
  const vault = await visit.prepare();
  return { index, votes: await vault.call("open", delivery.envelope.payload) };
}

function showProgress() {
  const { sending, sendingText } = words.test;
  showScreen({
    title: sending,
    content: [heading(sending), progress(words.sending.stay, sendingText)],
  });
}

/** @param {unknown} error */
function isVisitOver(error) {
  return error instanceof RefusedError && error.code === "visit_over";
}
