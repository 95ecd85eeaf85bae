/**
 * Writing the files that a key holder keeps or carries.
 * @module
 */

import { saveFile } from "../ui/saving.js";

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 */
export function saveText(name, bytes) {
  saveFile(name, new Blob([/** @type {BlobPart} */ (bytes)], { type: "text/plain" }));
}
