/**
 * V8: the device checks by itself that the record holds the ballot with this code. The words stand
 * in the page.
 * @module
 */

import { electionInPath } from "../booth/code-in-address.js";
import { UnreachableError } from "../ui/server.js";
import { filled, openRecorded } from "./recorded.js";

/**
 * @param {HTMLElement} status
 */
async function check(status) {
  const {
    index = "",
    tracker: code = "",
    checking = "",
    good = "",
    witnessed = "",
    bad = "",
    unread = "",
  } = status.dataset;
  status.textContent = checking;
  try {
    const claim = { election: electionInPath(location.pathname), index, tracker: code };
    const { signed, quorum } = await openRecorded(claim);
    status.textContent = quorum > 0 ? `${good} ${filled(witnessed, [signed, quorum])}` : good;
    status.dataset.outcome = "good";
  } catch (error) {
    status.textContent = error instanceof UnreachableError ? unread : bad;
    status.dataset.outcome = error instanceof UnreachableError ? "unread" : "bad";
  }
}

const status = document.getElementById("device-check");
if (status !== null) check(status);
