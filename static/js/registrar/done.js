/**
 * The last screen: what the server has, and what the registrar does now.
 * @module
 */

import { heading, link, paragraph } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { words } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * @param {Desk} desk
 * @param {number} stored
 */
export function showDone(desk, stored) {
  const { title, text, next, mail, hide } = stored > 0 ? words.done : words.waiting;
  showScreen({
    title,
    redraw: () => showDone(desk, stored),
    content: [
      heading(title),
      el("p", { class: "govuk-body", id: "stored" }, text(stored)),
      paragraph(next),
      el("ul", { class: "govuk-list govuk-list--bullet" }, el("li", {}, mail), el("li", {}, hide)),
      paragraph(link(desk.places.back, words.back, "back-to-voters")),
    ],
  });
}
