/**
 * V5: a locked ballot is opened in public and shown, so that the voter can judge the device.
 * @module
 */

import { answerText } from "./check.js";
import { ballotCode, button, heading, paragraph, paragraphs, progress, subheading, summaryList, warning } from "./components.js";
import { Delivery } from "./delivery.js";
import { el } from "./dom.js";
import { testEnvelope } from "./envelope.js";
import { verifyReceipt } from "./receipt.js";
import { showScreen } from "./screen.js";
import { RefusedError, UnreachableError } from "./server.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */

/**
 * @param {Visit} visit
 * @param {import("./envelope.js").Locked} locked
 * @param {{ onBack: () => void }} moves
 */
export async function showTest(visit, locked, { onBack }) {
  const vault = await visit.prepare();
  const envelope = await testEnvelope(locked, await vault.call("reveal"), visit.signer());
  const delivery = new Delivery(visit.election.id, envelope);
  const attempt = async () => {
    showProgress();
    const screen = document.getElementById("progress");
    try {
      const found = await holding(visit, delivery);
      if (screen?.isConnected) showHeld(visit, { tracker: locked.tracker, ...found }, onBack);
    } catch (error) {
      if (screen?.isConnected) showFailure(error, { onAgain: attempt, onBack });
    }
  };
  await attempt();
}

/**
 * What the record holds is opened, after its proof was checked: nothing the booth remembers of the choices is used.
 * @param {Visit} visit
 * @param {Delivery} delivery
 * @returns {Promise<{ index: number, votes: number[][] }>}
 */
async function holding(visit, delivery) {
  const fate = await delivery.deliver();
  if (fate.status === "refused") throw new RefusedError(422, String(fate.reason), "refused");
  const { index } = await verifyReceipt(String(fate.receipt), delivery.envelope, visit.manifest.logKey);
  const vault = await visit.prepare();
  return { index, votes: await vault.call("open", delivery.envelope.payload) };
}

function showProgress() {
  const { sending, sendingText } = words.test;
  showScreen({ title: sending, content: [heading(sending), progress(words.sending.stay, sendingText)] });
}

/**
 * @param {Visit} visit
 * @param {{ tracker: string, index: number, votes: number[][] }} test
 * @param {() => void} onBack
 */
function showHeld(visit, { tracker, index, votes }, onBack) {
  const { title, held, recomputed, wrong, back, newCode, elsewhereTitle, elsewhere, code } = words.test;
  const rows = visit.questions.map(({ contest }, place) => ({
    key: visit.say(contest.title),
    values: answerText(visit, contest, votes[place]),
  }));
  const path = `/e/${visit.election.id}/record/${index}`;
  const address = el("a", { class: "govuk-link", id: "test-entry", href: path, target: "_blank", rel: "noopener" }, `${location.origin}${path}`);
  showScreen({
    title,
    onBack,
    content: [
      heading(title), paragraph(held), summaryList(rows, "test-choices"), paragraph(recomputed), warning(wrong),
      paragraph(newCode), button("go-back-and-vote", back, { click: onBack }),
      subheading(elsewhereTitle), paragraph(elsewhere), paragraph(address), paragraph(code, " ", ballotCode(tracker, { id: "test-code" })),
    ],
  });
}

/**
 * @param {unknown} error
 * @param {{ onAgain: () => void, onBack: () => void }} moves
 */
function showFailure(error, { onAgain, onBack }) {
  const { failedTitle, failed, mismatchTitle, mismatch, quota, back } = words.test;
  const goBack = button("go-back-and-vote", back, { click: onBack });
  if (error instanceof UnreachableError) {
    const again = button("try-again", words.tryAgain, { click: onAgain });
    show(failedTitle, [paragraph(words.states.unreachable), paragraph(failed), again]);
  } else if (error instanceof RefusedError) {
    const reason = error.code === "too_many" ? quota : words.refused.text(words.refused.reasons[error.code] ?? words.refused.other(error.code));
    show(failedTitle, [paragraph(reason), paragraph(failed), goBack]);
  } else {
    show(mismatchTitle, [warning(mismatch), ...paragraphs(String(error))]);
  }
}

/**
 * @param {string} title
 * @param {HTMLElement[]} content
 */
function show(title, content) {
  showScreen({ title, content: [heading(title), ...content] });
}
