/**
 * Opening the checker: on a page of an election, or as a single file without a server.
 * @module
 */

import { byId } from "../ui/dom.js";
import { showLanguage } from "../ui/language.js";
import { Scene } from "./scene.js";

/** Opens what the page is for. */
export function openChecker() {
  showLanguage();
  const { record, entries, otherWays, ballots, version } = byId("screen").dataset;
  const place = { record, entries, otherWays, ballots: Number(ballots ?? 0) };
  new Scene({ ...place, version: String(version) }).showStart();
}
