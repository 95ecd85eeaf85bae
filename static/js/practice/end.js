/**
 * The end of practice, where a voter's ballot would go out: it is forgotten instead.
 * @module
 */

import { ballotEnvelope } from "../booth/envelope.js";
import { heading, link, paragraph } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { byId, el } from "../ui/dom.js";
import { localeOf } from "../ui/languages.js";
import { showScreen } from "../ui/screen.js";
import { language } from "../ui/words.js";
import { words } from "./words.js";

/** @typedef {import("../booth/visit.js").Visit} Visit */
/** @typedef {Readonly<{ seconds: number, kilobytes: number }>} Effort what a voter's device has to do */

/**
 * @param {Visit} visit
 * @param {import("../booth/envelope.js").Locked} locked
 */
export async function showPracticeEnd(visit, locked) {
  const { body } = await ballotEnvelope(locked, visit.signer());
  const seconds = await lockingTime(visit);
  visit.finish();
  showEnd({ seconds, kilobytes: Math.ceil(body.length / 1000) });
}

/**
 * @param {Visit} visit
 * @returns {Promise<number>} seconds, of another lock of the same choices, for which nothing was made ready
 */
async function lockingTime(visit) {
  const began = performance.now();
  await visit.lock();
  return (performance.now() - began) / 1000;
}

/** @param {Effort} effort */
function showEnd(effort) {
  const { title, voters, again, leave, effort: effortText } = words.end;
  const seconds = effort.seconds.toLocaleString(localeOf(language), { maximumSignificantDigits: 2 });
  const kilobytes = effort.kilobytes.toLocaleString(localeOf(language));
  showScreen({
    title,
    redraw: () => showEnd(effort),
    content: [
      heading(title),
      paragraph(voters),
      el("p", { class: "govuk-body", id: "practice-effort" }, effortText(seconds, kilobytes)),
      button("practice-again", again, { click: () => location.reload() }),
      paragraph(link(String(byId("practice").dataset.leave), leave, "practice-leave")),
    ],
  });
}
