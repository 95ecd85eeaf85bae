/**
 * What the number of witnesses who signed means for a voter.
 * Source: docs/spec/board.md section 9.
 * @module
 */

import { paragraph, warning } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { words } from "./words.js";

/** @typedef {import("../crypto/manifest.js").Witnesses} Witnesses */

/**
 * @param {Witnesses} witnesses
 * @param {number} signed
 * @returns {HTMLElement[]} nothing where the election asks for no witnesses
 */
export function witnessText({ keys, quorum }, signed) {
  if (quorum === 0) return [];
  const { enough, few, fewNext } = words.received.witnesses;
  const content =
    signed >= quorum
      ? [paragraph(enough(signed, keys.length))]
      : [warning(few(signed, quorum)), paragraph(fewNext)];
  return [el("div", { id: "witnesses", "data-signed": signed }, ...content)];
}
