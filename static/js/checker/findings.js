/**
 * Parts of what came out that the page and the saved report share.
 * @module
 */

import { partsOf } from "../check/parts.js";
import { paragraph, subheading, summaryList } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { words } from "./words.js";

/** @typedef {import("../check/summary.js").Summary} Summary */

/** What the judges say is in English everywhere, so that reports of all programs can be compared. */
export const JUDGES = { lang: "en", dir: "ltr" };

/**
 * @param {Readonly<{ summary: Summary, sample?: number }>} finding
 * @returns {string}
 */
export function titleOf({ summary, sample }) {
  const { outcome, election } = summary;
  if (outcome === "passed") return election.cancelled ? words.passedCancelled : words.passed;
  if (outcome === "unusable") return words.unusable;
  if (outcome === "incomplete")
    return sample === undefined ? words.incomplete : words.sampled(sample);
  const failures = partsOf(summary).reduce((total, part) => total + part.failures, 0);
  return words.problems(failures);
}

/**
 * @param {Summary} summary
 * @returns {HTMLElement[]} nothing if no result was confirmed
 */
export function countsOf({ result }) {
  if (result.length === 0) return [];
  return [
    subheading(words.result),
    ...result.flatMap(({ title, options }) => [
      el("h3", { class: "govuk-heading-s", dir: "auto" }, title),
      summaryList(
        options.map((option) => ({ key: option.title, values: [words.votes(option.count)] })),
      ),
    ]),
  ];
}

/**
 * @param {Summary} summary
 * @returns {HTMLElement}
 */
export function checksList({ checks, election, notes }) {
  const about = election.origin
    ? paragraph(el("bdi", { class: "app-code" }, words.about(election.origin, election.log_key_id)))
    : undefined;
  const items = checks.map(({ check, verdict, text }) =>
    el("li", {}, el("bdi", JUDGES, `${check} ${verdict}${text ? `: ${text}` : ""}`)),
  );
  return el(
    "div",
    {},
    about,
    el("ul", { class: "govuk-list" }, items),
    notes.length > 0 ? paragraph(el("strong", {}, words.notes)) : undefined,
    el(
      "ul",
      { class: "govuk-list" },
      notes.map((note) => el("li", {}, el("bdi", JUDGES, note))),
    ),
  );
}
