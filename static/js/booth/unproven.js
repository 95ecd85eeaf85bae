/**
 * The server says that a ballot is recorded and cannot prove it.
 * @module
 */

import { ballotCode, heading, paragraph, warning } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { words } from "./words.js";

/**
 * The server says it is recorded and cannot prove it.
 * @param {string} tracker
 * @param {Error} error
 */
export function showUnproven(tracker, error) {
  const { unprovenTitle, unproven, code } = words.received;
  const technical = el(
    "p",
    { class: "govuk-body" },
    el("span", { class: "app-code" }, String(error.message)),
  );
  showScreen({
    title: unprovenTitle,
    content: [
      heading(unprovenTitle),
      warning(unproven),
      paragraph(`${code}: `, ballotCode(tracker, { id: "ballot-code" })),
      technical,
    ],
  });
}
