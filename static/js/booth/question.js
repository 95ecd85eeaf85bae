/**
 * V3: one question to a page.
 * @module
 */

import { kindOf } from "./answers.js";
import { choiceList } from "./choice-list.js";
import { caption, heading, paragraphs } from "../ui/components.js";
import { button, buttonGroup, errorMessage, errorSummary } from "../ui/controls.js";
import { el, inLanguage } from "../ui/dom.js";
import { optionFilter } from "./option-filter.js";
import { pointsList } from "./points-list.js";
import { shownOrder } from "../crypto/manifest.js";
import { hint, problemText } from "./question-words.js";
import { showScreen } from "../ui/screen.js";
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
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const found = list.problem() ?? problemText(contest, answer);
    if (found === undefined) onDone();
    else showQuestion(visit, index, { onDone, onBack, problem: found });
  };
  const skip = skipLink(contest, answer, { onSkip: onDone, onClear: () => list.clear() });
  const makeList = kindOf(contest) === "points" ? pointsList : choiceList;
  const say = (/** @type {import("../crypto/manifest.js").Text} */ text) => visit.say(text);
  const order = shownOrder(contest, visit.style);
  const list = makeList({ number, contest, answer, order, say, onChange: skip.update });
  const form = el(
    "form",
    { novalidate: true, autocomplete: "off", submit },
    optionGroup(contest, list, problem),
    buttonGroup(button("continue", words.continue, { submits: true }), skip.element),
  );
  const h1 = heading(title);
  const description = paragraphs(visit.say(contest.description));
  // Not the list as a whole: rings and boxes stay where the page's own direction puts them.
  const names = list.element.querySelectorAll("label, .govuk-details__text");
  for (const element of [h1, ...description, .../** @type {NodeListOf<HTMLElement>} */ (names)])
    inLanguage(element, visit.language);
  showScreen({
    title,
    hasError: problem !== undefined,
    onBack,
    redraw: () => showQuestion(visit, index, { onDone, onBack }),
    content: [
      problem === undefined ? undefined : errorSummary(problem, `option-${number}-${order[0]}`),
      sectionText(visit, contest),
      caption(words.question.caption(index + 1, visit.questions.length)),
      h1,
      ...description,
      form,
    ],
  });
}

/**
 * @param {Visit} visit
 * @param {Contest} contest
 * @returns {HTMLElement | undefined}
 */
function sectionText(visit, { section }) {
  const text = visit.say(section);
  if (text === "") return undefined;
  const element = el("p", { class: "govuk-body-l govuk-!-margin-bottom-2", id: "section" }, text);
  inLanguage(element, visit.language);
  return element;
}

/**
 * @param {import("../crypto/manifest.js").Contest} contest
 * @param {import("./choice-list.js").OptionList} list
 * @param {string} [problem]
 * @returns {HTMLElement}
 */
function optionGroup(contest, list, problem) {
  const described = problem ? "question-hint error-message" : "question-hint";
  // The h1 names the group from outside: a legend cannot break a long word on a narrow screen.
  const fieldset = el(
    "fieldset",
    { class: "govuk-fieldset", "aria-labelledby": "heading", "aria-describedby": described },
    el("div", { class: "govuk-hint", id: "question-hint" }, hint(contest)),
    problem === undefined ? undefined : errorMessage(problem),
    contest.options.length > FILTER_ABOVE ? optionFilter(list.element) : undefined,
    list.element,
    el("p", { class: "app-options__count", role: "status", id: "count" }, list.status),
  );
  const classes = `govuk-form-group app-options${problem ? " govuk-form-group--error" : ""}`;
  return el("div", { class: classes }, fieldset);
}
