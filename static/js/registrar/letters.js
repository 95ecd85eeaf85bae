/**
 * Letters as one HTML file, a page for each voter. It runs and fetches nothing.
 * @module
 */

import { localeOf } from "../ui/languages.js";
import { dateAndTime } from "../ui/times.js";
import { qrPath } from "./qr.js";
import { letterWords } from "./words.js";

/**
 * @typedef {Readonly<{ title: Record<string, string>, languages: readonly string[], opens: string, closes: string,
 *   timeZone: string, page: string, contact: string, isDemonstration: boolean }>} Notice what all letters of
 *   an election say
 */
/** @typedef {import("./mail-merge.js").Issued} Issued */

const STYLE = `
@page { size: A4; margin: 22mm 20mm; }
body { margin: 0; font: 12pt/1.45 Arial, "Noto Sans", "Noto Naskh Arabic", sans-serif; color: #000; background: #fff; }
section { break-after: page; padding: 1px 0; }
section:last-child { break-after: auto; }
.name { font-weight: bold; margin: 0 0 18mm; }
h1 { font-size: 18pt; line-height: 1.25; margin: 0 0 6mm; }
p { margin: 0 0 4mm; }
.code { font: bold 17pt/1.3 "Courier New", monospace; letter-spacing: 0.04em; margin: 0 0 6mm; }
.page { font-family: "Courier New", monospace; overflow-wrap: anywhere; }
svg { display: block; width: 48mm; height: 48mm; margin: 0 0 4mm; }
@media screen { section { max-width: 170mm; margin: 10mm auto; padding: 0 10mm 10mm; border-bottom: 1px solid #767676; } }`;

/**
 * @param {{ notice: Notice, issued: readonly Issued[] }} argument
 * @returns {string} the file
 */
export function letterPage({ notice, issued }) {
  const { language, letter: words } = letterWords(notice.languages);
  const title = notice.title[notice.languages[0]] ?? "";
  const lines = commonLines(notice, language, words);
  const letters = issued.map((voter) => letter(voter, { title, lines, words, notice }));
  return `<!DOCTYPE html>
<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${letters.join("\n")}
</body>
</html>
`;
}

/**
 * @param {Notice} notice
 * @param {string} language
 * @param {ReturnType<typeof letterWords>["letter"]} words
 */
function commonLines({ opens, closes, timeZone, isDemonstration, contact }, language, words) {
  const moment = (/** @type {string} */ at) => dateAndTime(at, { language: localeOf(language), timeZone });
  return {
    first: isDemonstration ? paragraph(words.demonstration) : "",
    times: paragraph(opens && closes ? words.times(moment(opens), moment(closes)) : words.noTimes),
    contact: contact ? paragraph(words.contact(contact)) : "",
  };
}

/**
 * @param {Issued} voter
 * @param {{ title: string, lines: ReturnType<typeof commonLines>, notice: Notice,
 *   words: ReturnType<typeof letterWords>["letter"] }} common
 * @returns {string}
 */
function letter({ name, code }, { title, lines, words, notice }) {
  const { size, path } = qrPath(`${notice.page}#${code}`);
  return `<section>
<p class="name"><bdi>${escaped(name)}</bdi></p>
${lines.first}<p>${escaped(words.asked)}</p>
<h1><bdi>${escaped(title)}</bdi></h1>
${lines.times}${paragraph(words.scan)}
<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="${escaped(words.square)}"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>
${paragraph(words.type)}
<p class="page"><bdi dir="ltr">${escaped(notice.page)}</bdi></p>
<p class="code"><bdi dir="ltr">${escaped(code)}</bdi></p>
${paragraph(words.keep)}${paragraph(words.again)}${paragraph(words.never)}${lines.contact}</section>`;
}

/**
 * @param {string} text
 * @returns {string}
 */
function paragraph(text) {
  return `<p>${escaped(text)}</p>\n`;
}

/**
 * @param {string} text of people
 * @returns {string} the same where markup stands
 */
function escaped(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
