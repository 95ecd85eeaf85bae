/**
 * The words that the page already holds for browsers that cannot check a record.
 * @module
 */

import { byId } from "../ui/dom.js";

export function showOldBrowser() {
  byId("screen").hidden = true;
  byId("old-browser").hidden = false;
}
