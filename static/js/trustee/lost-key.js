/**
 * Telling the organiser that a key is lost.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { button, buttonGroup } from "../ui/controls.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */

/** @param {Scene} scene */
export function showLost(scene) {
  const { title, text, report, reporting } = words.lost;
  const onBack = () => history.back();
  const send = button("report-lost-key", report, {
    kind: "warning",
    click: () =>
      scene.act(async () => {
        send.disabled = true;
        send.textContent = reporting;
        await scene.persist(() => scene.way.report("key_lost", ""));
        await scene.journey.go(showTold);
      }),
  });
  const back = button("go-back", words.goBack, { kind: "secondary", click: onBack });
  scene.show({
    title,
    onBack,
    content: [heading(title), paragraph(text), buttonGroup(send, back)],
  });
}

/** @param {Scene} scene */
function showTold(scene) {
  const { doneTitle, done } = words.lost;
  const back = button("go-back", words.goBack, {
    kind: "secondary",
    click: () => scene.journey.home(),
  });
  scene.show({ title: doneTitle, content: [heading(doneTitle), paragraph(done), back] });
}
