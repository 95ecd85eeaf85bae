/**
 * T4: the rounds of the key ceremony run by themselves while the key is open.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { stepList } from "../ui/progress.js";
import { WorkerError } from "../ui/worker-client.js";
import { showComplaint } from "./complaint.js";
import { foot } from "./foot.js";
import { updateHolders, waitingLine } from "./holders.js";
import { askForKey, verdictOnRecord } from "./key-form.js";
import { deliver, send } from "./sending.js";
import { showNothingAsked } from "./task-screens.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */
/** @typedef {import("./summary.js").Summary} Summary */
/** @typedef {import("./answer-file.js").Outgoing} Outgoing */

const PERIOD = 2000;
/** Steps of the server in which the rounds are under way for this key holder. */
const UNDER_WAY = ["share", "confirm", "wait"];
const OVER = ["frozen", "open", "closed", "counting", "counted", "published", "cancelled"];

/**
 * At a later visit the key file is needed again.
 * @param {Scene} scene
 * @param {Status} status
 */
export function showResume(scene, status) {
  const { title, resumeText, open } = words.rounds;
  askForKey(scene, {
    title,
    before: [paragraph(resumeText)],
    after: foot(scene, status),
    buttonId: "open-key",
    buttonText: open,
    working: words.keyForm.opening,
    reading: readOn(scene),
    verdict: verdictOnRecord,
    onOpened: async () => {
      if (scene.way.isOnline) await scene.journey.go(showRounds, status);
      else await answerOnce(scene, status);
    },
  });
}

/**
 * @param {Scene} scene
 * @param {Status} status
 */
async function answerOnce(scene, status) {
  const outgoing = await nextEntry(scene, await readOn(scene));
  if (outgoing === null) scene.journey.go(showNothingAsked);
  else await deliver(scene, status, outgoing, () => undefined);
}

/**
 * Runs until something else comes next. The worker holds the opened key.
 * @param {Scene} scene
 * @param {Status} first
 */
export async function showRounds(scene, first) {
  const { title, text } = words.rounds;
  const steps = el("div", { id: "rounds" });
  const unchanged = el("p", { class: "govuk-body", id: "unchanged", role: "status" });
  const content = [heading(title), paragraph(text), steps, waitingLine(first), unchanged];
  // A task file would ask for what is done here already.
  scene.show({ title, content: [...content, ...foot(scene, { ...first, step: "wait" })] });
  for (;;) {
    const status = await scene.status();
    if (!isUnderWay(status, first)) return scene.journey.home();
    const summary = await readOn(scene);
    if (summary !== null) steps.replaceChildren(progressOf(summary));
    updateHolders(status);
    const outgoing = await nextEntry(scene, summary);
    if (summary?.keys.includes(status.trustee)) unchanged.textContent = words.rounds.unchanged;
    if (outgoing === null) await scene.pause(PERIOD);
    else {
      await send(scene, status, outgoing);
      if (outgoing.type === "complaint") return scene.journey.go(showComplaint, status, outgoing);
    }
  }
}

/**
 * @param {Status} now
 * @param {Status} first
 * @returns {boolean}
 */
function isUnderWay({ step, attempt, state }, first) {
  return UNDER_WAY.includes(step) && attempt === first.attempt && !OVER.includes(state);
}

/**
 * @param {Scene} scene
 * @returns {Promise<Summary | null>} null if the entry of another key holder does not hold
 */
async function readOn(scene) {
  try {
    return await scene.read();
  } catch (error) {
    if (error instanceof WorkerError && error.problem.code === "bad_entry") return null;
    throw error;
  }
}

/**
 * @param {Scene} scene
 * @param {Summary | null} summary
 * @returns {Promise<Outgoing | null>} what is due, or a complaint of the entry that does not hold;
 *   null if others have to act first
 */
async function nextEntry(scene, summary) {
  try {
    return await scene.call(summary === null ? "complain" : "next");
  } catch (error) {
    if (error instanceof WorkerError && error.problem.code === "not_yet") return null;
    throw error;
  }
}

/**
 * @param {Summary} summary
 * @returns {HTMLElement}
 */
function progressOf({ trustees, keys, shared, confirmed }) {
  const { rounds } = words;
  const done = [keys.length, shared.length, confirmed.length];
  const all = trustees.length;
  const current = done.findIndex((count) => count < all);
  return stepList(
    [rounds.keys, rounds.shares, rounds.confirm].map((title, place) => ({
      id: `round-${place + 1}`,
      title,
      text: rounds.doneOf(done[place], all),
      state: done[place] >= all ? "done" : place === current ? "current" : "waiting",
    })),
  );
}
