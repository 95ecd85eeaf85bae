/**
 * Fields for questions in which an option can get more than one vote.
 * @module
 */

import { hasOwnTotal, votesIn } from "./answers.js";
import { details, paragraphs } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { pointsField, pointsIn } from "./points-field.js";
import { words } from "./words.js";

/** @typedef {import("./choice-list.js").ListPlan} ListPlan */
/** @typedef {import("./choice-list.js").OptionList} OptionList */
/** @typedef {import("../crypto/manifest.js").Contest} Contest */
/** @typedef {HTMLSelectElement | HTMLInputElement} PointsField */

/**
 * @param {ListPlan} plan
 * @returns {OptionList}
 */
export function pointsList({ number, contest, answer, order, say, onChange }) {
  const status = document.createTextNode("");
  const update = () => {
    status.textContent = statusText(contest, answer);
    onChange();
  };
  const fields = contest.options.map(({ optionMax }, index) => {
    const field = pointsField(`option-${number}-${index + 1}`, optionMax, answer[index]);
    field.addEventListener("input", () => {
      answer[index] = pointsIn(field, optionMax) ?? 0;
      update();
    });
    return field;
  });
  const clear = () => {
    answer.fill(0);
    for (const field of fields) field.value = "0";
    update();
    fields[order[0] - 1].focus();
  };
  const problem = () => {
    const index = fields.findIndex(
      (field, place) => pointsIn(field, contest.options[place].optionMax) === undefined,
    );
    if (index < 0) return undefined;
    return words.question.badPoints(
      say(contest.options[index].title),
      contest.options[index].optionMax,
    );
  };
  update();
  const rows = order.map((place) => row(say, contest.options[place - 1], fields[place - 1]));
  return { element: el("div", {}, rows), status, problem, clear };
}

/**
 * @param {Contest} contest
 * @param {readonly number[]} answer
 * @returns {string}
 */
function statusText(contest, answer) {
  const points = votesIn(answer);
  if (!hasOwnTotal(contest)) return words.question.given(points);
  const text = words.question.givenOf(points, contest.votesMax);
  return points > contest.votesMax
    ? `${text} ${words.question.takeAway(points - contest.votesMax)}`
    : text;
}

/**
 * @param {ListPlan["say"]} say
 * @param {import("../crypto/manifest.js").Option} option
 * @param {PointsField} field
 * @returns {HTMLElement}
 */
function row(say, { title, description, optionMax }, field) {
  const more =
    say(description) === ""
      ? undefined
      : details(words.question.more(say(title)), ...paragraphs(say(description)));
  return el(
    "div",
    { class: "govuk-form-group", "data-option": "" },
    el("label", { class: "govuk-label govuk-label--s", for: field.id }, say(title)),
    el("div", { class: "govuk-hint", id: `${field.id}-hint` }, words.question.pointsFor(optionMax)),
    field,
    more,
  );
}
