/**
 * The drill: file and passphrase open the key afresh and prove that it can unlock the count.
 * @module
 */

import { encodeHex } from "../crypto/encoding.js";
import { sha256 } from "../crypto/transcript.js";
import { heading, paragraph } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { foot } from "./foot.js";
import { waitingLine } from "./holders.js";
import { askForKey, verdictOnRecord } from "./key-form.js";
import { onRecord } from "./on-record.js";
import { deliver } from "./sending.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

/**
 * @param {Scene} scene with no key open: whatever was has been forgotten
 * @param {Status} status
 */
export function showDrill(scene, status) {
  const { title, text, asked, prove, proving } = words.drill;
  askForKey(scene, {
    title,
    before: [
      status.isDrillAsked ? paragraph(el("strong", {}, asked)) : undefined,
      paragraph(text),
      waitingLine(status),
    ],
    after: foot(scene, status),
    buttonId: "prove-key",
    buttonText: prove,
    working: proving,
    reading: scene.read(),
    verdict: verdictOnRecord,
    onOpened: async () => {
      // The server's challenge may have aged while the file was looked for.
      const { drillChallenge } = await scene.status();
      const outgoing = await scene.call("drill", { challenge: drillChallenge });
      await deliver(scene, status, outgoing, () =>
        scene.journey.go(showDrillDone, outgoing.payload),
      );
    },
  });
}

/**
 * @param {Scene} scene
 * @param {Uint8Array} payload that was sent; drills of earlier days are others
 */
async function showDrillDone(scene, payload) {
  scene.journey.forget();
  const hash = encodeHex(await scene.wait(sha256(payload)));
  const { doneTitle, done } = words.drill;
  scene.show({
    title: doneTitle,
    content: [
      heading(doneTitle),
      onRecord(scene, {
        id: "drill-done",
        waiting: words.sent,
        isThere: ({ drills }) => drills.includes(hash),
        text: () => done,
      }),
      paragraph(words.rounds.unchanged),
      button("go-on", words.goOn, { click: () => void scene.journey.home() }),
    ],
  });
}
