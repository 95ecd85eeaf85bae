/**
 * Files for the reader's own folder.
 * @module
 */

import { el } from "./dom.js";

const PATIENCE = 10_000;

/**
 * @param {string} name
 * @param {Blob} content
 */
export function saveFile(name, content) {
  const url = URL.createObjectURL(content);
  el("a", { href: url, download: name }).click();
  // The download has taken the content over by then.
  setTimeout(() => URL.revokeObjectURL(url), PATIENCE);
}
