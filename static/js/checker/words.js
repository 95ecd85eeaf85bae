/**
 * The checker's own words in the reader's language.
 * @module
 */

import { language } from "../ui/words.js";
import en from "./strings/en.js";

/** @type {Record<string, typeof en>} */
const LANGUAGES = { en };

export const words = LANGUAGES[language];
