/**
 * A part of the ceremony that does not fit ends it, with the name of whoever sent it.
 * @module
 */

import { heading, paragraph, warning } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { nameOf } from "./status.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */

/**
 * @param {Scene} scene
 * @param {import("./status.js").Status} status
 * @param {import("./answer-file.js").Outgoing} outgoing the complaint, which was sent
 */
export function showComplaint(scene, status, outgoing) {
  scene.journey.forget();
  const { complaintTitle, complaint, complaintNext } = words.rounds;
  const { against } = JSON.parse(new TextDecoder().decode(outgoing.payload));
  scene.show({
    title: complaintTitle,
    content: [
      heading(complaintTitle),
      warning(complaint(nameOf(status, against))),
      paragraph(complaintNext),
      button("go-on", words.goOn, { click: () => void scene.journey.home() }),
    ],
  });
}
