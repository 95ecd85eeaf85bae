/**
 * The words of the shared parts of screens, in the reader's language.
 * @module
 */

import { chooseLanguage } from "./languages.js";
import en from "./strings/en.js";

/** @type {Record<string, typeof en>} */
const LANGUAGES = { en };

/** The language of everything on the page; every app has its own words in the same languages. */
export const language = chooseLanguage(
  Object.keys(LANGUAGES),
  globalThis.navigator?.languages ?? [],
);

export const words = LANGUAGES[language];
