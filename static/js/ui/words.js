/**
 * The words of the shared parts of screens, in the reader's language. All languages are loaded with
 * the page, so that choosing another one needs no request.
 * @module
 */

import { chooseLanguage } from "./languages.js";
import ar from "./strings/ar.js";
import en from "./strings/en.js";
import es from "./strings/es.js";
import fr from "./strings/fr.js";

/** @type {Record<string, typeof en>} */
const LANGUAGES = { en, fr, es, ar };

/** Codes of all languages there are; every app has its own words in the same ones. */
export const languages = Object.keys(LANGUAGES);

/** The language of everything on the page. */
export let language = chooseLanguage(languages, preferred());

export let words = LANGUAGES[language];

/** @type {(() => void)[]} */
const listeners = [];

/** @param {() => void} listener is called whenever another language was chosen */
export function onLanguage(listener) {
  listeners.push(listener);
}

/** @param {string} chosen one of the languages there are */
export function speak(chosen) {
  language = chosen;
  words = LANGUAGES[chosen];
  for (const listener of listeners) listener();
}

/**
 * @returns {readonly string[]} best first: that of the page, whose reader was asked by the server,
 *   or the browser's where the page is a file that is the same for everybody
 */
function preferred() {
  const { languages: own = [] } = globalThis.navigator ?? {};
  const page = globalThis.document?.documentElement;
  return page === undefined || "anyLanguage" in page.dataset ? own : [page.lang, ...own];
}
