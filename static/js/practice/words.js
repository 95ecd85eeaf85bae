/**
 * The words of practice in the reader's language; the booth's own screens have theirs.
 * @module
 */

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
