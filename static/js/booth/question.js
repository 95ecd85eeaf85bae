/**
 * V3: one question to a page.
 * @module
 */

import { kindOf } from "./answers.js";
import { choiceList } from "./choice-list.js";
import { paragraphs } from "./components.js";
import { button, buttonGroup, errorMessage, errorSummary } from "./controls.js";
import { el } from "./dom.js";
import { optionFilter } from "./option-filter.js";
import { pointsList } from "./points-list.js";
import { hint, problemText } from "./question-words.js";
import { showScreen } from "./screen.js";
import { skipLink } from "./skip-link.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {import("../crypto/manifest.js").Contest} Contest */

/** From this many options on the list can be narrowed. */
const FILTER_ABOVE = 25;

/**
 * @param {Visit} visit
 * @param {number} index of the question on this ballot, from 0
 * @param {{ onDone: () => void, onBack?: () => void, problem?: string }} moves
 */
export function showQuestion(visit, index, { onDone, onBack, problem }) {
  const { number, contest } = visit.questions[index];
  const answer = visit.answers[index];
  const title = visit.say(contest.title);
  const again = (/** @type {string} */ found) =>
    showQuestion(visit, index, { onDone, onBack, problem: found });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const found = list.problem() ?? problemText(contest, answer);
    if (found === undefined) onDone();
    else again(found);
  };
  const skip = skipLink(contest, answer, { onSkip: onDone, onClear: () => list.clear() });
  const makeList = kindOf(contest) === "points" ? pointsList : choiceList;
  const list = makeList({
    number,
    contest,
    answer,
    say: (text) => visit.say(text),
    onChange: skip.update,
  });
  const fieldset = el(
    "fieldset",
    {
      class: "govuk-fieldset",
      "aria-describedby": problem ? "question-hint error-message" : "question-hint",
      lang: visit.language,
    },
    el(
      "legend",
      { class: "govuk-fieldset__legend govuk-fieldset__legend--l" },
      el(
        "span",
        { class: "govuk-caption-l" },
        words.question.caption(index + 1, visit.questions.length),
      ),
      el("h1", { class: "govuk-fieldset__heading", tabindex: -1 }, title),
    ),
    ...paragraphs(visit.say(contest.description)),
    el("div", { class: "govuk-hint", id: "question-hint" }, hint(contest)),
    problem === undefined ? undefined : errorMessage(problem),
    contest.options.length > FILTER_ABOVE ? optionFilter(list.element) : undefined,
    list.element,
    el("p", { class: "app-options__count", role: "status", id: "count" }, list.status),
  );
  const classes = `govuk-form-group app-options${problem ? " govuk-form-group--error" : ""}`;
  const form = el(
    "form",
    { novalidate: true, autocomplete: "off", submit },
    el("div", { class: classes }, fieldset),
    buttonGroup(button("continue", words.continue, { submits: true }), skip.element),
  );
  const summary = problem === undefined ? undefined : errorSummary(problem, `option-${number}-1`);
  showScreen({ title, hasError: problem !== undefined, onBack, content: [summary, form] });
}
