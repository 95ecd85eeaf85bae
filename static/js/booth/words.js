/**
 * The booth's own words in the voter's language.
 * @module
 */

import { chooseLanguage } from "./languages.js";
import en from "./strings/en.js";

/** @type {Record<string, typeof en>} */
const LANGUAGES = { en };

export const language = chooseLanguage(
  Object.keys(LANGUAGES),
  globalThis.navigator?.languages ?? [],
);

export const words = LANGUAGES[language];
