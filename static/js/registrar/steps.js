/**
 * The order of the screens.
 * @module
 */

import { showDone } from "./done.js";
import { showFiles } from "./files.js";
import { makeAll } from "./making.js";
import { showProof } from "./proof.js";
import { showRenew } from "./renew.js";
import { showSend } from "./send.js";
import { showStart } from "./start.js";
import { showFailed, showRefused } from "./trouble.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk */
export function begin(desk) {
  showStart(desk, {
    onMake: () =>
      makeAll(desk, { onMade: () => files(desk), onFailed: (error) => showFailed(desk, error) }),
  });
}

/** @param {Desk} desk */
function files(desk) {
  showFiles(desk, { onDone: () => proof(desk) });
}

/** @param {Desk} desk */
function proof(desk) {
  showProof(desk, { onBack: () => files(desk), onDone: () => send(desk) });
}

/** @param {Desk} desk */
function send(desk) {
  const show = desk.roll.renews ? showRenew : showSend;
  show(desk, {
    onBack: () => proof(desk),
    onDone: (stored) => showDone(desk, stored),
    onRefused: (error) => showRefused(desk, error),
  });
}
