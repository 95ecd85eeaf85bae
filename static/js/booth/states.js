/**
 * Screens for everything that is not voting: too early, too late, elsewhere, over.
 * @module
 */

import { ballotCode, details, heading, link, paragraph, warning } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { byId, el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { RefusedError, UnreachableError } from "../ui/server.js";
import { dateAndTime } from "../ui/times.js";
import { NoWorkerError } from "../ui/worker-client.js";
import { words } from "./words.js";

/** @typedef {import("./election.js").Election} Election */

/**
 * @param {() => unknown} redraw
 * @param {string} title
 * @param {...(Node | undefined)} content
 */
function show(redraw, title, ...content) {
  showScreen({ title, redraw, content: [heading(title), ...content] });
}

/** @param {Election} election that is not open */
export function showNotVoting(election) {
  const { id, state } = election;
  const { states } = words;
  const redraw = () => showNotVoting(election);
  if (state === "frozen") {
    const again = button("try-again", words.tryAgain, {
      kind: "secondary",
      click: () => location.reload(),
    });
    show(redraw, states.notOpenTitle, paragraph(openingText(election)), again);
  } else if (state === "cancelled") {
    show(
      redraw,
      states.cancelledTitle,
      paragraph(states.cancelled),
      paragraph(link(`/e/${id}/`, states.aboutElection)),
    );
  } else {
    const code = link(`/e/${id}/code`, states.checkCode, "check-code");
    const results = link(`/e/${id}/result`, states.results, "results");
    show(redraw, states.closedTitle, paragraph(closingText(election)), paragraph(code), paragraph(results));
  }
}

/**
 * @param {Election} election
 * @returns {string} the planned time, unless it has passed
 */
function openingText({ opens, skew }) {
  const { notOpen, notOpenSoon } = words.states;
  return Date.parse(opens) > Date.now() + skew
    ? notOpen(words.yourTime(dateAndTime(opens)))
    : notOpenSoon;
}

/**
 * @param {Election} election
 * @returns {string} the planned time, unless voting was closed before it
 */
function closingText({ closes, skew }) {
  const { closed, closedEarly } = words.states;
  return Date.parse(closes) <= Date.now() + skew
    ? closed(words.yourTime(dateAndTime(closes)))
    : closedEarly;
}

/**
 * @param {unknown} error that kept the booth from opening
 */
export function showNotOpened(error) {
  const { states } = words;
  const redraw = () => showNotOpened(error);
  if (error instanceof NoWorkerError) {
    byId("screen").hidden = true;
    byId("old-browser").hidden = false;
  } else if (error instanceof UnreachableError) {
    show(
      redraw,
      states.unreachableTitle,
      paragraph(states.unreachable),
      button("try-again", words.tryAgain, { click: () => location.reload() }),
    );
  } else if (error instanceof RefusedError) {
    show(redraw, states.missingTitle, paragraph(states.missing));
  } else {
    const technical = details(
      words.technical,
      el("p", { class: "govuk-body app-code", id: "mismatch" }, String(error)),
    );
    show(redraw, states.mismatchTitle, warning(states.mismatch), technical);
  }
}

/** @param {() => void} onTakeOver */
export function showOtherTab(onTakeOver) {
  const { otherTabTitle, otherTab, useThis } = words.states;
  const redraw = () => showOtherTab(onTakeOver);
  show(redraw, otherTabTitle, paragraph(otherTab), button("use-this-tab", useThis, { click: onTakeOver }));
}

export function showLostTab() {
  show(showLostTab, words.states.lostTabTitle, paragraph(words.states.lostTab));
}

export function showFinished() {
  show(
    showFinished,
    words.states.finishedTitle,
    el("p", { class: "govuk-body", id: "finished" }, words.states.finished),
  );
}

/**
 * @param {Election} election
 * @param {string} tracker of the ballot sent before
 * @param {() => void} onVoteAgain
 */
export function showAlready(election, tracker, onVoteAgain) {
  const { title, text, code, again, check } = words.already;
  show(
    () => showAlready(election, tracker, onVoteAgain),
    title,
    paragraph(code, " ", ballotCode(tracker, { id: "earlier-code" })),
    paragraph(text),
    button("vote-again", again, { click: onVoteAgain }),
    paragraph(link(`/e/${election.id}/code?code=${tracker}`, check, "check-code")),
  );
}
