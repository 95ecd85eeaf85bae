/**
 * T5: what will be opened, what was checked, and the key that opens it.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { ProgressBar } from "../ui/progress.js";
import { foot } from "./foot.js";
import { askForKey, verdictOnRecord } from "./key-form.js";
import { RefusedByToolError } from "./refusal.js";
import { deliver } from "./sending.js";
import { SingleBallots } from "./single-ballots.js";
import { factsList } from "./unlock-facts.js";
import { noteTotals } from "./unlock-memory.js";
import { showUnlocked } from "./unlocked.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */
/** @typedef {import("./summary.js").Summary} Summary */
/** @typedef {import("./engine.js").Recount} Recount */
/**
 * @typedef {Readonly<{
 *   status: Status, summary: Summary, recount: Recount, onCheck: (scene: Scene) => void,
 * }>} Counted what is to be unlocked, and how to have the proofs of its ballots checked
 */

/**
 * @param {Scene} scene whose worker has counted the totals again
 * @param {Counted} counted
 */
export function showUnlockForm(scene, { status, summary, recount, onCheck }) {
  const { title, totals, noSingle, checkFirst } = words.unlock;
  const [before, count, after] = totals(recount.totals);
  const singles = new SingleBallots(recount.singles, summary.demonstration);
  // A ballot that follows no rules could cancel others out, until one is left.
  const promise = paragraph(recount.hasProofsChecked ? noSingle : checkFirst);
  const consent = singles.isNone ? promise : singles.element;
  askForKey(scene, {
    title,
    before: [
      el("p", { class: "govuk-body", id: "totals" }, before, el("strong", {}, count), after),
      consent,
      factsList(summary, recount, () => onCheck(scene)),
    ],
    after: foot(scene, status),
    buttonId: "unlock",
    buttonText: words.unlock.button,
    working: words.keyForm.opening,
    reading: Promise.resolve(),
    missing: () => singles.missing(),
    verdict: verdictOnRecord,
    onOpened: () => unlock(scene, status, summary, singles.areAccepted),
  });
}

/**
 * @param {Scene} scene
 * @param {Status} status
 * @param {Summary} summary
 * @param {boolean} mayOpenSingle
 */
async function unlock(scene, status, summary, mayOpenSingle) {
  const { hash } = /** @type {NonNullable<Summary["tally"]>} */ (summary.tally);
  // The note comes first: whatever happens next, this device unlocks no other totals.
  if (!noteTotals(scene.way, hash)) throw new RefusedByToolError(words.unlock.another);
  const { title, unlocking } = words.unlock;
  const bar = new ProgressBar(unlocking, "", "unlocking");
  scene.show({ title, content: [heading(title), bar.element] });
  const outgoing = await scene.call("unlock", { mayOpenSingle }, ({ done, total }) =>
    bar.show(done, total, words.unlock.stages(done, total)),
  );
  bar.show(0, 0, words.unlock.sending);
  await deliver(scene, status, outgoing, () => scene.journey.go(showUnlocked));
}
