/**
 * How to reach the organisers, in their own words, which stand in the frozen manifest.
 * @module
 */

import { paragraphs } from "../ui/components.js";
import { el, inLanguage } from "../ui/dom.js";

/**
 * @param {import("./visit.js").Visit} visit
 * @returns {HTMLElement[]} nothing where they have said nothing
 */
export function contactText(visit) {
  const text = visit.say(visit.manifest.contact);
  if (text === "") return [];
  const element = el("div", { class: "govuk-inset-text", "data-contact": "" }, paragraphs(text));
  inLanguage(element, visit.language);
  return [element];
}
