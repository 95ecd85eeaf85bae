/**
 * The page's own words in the official's language, and those of letters in any.
 * @module
 */

import { chooseLanguage } from "../ui/languages.js";
import { language, onLanguage } from "../ui/words.js";
import ar from "./strings/ar.js";
import en from "./strings/en.js";
import es from "./strings/es.js";
import fr from "./strings/fr.js";

/** @type {Record<string, typeof en>} */
const LANGUAGES = { en, fr, es, ar };

export let words = LANGUAGES[language];

onLanguage(() => {
  words = LANGUAGES[language];
});

/**
 * @param {readonly string[]} wanted best first
 * @returns {{ language: string, letter: typeof en.letter }} what letters say in the first of them there is
 */
export function letterWords(wanted) {
  const chosen = chooseLanguage(Object.keys(LANGUAGES), wanted);
  return { language: chosen, letter: LANGUAGES[chosen].letter };
}
