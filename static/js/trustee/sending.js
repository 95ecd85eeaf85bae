/**
 * Bringing an entry to the server, or, without a network, into an answer file.
 * @module
 */

import { RefusedError } from "../ui/server.js";
import { showAnswer } from "./task-screens.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */
/** @typedef {import("./answer-file.js").Outgoing} Outgoing */

/**
 * @param {Scene} scene
 * @param {Status} status
 * @param {Outgoing} outgoing
 * @param {() => unknown} onDone called when the server has it
 */
export async function deliver(scene, status, outgoing, onDone) {
  if (!scene.way.isOnline) return scene.journey.go(showAnswer, status, outgoing);
  await send(scene, status, outgoing);
  return onDone();
}

/**
 * @param {Scene} scene
 * @param {Status} status before it is sent
 * @param {Outgoing} outgoing
 * @throws {RefusedError} unless an earlier try had arrived after all
 */
export async function send(scene, status, outgoing) {
  try {
    await scene.persist(() => scene.way.send(outgoing));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { step, attempt } = await scene.status();
    if (step === status.step || attempt !== status.attempt) throw error;
  }
}
