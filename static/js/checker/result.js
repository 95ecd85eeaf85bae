/**
 * What came out, in words: passed, problems with where they are, or what could not be checked.
 * @module
 */

import { details, link, paragraph } from "../ui/components.js";
import { button, buttonGroup } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { saveFile } from "../ui/saving.js";
import { JUDGES, checksList, countsOf, titleOf } from "./findings.js";
import { reportPage } from "./report-page.js";
import { words } from "./words.js";

/** @typedef {import("../check/summary.js").Summary} Summary */
/**
 * `entries` is the address of the record's entries, if there is a server; `sample` how many ballots were drawn.
 * @typedef {Readonly<{
 *   summary: Summary, fingerprint: string, sample?: number, entries?: string,
 * }>} Finding
 */

const SHOWN = 50;

/**
 * @param {Finding} finding
 * @returns {HTMLElement}
 */
export function resultPanel(finding) {
  const { summary } = finding;
  const isGood = summary.outcome === "passed";
  const title = titleOf(finding);
  const panel = isGood
    ? el(
        "div",
        { class: "govuk-panel govuk-panel--confirmation" },
        el("h2", { class: "govuk-panel__title", id: "result-title", tabindex: -1 }, title),
      )
    : el("h2", { class: "govuk-heading-l", id: "result-title", tabindex: -1 }, title);
  return el(
    "div",
    { id: "result", "data-outcome": summary.outcome },
    panel,
    summary.election.demonstration ? paragraph(el("strong", {}, words.demonstration)) : undefined,
    ...explanation(finding),
    ...countsOf(summary),
    details(words.detailsTitle, checksList(summary)),
    saveButtons(finding),
  );
}

/**
 * @param {Finding} finding
 * @returns {HTMLElement[]}
 */
function explanation({ summary, sample, entries }) {
  if (summary.outcome === "failed" || summary.outcome === "unusable")
    return [problemList(summary, entries), paragraph(words.problemsText)];
  if (summary.outcome !== "incomplete") return [];
  if (sample !== undefined) return [paragraph(words.sampledText)];
  const open = summary.checks.filter(({ verdict }) => verdict === "not checked");
  return [
    paragraph(words.incompleteText),
    el(
      "ul",
      { class: "govuk-list govuk-list--bullet" },
      open.map(({ check, text }) => el("li", {}, el("bdi", JUDGES, `${check}: ${text}`))),
    ),
  ];
}

/**
 * @param {Summary} summary
 * @param {string | undefined} entries
 * @returns {HTMLElement}
 */
function problemList({ checks }, entries) {
  const failures = checks.flatMap((check) => check.failures);
  const more = checks.reduce((total, check) => total + check.failures_left_out, 0);
  const hidden = more + Math.max(0, failures.length - SHOWN);
  return el(
    "ul",
    { class: "govuk-list govuk-list--bullet", id: "problems" },
    failures.slice(0, SHOWN).map((failure) => problemItem(failure, entries)),
    hidden > 0 ? el("li", {}, words.more(hidden)) : undefined,
  );
}

/**
 * @param {import("../check/report.js").Failure} failure
 * @param {string | undefined} entries
 * @returns {HTMLElement}
 */
function problemItem({ sentence, place, detail }, entries) {
  const [, index] = /^entry (\d+)/.exec(place) ?? [];
  const text = [place, detail].filter((part) => part !== "").join(": ");
  return el(
    "li",
    { class: "govuk-!-text-break-word" },
    el("bdi", JUDGES, `${sentence} ${text}`),
    entries && index ? " " : undefined,
    entries && index ? link(`${entries}${index}`, words.entry(index)) : undefined,
  );
}

/**
 * @param {Finding} finding
 * @returns {HTMLElement}
 */
function saveButtons({ summary, fingerprint }) {
  const name = words.reportName;
  const save = () =>
    saveFile(`${name}.html`, new Blob([reportPage(summary, fingerprint)], { type: "text/html" }));
  const text = `${JSON.stringify(summary, null, 2)}\n`;
  const saveJson = () => saveFile(`${name}.json`, new Blob([text], { type: "application/json" }));
  return buttonGroup(
    button("save-report", words.saveReport, { click: save }),
    button("save-json", words.saveJson, { click: saveJson, kind: "secondary" }),
  );
}

