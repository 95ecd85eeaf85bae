/**
 * How far everybody is.
 * @module
 */

import { subheading, summaryList } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { othersToWaitFor } from "./status.js";
import { words } from "./words.js";

/** @typedef {import("./status.js").Status} Status */
/** @typedef {import("./status.js").Holder} Holder */

/**
 * @param {Status} status
 * @returns {HTMLElement[]}
 */
export function holdersList(status) {
  return [
    waitingLine(status),
    subheading(words.waiting.holders),
    el("div", { id: "holders" }, rows(status)),
  ];
}

/**
 * @param {Status} status
 * @returns {HTMLElement} who is waited for; read out when it changes
 */
export function waitingLine(status) {
  return el("p", { class: "govuk-body", id: "waiting-for", role: "status" }, waitingText(status));
}

/** @param {Status} status */
export function updateHolders(status) {
  document.getElementById("holders")?.replaceChildren(rows(status));
  const line = document.getElementById("waiting-for");
  const text = waitingText(status);
  // Only what differs is read out again.
  if (line !== null && line.textContent !== text) line.textContent = text;
}

/**
 * @param {Status} status
 * @returns {string}
 */
function waitingText(status) {
  const names = othersToWaitFor(status);
  return names.length > 0 ? words.waitingFor(words.names(names)) : "";
}

/**
 * @param {Status} status
 * @returns {HTMLElement}
 */
function rows({ holders }) {
  return summaryList(holders.map((holder) => ({ key: holder.name, values: [stateOf(holder)] })));
}

/**
 * @param {Holder} holder
 * @returns {string}
 */
function stateOf({ hasKey, isDrilled, isWaived, hasUnlocked }) {
  const { states } = words.waiting;
  if (hasUnlocked) return states.unlocked;
  if (isDrilled) return states.drilled;
  if (isWaived) return states.waived;
  return hasKey ? states.key : states.none;
}
