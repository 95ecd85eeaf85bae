/**
 * The first screen: what the page does, and what it asks of the registrar.
 * @module
 */

import { heading, link, paragraph, warning } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { words } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * @param {Desk} desk
 * @param {{ onMake: () => void }} moves
 */
export function showStart(desk, moves) {
  const { title, start } = words;
  const count = desk.roll.voters.length;
  const points = [start.here, start.files, start.computer].map((text) => el("li", {}, text));
  showScreen({
    title,
    redraw: () => showStart(desk, moves),
    onBack: () => location.assign(desk.places.back),
    content: [
      heading(title),
      paragraph(el("span", { id: "waiting" }, waiting(desk))),
      el("ul", { class: "govuk-list govuk-list--bullet" }, points),
      warning(start.warning),
      button("make-codes", start.make(count), { click: moves.onMake }),
      paragraph(link("/help/limits", start.limits)),
    ],
  });
}

/** @param {Desk} desk */
export function showNothingToMake(desk) {
  const { title, start } = words;
  showScreen({
    title,
    redraw: () => showNothingToMake(desk),
    content: [
      heading(title),
      paragraph(start.nothing),
      paragraph(link(desk.places.back, words.back, "back-to-voters")),
    ],
  });
}

/**
 * @param {Desk} desk
 * @returns {string} who is to get a code
 */
function waiting({ roll: { renews, voters } }) {
  return renews ? words.renew.waiting(voters[0].name) : words.start.waiting(voters.length);
}
