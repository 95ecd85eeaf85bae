/**
 * Radio buttons or checkboxes for the options of a question.
 * @module
 */

import { clashOf, isFull, kindOf, votesIn } from "./answers.js";
import { details, paragraphs } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { words } from "./words.js";

/** @typedef {import("../crypto/manifest.js").Contest} Contest */
/** @typedef {import("../crypto/manifest.js").Text} Text */

/**
 * `answer` is written to as the voter chooses; `order` holds the numbers of the options as they are
 * shown; `say` picks the language of a text.
 * @typedef {{ number: number, contest: Contest, answer: number[], order: readonly number[],
 *   say: (text: Text) => string, onChange: () => void }} ListPlan
 */

/**
 * What the voter sees of an answer, what they did last that could not be done, and how to take it
 * all back.
 * @typedef {{ element: HTMLElement, status: Node | string, problem: () => string | undefined,
 *   clear: () => void }} OptionList
 */

/**
 * @param {ListPlan} plan
 * @returns {OptionList}
 */
export function choiceList(plan) {
  const { number, contest, answer, order, onChange } = plan;
  const look = kindOf(contest) === "one" ? LOOKS.one : LOOKS.several;
  const status = document.createTextNode("");
  const update = (/** @type {string} */ refused = "") => {
    status.textContent = statusText(contest, answer, refused);
    onChange();
  };
  const inputs = contest.options.map((_, index) => {
    const change = () => update(choose(plan, inputs, index));
    const input = el("input", {
      class: `govuk-${look.name}__input`,
      type: look.type,
      id: `option-${number}-${index + 1}`,
      name: `contest-${number}`,
      value: index + 1,
      checked: answer[index] > 0,
      change,
    });
    return /** @type {HTMLInputElement} */ (input);
  });
  const clear = () => {
    answer.fill(0);
    for (const input of inputs) input.checked = false;
    update();
    inputs[order[0] - 1].focus();
  };
  update();
  const items = order.map((place) =>
    item(plan, look.name, contest.options[place - 1], inputs[place - 1]),
  );
  return {
    element: el("div", { class: `govuk-${look.name}` }, items),
    status,
    problem: () => undefined,
    clear,
  };
}

const LOOKS = {
  one: { name: "radios", type: "radio" },
  several: { name: "checkboxes", type: "checkbox" },
};

/**
 * Nothing is ever removed for the voter: a choice too many is not made, and the reason is said at
 * once.
 * @param {ListPlan} plan
 * @param {HTMLInputElement[]} inputs
 * @param {number} index of the one that changed
 * @returns {string} why it could not be chosen, or nothing
 */
function choose({ contest, answer, say }, inputs, index) {
  const input = inputs[index];
  if (input.type === "radio") answer.fill(0);
  const clash = input.checked ? clashOf(contest, answer, index) : -1;
  if (clash >= 0) {
    input.checked = false;
    const [wanted, chosen] = [index, clash].map((place) => say(contest.options[place].title));
    return contest.options[index].exclusive
      ? words.question.alone(wanted)
      : words.question.besideAlone(wanted, chosen);
  }
  if (input.checked && isFull(contest, answer)) {
    input.checked = false;
    return words.question.full(say(contest.options[index].title));
  }
  answer[index] = input.checked ? 1 : 0;
  return "";
}

/**
 * @param {Contest} contest
 * @param {readonly number[]} answer
 * @param {string} refused
 * @returns {string}
 */
function statusText(contest, answer, refused) {
  if (kindOf(contest) === "one") return "";
  const count = votesIn(answer);
  const { chosen, chosenAll } = words.question;
  const text = isFull(contest, answer) ? chosenAll(count, contest.votesMax) : chosen(count);
  return refused === "" ? text : `${text} ${refused}`;
}

/**
 * @param {ListPlan} plan
 * @param {string} look
 * @param {import("../crypto/manifest.js").Option} option
 * @param {HTMLInputElement} input
 * @returns {HTMLElement}
 */
function item({ say }, look, { title, description }, input) {
  const more =
    say(description) === ""
      ? undefined
      : details(words.question.more(say(title)), ...paragraphs(say(description)));
  return el(
    "div",
    { class: `govuk-${look}__item` },
    input,
    el("label", { class: `govuk-label govuk-${look}__label`, for: input.id }, say(title)),
    more,
  );
}
