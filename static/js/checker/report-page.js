/**
 * The report as a page of its own, to keep and to send: no script, no address of anything.
 * @module
 */

import { el } from "../ui/dom.js";
import { language } from "../ui/words.js";
import { JUDGES, checksList, countsOf, titleOf } from "./findings.js";
import { words } from "./words.js";

/** @typedef {import("../check/summary.js").Summary} Summary */

const STYLE =
  "body{font-family:system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;line-height:1.4}" +
  "code,.app-code{overflow-wrap:anywhere;font-family:monospace}" +
  ".govuk-summary-list__row{display:flex;justify-content:space-between;border-bottom:1px solid #888}" +
  "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}";
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/**
 * @param {Summary} summary
 * @param {string} fingerprint of the record file
 * @returns {string} the whole file
 */
export function reportPage(summary, fingerprint) {
  const page = document.implementation.createHTMLDocument(titleOf({ summary }));
  page.documentElement.lang = language;
  page.documentElement.dir = document.documentElement.dir;
  page.head.append(
    el("meta", { charset: "utf-8" }),
    el("meta", { "http-equiv": "Content-Security-Policy", content: POLICY }),
    el("meta", { name: "viewport", content: "width=device-width" }),
    el("style", {}, STYLE),
  );
  const made = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  page.body.append(
    el("h1", { dir: "auto" }, summary.election.title || words.title),
    el("h2", {}, titleOf({ summary })),
    el("p", JUDGES, summary.conclusion),
    ...failuresOf(summary),
    ...countsOf(summary),
    el("h2", {}, words.detailsTitle),
    checksList(summary),
    el("p", {}, `${words.fingerprint}: `, el("code", {}, fingerprint)),
    el("p", {}, words.reportMade(made)),
  );
  return `<!DOCTYPE html>\n${new XMLSerializer().serializeToString(page.documentElement)}\n`;
}

/**
 * @param {Summary} summary
 * @returns {HTMLElement[]}
 */
function failuresOf({ checks }) {
  const failures = checks.flatMap((check) => check.failures);
  if (failures.length === 0) return [];
  const more = checks.reduce((total, check) => total + check.failures_left_out, 0);
  const items = failures.map(({ sentence, place, detail }) =>
    el("li", {}, el("bdi", JUDGES, `${sentence} ${[place, detail].filter(Boolean).join(": ")}`)),
  );
  return [el("ul", {}, items, more > 0 ? el("li", {}, words.more(more)) : undefined)];
}
