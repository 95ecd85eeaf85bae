/**
 * The drill: file and passphrase open the key afresh and prove that it can unlock the count.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { foot } from "./foot.js";
import { waitingLine } from "./holders.js";
import { askForKey, verdictOnRecord } from "./key-form.js";
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
      await deliver(scene, status, outgoing, () => scene.journey.go(showDrillDone));
    },
  });
}

/** @param {Scene} scene */
function showDrillDone(scene) {
  scene.journey.forget();
  const { doneTitle, done } = words.drill;
  scene.show({
    title: doneTitle,
    content: [
      heading(doneTitle),
      el("p", { class: "govuk-body", id: "drill-done" }, done),
      paragraph(words.rounds.unchanged),
      button("go-on", words.goOn, { click: () => void scene.journey.home() }),
    ],
  });
}
