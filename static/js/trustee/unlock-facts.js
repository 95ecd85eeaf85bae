/**
 * What stands in the public record, and what this device has checked of it.
 * @module
 */

import { tracker } from "../crypto/ballot.js";
import { ballotCode, summaryList } from "../ui/components.js";
import { linkButton } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { estimatedSeconds } from "./countdown.js";
import { words } from "./words.js";

/** @typedef {import("./summary.js").Summary} Summary */
/** @typedef {import("./engine.js").Recount} Recount */

/**
 * @param {Summary} summary
 * @param {Recount} recount
 * @param {() => void} onCheck asks for the proofs to be checked
 * @returns {HTMLElement}
 */
export function factsList(summary, recount, onCheck) {
  const { locked, entry, ballots, ballotsText, sums, sumsText, proofs } = words.unlock;
  const tally = /** @type {NonNullable<Summary["tally"]>} */ (summary.tally);
  const code = ballotCode(tracker(tally.hash), { id: "totals-code" });
  const { ballots: counted, replaced, tests, hasProofsChecked } = recount;
  const check = linkButton(
    "check-now",
    words.unlock.checkNow(estimatedSeconds(recount, tally.contests)),
    onCheck,
  );
  return summaryList(
    [
      { key: locked, values: [entry(tally.entry), " ", code] },
      { key: ballots, values: [ballotsText(counted, replaced, tests)] },
      ...changesRow(recount),
      { key: sums, values: [sumsText] },
      hasProofsChecked
        ? {
            key: proofs,
            values: [el("span", { id: "proofs-checked" }, words.unlock.proofsChecked)],
          }
        : { key: proofs, values: [words.unlock.notChecked, " ", check] },
    ],
    "totals-facts",
  );
}

/**
 * @param {Recount} recount
 * @returns {{ key: string, values: string[] }[]} nothing where the voter list stayed as it was frozen
 */
function changesRow({ reissued, revoked, withdrawn }) {
  if (reissued + revoked === 0) return [];
  const { list, listText } = words.unlock;
  return [{ key: list, values: [listText(reissued, revoked, withdrawn)] }];
}
