/**
 * Trouble with the network passes: what was to be done is done again until it works, and the page
 * says so meanwhile.
 * @module
 */

import { byId, el } from "../ui/dom.js";
import { UnreachableError } from "../ui/server.js";
import { WorkerError } from "../ui/worker-client.js";
import { words } from "./words.js";

const TOO_MANY = 429;

/**
 * @param {unknown} error
 * @returns {boolean} whether trying again may help
 */
export function isTrouble(error) {
  if (error instanceof WorkerError) return error.problem.code === "unreachable";
  return error instanceof UnreachableError || Reflect.get(Object(error), "status") === TOO_MANY;
}

/** @param {boolean} isThere */
export function sayTrouble(isThere) {
  const place = byId("trouble");
  if (!isThere) return place.replaceChildren();
  if (place.firstChild === null)
    place.append(
      el("p", { class: "govuk-body app-not-sent govuk-!-margin-top-3" }, words.trouble.unreachable),
    );
  return undefined;
}
