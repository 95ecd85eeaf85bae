/**
 * Screens for everything that is not voting: too early, too late, elsewhere, over.
 * @module
 */

import { ballotCode, button, details, heading, link, paragraph, warning } from "./components.js";
import { byId, el } from "./dom.js";
import { showScreen } from "./screen.js";
import { RefusedError, UnreachableError } from "./server.js";
import { dateAndTime } from "./times.js";
import { NoWorkerError } from "./vault.js";
import { words } from "./words.js";

/** @typedef {import("./election.js").Election} Election */

/**
 * @param {string} title
 * @param {...(Node | undefined)} content
 */
function show(title, ...content) {
  showScreen({ title, content: [heading(title), ...content] });
}

/** @param {Election} election that is not open */
export function showNotVoting({ id, state, opens, closes }) {
  const { states } = words;
  const results = link(`/e/${id}/result`, states.results, "results");
  const code = paragraph(link(`/e/${id}/code`, states.checkCode, "check-code"));
  if (state === "frozen") {
    const text = states.notOpen(words.yourTime(dateAndTime(opens)));
    show(states.notOpenTitle, paragraph(text), button("try-again", words.tryAgain, { kind: "secondary", click: () => location.reload() }));
  } else if (state === "cancelled") {
    show(states.cancelledTitle, paragraph(states.cancelled), paragraph(link(`/e/${id}/`, states.aboutElection)));
  } else {
    show(states.closedTitle, paragraph(states.closed(words.yourTime(dateAndTime(closes)))), code, paragraph(results));
  }
}

/**
 * @param {unknown} error that kept the booth from opening
 */
export function showNotOpened(error) {
  const { states } = words;
  if (error instanceof NoWorkerError) {
    byId("booth").hidden = true;
    byId("old-browser").hidden = false;
  } else if (error instanceof UnreachableError) {
    show(states.unreachableTitle, paragraph(states.unreachable), button("try-again", words.tryAgain, { click: () => location.reload() }));
  } else if (error instanceof RefusedError) {
    show(states.missingTitle, paragraph(states.missing));
  } else {
    const technical = details(words.technical, el("p", { class: "govuk-body app-code", id: "mismatch" }, String(error)));
    show(states.mismatchTitle, warning(states.mismatch), technical);
  }
}

/** @param {() => void} onTakeOver */
export function showOtherTab(onTakeOver) {
  const { otherTabTitle, otherTab, useThis } = words.states;
  show(otherTabTitle, paragraph(otherTab), button("use-this-tab", useThis, { click: onTakeOver }));
}

export function showLostTab() {
  show(words.states.lostTabTitle, paragraph(words.states.lostTab));
}

export function showFinished() {
  show(words.states.finishedTitle, el("p", { class: "govuk-body", id: "finished" }, words.states.finished));
}

/**
 * @param {Election} election
 * @param {string} tracker of the ballot sent before
 * @param {() => void} onVoteAgain
 */
export function showAlready({ id }, tracker, onVoteAgain) {
  const { title, text, code, again, check } = words.already;
  show(title,
    paragraph(code, " ", ballotCode(tracker, { id: "earlier-code" })),
    paragraph(text),
    button("vote-again", again, { click: onVoteAgain }),
    paragraph(link(`/e/${id}/code?code=${tracker}`, check, "check-code")));
}
