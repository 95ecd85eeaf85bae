/**
 * One voter's visit: everything that is remembered, in memory only, and how it is forgotten.
 * @module
 */

import { contestsOfStyle } from "../crypto/manifest.js";
import { blankAnswer, votesIn, wipeAnswers } from "./answers.js";
import { openElection } from "./election.js";
import { chooseLanguage } from "../ui/languages.js";
import { language } from "../ui/words.js";

/** @typedef {import("../crypto/credential.js").Credential} Credential */
/** @typedef {import("../crypto/manifest.js").Contest} Contest */
/** @typedef {Readonly<{ tracker: string, status: string }>} EarlierBallot */

export class Visit {
  /** @type {Credential | undefined} */
  credential;
  /** Whether the server takes ballots only after a code that it mails. */
  needsMailedCode = false;
  /** @type {string | undefined} what the server gave for that code; goes with every ballot */
  pass;
  /** @type {EarlierBallot[]} */
  earlier = [];
  style = 0;
  /** @type {{ number: number, contest: Contest }[]} */
  questions = [];
  /** @type {number[][]} */
  answers = [];
  /** Whether all questions were seen once, so that Continue leads back to the summary. */
  isReviewing = false;
  /** @type {"choosing" | "sending" | "over"} */
  stage = "choosing";
  /** @type {import("../ui/worker-client.js").WorkerClient | undefined} */
  #vault;
  #open;

  /**
   * @param {import("./election.js").Election} election
   * @param {Awaited<ReturnType<typeof openElection>>} opened
   * @param {typeof openElection} [open] opens the election again, with a new worker
   */
  constructor(election, { manifest, vault }, open = openElection) {
    this.election = election;
    this.manifest = manifest;
    this.#open = open;
    this.#vault = vault;
  }

  /**
   * @param {Credential} credential
   * @param {{ style: number, ballots: EarlierBallot[], second_factor?: string }} welcome of the
   *   server
   */
  signIn(credential, { style, ballots, second_factor: second }) {
    this.credential = credential;
    this.needsMailedCode = second === "mail";
    this.style = style;
    this.earlier = ballots.filter(({ status }) => status !== "test");
    this.questions = contestsOfStyle(this.manifest, style, "style");
    this.startOver();
    this.readAhead();
  }

  startOver() {
    wipeAnswers(this.answers);
    this.answers = this.questions.map(({ contest }) => blankAnswer(contest));
    this.isReviewing = false;
    this.stage = "choosing";
  }

  /**
   * Loads everything that locking needs, so that no request is made between the first choice and
   * Send.
   */
  async prepare() {
    this.#vault ??= (await this.#open(this.election)).vault;
    return this.#vault;
  }

  /**
   * While the voter reads, the worker makes the next ballot ready as far as the choices do not matter. Nobody
   * waits for it, and whatever is missing is made when the ballot is locked.
   */
  readAhead() {
    this.#vault?.call("readAhead", this.#voter()).catch(() => {});
  }

  #voter() {
    return { style: this.style, credential: this.signer().publicKey };
  }

  /** @returns {Promise<import("./envelope.js").Locked>} the choices, locked anew */
  async lock() {
    const vault = await this.prepare();
    const votes = this.answers.map((answer) => [...answer]);
    try {
      return await vault.call("lock", { ...this.#voter(), votes });
    } catch (error) {
      // Whatever went wrong in the worker, the next try gets a new one.
      this.forgetLock();
      throw error;
    } finally {
      wipeAnswers(votes);
    }
  }

  /**
   * @returns {Credential}
   * @throws {Error} if nobody is signed in
   */
  signer() {
    if (this.credential === undefined) throw new Error("nobody is signed in");
    return this.credential;
  }

  /** Ends the worker: its nonces and everything it computed from the choices are gone. */
  forgetLock() {
    this.#vault?.close();
    this.#vault = undefined;
  }

  /** After the ballot is on the record nothing here needs the choices any more. */
  forgetChoices() {
    this.forgetLock();
    wipeAnswers(this.answers);
    this.stage = "over";
  }

  finish() {
    this.forgetChoices();
    this.credential?.seed.fill(0);
    this.credential = undefined;
    this.pass = undefined;
  }

  /** @returns {string} the language of the election's texts that is nearest to the voter's */
  get language() {
    return chooseLanguage(this.manifest.languages, [language, ...navigator.languages]);
  }

  /** @returns {boolean} whether leaving the page would lose something */
  hasUnsent() {
    return (
      this.stage === "sending" ||
      (this.stage === "choosing" && this.answers.some((answer) => votesIn(answer) > 0))
    );
  }

  /**
   * @param {Readonly<Record<string, string>>} text of the manifest
   * @returns {string} in the voter's language
   */
  say(text) {
    return text[this.language];
  }
}
