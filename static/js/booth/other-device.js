/**
 * The way to a ballot's code on another device: an address, and the same as a QR code.
 * @module
 */

import { paragraph } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { words } from "./words.js";

const SIDE = 200;

/**
 * @param {string} election its id
 * @param {string} tracker
 * @param {string} id of the link
 * @returns {HTMLElement[]}
 */
export function otherDevice(election, tracker, id) {
  const path = `/e/${election}/code?code=${tracker}`;
  const address = el(
    "a",
    { class: "govuk-link govuk-!-text-break-word", id, href: path, target: "_blank", rel: "noopener" },
    `${location.origin}${path}`,
  );
  const picture = el("img", {
    id: `${id}-qr`,
    src: `/e/${election}/code/${tracker}.svg`,
    alt: words.qrCode,
    width: SIDE,
    height: SIDE,
  });
  return [paragraph(picture), paragraph(address)];
}
