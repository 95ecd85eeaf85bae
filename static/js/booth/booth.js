/**
 * The booth: the order of its screens, and the browser's Back and Forward between them.
 * @module
 */

import { problemOf } from "./answers.js";
import { showCheck } from "./check.js";
import { fetchElection } from "./election.js";
import { showMailedCode } from "./mailed-code-screen.js";
import { showQuestion } from "./question.js";
import { showReceived } from "./received.js";
import { send } from "./sending.js";
import { showSignIn } from "./sign-in.js";
import { showAlready, showFinished, showNotVoting } from "./states.js";
import { showTest } from "./test-ballot.js";
import { showUnproven } from "./unproven.js";

/**
 * What becomes of a locked ballot.
 * @typedef {Readonly<{ test: typeof showTest, send: typeof send }>} Acts
 */

/** @type {Acts} */
const VOTING = { test: showTest, send };

/**
 * Screens are numbered in the history: questions from 1 on, the summary after the last of them.
 * Nothing else is kept there.
 */
export class Booth {
  /**
   * @param {import("./visit.js").Visit} visit
   * @param {import("./closing.js").ClosingNotice} [notice]
   * @param {Acts} [acts] other ones only where nobody votes
   */
  constructor(visit, notice, acts = VOTING) {
    this.visit = visit;
    this.notice = notice;
    this.acts = acts;
    window.addEventListener("popstate", ({ state }) => this.#show(state?.step ?? 1));
    window.addEventListener("beforeunload", (event) => visit.hasUnsent() && event.preventDefault());
  }

  /** @param {string} code from the link of the voting email, if there was one */
  signIn(code) {
    showSignIn(this.visit, { code, onDone: () => this.#confirm() });
  }

  #confirm() {
    if (this.visit.needsMailedCode)
      showMailedCode(this.visit, { onDone: () => this.#welcome() });
    else this.#welcome();
  }

  #welcome() {
    const last = this.visit.earlier.at(-1);
    if (last === undefined) this.begin();
    else showAlready(this.visit.election, last.tracker, () => this.begin());
  }

  /** From the first question on; somebody is signed in. */
  begin() {
    history.replaceState({ step: 1 }, "");
    this.#show(1);
  }

  /** @param {number} step */
  #go(step) {
    history.pushState({ step }, "");
    this.#show(step);
  }

  /** @param {number} step */
  #show(step) {
    const { visit } = this;
    if (visit.stage !== "choosing" || visit.credential === undefined) return;
    const last = visit.questions.length;
    const onBack = () => history.back();
    if (step > last) return this.#check();
    // The ballot for the first answers was begun at sign-in; changed answers need another one.
    visit.readAhead();
    return showQuestion(visit, step - 1, {
      onDone: () => this.#go(visit.isReviewing ? last + 1 : step + 1),
      onBack: step > 1 ? onBack : undefined,
    });
  }

  #check() {
    const { visit } = this;
    const missing = visit.questions.findIndex(
      ({ contest }, index) => problemOf(contest, visit.answers[index]) !== undefined,
    );
    // The browser's Back and Forward can lead here past a question that must be answered.
    if (missing >= 0) return this.#show(missing + 1);
    visit.isReviewing = true;
    return showCheck(visit, {
      onBack: () => history.back(),
      onChange: (index) => this.#go(index + 1),
      onTest: (locked) => this.#test(locked),
      onSend: (locked) => this.#send(locked),
    });
  }

  /** @param {import("./envelope.js").Locked} locked */
  #test(locked) {
    // The same step again: Back leads from the test to the summary, which locks anew.
    history.pushState({ step: this.visit.questions.length + 1 }, "");
    this.visit.readAhead();
    return this.acts.test(this.visit, locked, { onBack: () => history.back() });
  }

  /** @param {import("./envelope.js").Locked} locked */
  #send(locked) {
    const { visit } = this;
    return this.acts.send(visit, locked, {
      onRecorded: (recorded) => this.#received(recorded),
      onUnproven: showUnproven,
      onLockAgain: () => this.#check(),
      onClosed: async () => showNotVoting(await fetchElection(visit.election.id)),
    });
  }

  /** @param {import("./sending.js").Recorded} recorded */
  #received(recorded) {
    this.notice?.stop();
    showReceived(this.visit, recorded, {
      onVoteAgain: () => this.#voteAgain(),
      onFinish: () => this.#finish(),
    });
  }

  async #voteAgain() {
    await this.visit.prepare();
    this.visit.startOver();
    this.notice?.start();
    this.#go(1);
  }

  #finish() {
    this.visit.finish();
    showFinished();
  }
}
