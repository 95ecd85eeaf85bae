/**
 * A ballot that is not on the record in time: what is said while it waits, and the promise.
 * @module
 */

import { ballotCode, heading, link, paragraph, progress, subheading } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { savePromise } from "./promise.js";
import { words } from "./words.js";

/** @typedef {import("./envelope.js").Envelope} Envelope */

/**
 * Says on the screen that sends, if it is still there, what the ballot waits for.
 * @param {import("./delivery.js").Fate} fate
 * @param {Envelope} envelope
 */
export function showLate({ status }, { tracker }) {
  const place = document.getElementById("late");
  const reason = status === "recorded" ? words.late.unwitnessed : words.late.waiting;
  if (place === null || place.dataset.reason === reason) return;
  place.dataset.reason = reason;
  place.replaceChildren(
    paragraph(reason),
    paragraph(words.late.keepOpen),
    paragraph(words.late.code, " ", ballotCode(tracker, { id: "ballot-code" })),
  );
}

/**
 * @param {string} election its id
 * @param {Envelope} envelope
 * @param {string} promise that was found true
 */
export function showPromised(election, { tracker }, promise) {
  const { title, notYet, promised, code, saveHint, nextTitle, keepOpen, comeBack } = words.promised;
  const address = link(`/e/${election}/code?code=${tracker}`, words.states.checkCode, "check-code");
  address.setAttribute("target", "_blank");
  address.setAttribute("rel", "noopener");
  showScreen({
    title,
    content: [
      heading(title),
      paragraph(notYet),
      el("div", { class: "app-head", id: "promised" }, paragraph(promised)),
      paragraph(code, " ", ballotCode(tracker, { id: "ballot-code" })),
      paragraph(saveHint),
      promiseButton(tracker, promise),
      subheading(nextTitle),
      progress(keepOpen, ""),
      paragraph(comeBack, " ", address),
    ],
  });
}

/**
 * @param {string} tracker
 * @param {string} promise
 * @returns {HTMLElement}
 */
export function promiseButton(tracker, promise) {
  return button("save-promise", words.promised.save, {
    kind: "secondary",
    click: () => savePromise(promise, tracker),
  });
}
