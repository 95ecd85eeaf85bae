/**
 * One key holder's visit: what the page can ask the worker for. The secret never leaves it but in a key file.
 * @module
 */

import { decodeHex, encodeHex } from "../crypto/encoding.js";
import { decodeKeyFile, encodeKeyFile, KeyFileError } from "../crypto/key-file.js";
import { drawSecret } from "../crypto/trustee-keys.js";
import { Board } from "./board.js";
import { recount, singleBallotContests } from "./count.js";
import { hasReached } from "./phases.js";
import { notYet, Problem, refused } from "./problem.js";
import { Record } from "./record.js";
import { ServerSource } from "./sources.js";
import {
  complaintEntry,
  drillEntry,
  isAboutAnother,
  isSameSecret,
  keyEntry,
  nextEntry,
  unlockEntry,
  verifyAttempt,
  verifyKeyWanted,
  verifyOwnKey,
} from "./steps.js";
import { summaryOf } from "./summary.js";
import { TaskFile } from "./task-file.js";

/** @typedef {import("../crypto/key-file.js").KeyPurpose} KeyPurpose */
/** @typedef {import("../crypto/tally.js").Tally} Tally */
/** @typedef {import("../crypto/trustee-keys.js").Outgoing} Outgoing */
/** @typedef {import("../crypto/trustee-keys.js").TrusteeSecret} TrusteeSecret */
/** @typedef {Readonly<{ stage: "record" | "count" | "unlock", done: number, total: number }>} Progress */
/** @typedef {(progress: Progress) => void} Tell */
/** @typedef {Readonly<{ kind: "server", site?: string } | { kind: "task", file: Blob }>} Origin */
/**
 * @typedef {Readonly<{ election: string, trustee: number, source: Origin, countWorker: string }>} Start
 */

const MIN_PASSPHRASE = 12;

export class Session {
  #election = "";
  #trustee = 0;
  #countWorker = "";
  /** @type {import("./sources.js").Source | undefined} */
  #source;
  /** @type {Board | undefined} */
  #board;
  #record = new Record("");
  /** Whether all that was read is under the checkpoint's signature. */
  #isRead = false;
  /** Why the record could not be read to its end. @type {Problem | undefined} */
  #fault;
  /** @type {{ purpose: KeyPurpose, secret: TrusteeSecret } | undefined} */
  #key;
  /** The totals counted here. @type {{ hash: string, tally: Tally } | undefined} */
  #counted;
  /** The one set of totals this worker has unlocked. @type {{ hash: string, outgoing: Outgoing } | undefined} */
  #unlocked;

  /**
   * @param {Start} start
   * @returns {Promise<{ task: { step: string, drillChallenge: string } | null }>} what a task file asks for
   * @throws {Problem} "task_file:..."
   */
  async start({ election, trustee, source, countWorker }) {
    this.forget();
    this.#election = election;
    this.#trustee = trustee;
    this.#countWorker = countWorker;
    const task = source.kind === "task" ? await TaskFile.open(source.file, this.#holder) : null;
    this.#source = task ?? new ServerSource(election, source.kind === "server" ? source.site : "");
    this.#begin();
    if (task === null) return { task };
    const { step, drillChallenge } = task.header;
    return { task: { step, drillChallenge } };
  }

  /**
   * Reads the record on from where it was, and checks everything about it.
   * @param {unknown} _
   * @param {Tell} tell
   * @returns {Promise<import("./summary.js").Summary>}
   * @throws {Problem} "refused", "bad_entry", "not_yet" or "unreachable"
   */
  async read(_, tell) {
    if (this.#source === undefined) throw new Problem("not_started", "no record to read");
    if (this.#board === undefined || this.#fault) this.#begin();
    const board = /** @type {Board} */ (this.#board);
    this.#isRead = false;
    try {
      const take = this.#record.add.bind(this.#record);
      await board.read(take, (done, total) => tell({ stage: "record", done, total }));
      if (this.#key) await board.verifySeen(this.#key.purpose);
    } catch (error) {
      throw this.#noted(error);
    }
    this.#isRead = true;
    return summaryOf(this.#record, board.size);
  }

  /**
   * Makes a key file and keeps nothing of it: whoever has the file can go on.
   * @param {{ passphrase: string }} choice
   * @returns {Promise<{ file: Uint8Array }>}
   * @throws {Problem} "not_yet", "has_key", "stopped", "refused" or "weak_passphrase"
   */
  async makeKey({ passphrase }) {
    const { board, view } = this.#read();
    verifyKeyWanted(view, this.#trustee);
    if ([...passphrase].length < MIN_PASSPHRASE)
      throw new Problem("weak_passphrase", `expected at least ${MIN_PASSPHRASE} characters`);
    const { group, parameters, threshold, attempt } = view.ceremony;
    const secret = drawSecret(group, { index: this.#trustee, threshold });
    const purpose = {
      ...this.#holder,
      parameters,
      attempt,
      logKey: board.logKey,
      checkpoint: board.note,
    };
    const file = await encodeKeyFile(secret, purpose, passphrase);
    const opened = await decodeKeyFile(file, passphrase, this.#holder);
    if (!isSameSecret(opened.secret, secret))
      throw new Error("the key file does not hold what was written");
    return { file };
  }

  /**
   * @param {{ file: Uint8Array, passphrase: string }} choice
   * @returns {Promise<{ attempt: number, isCurrent: boolean, isOnRecord: boolean }>} a key of an earlier
   *   attempt is not kept
   * @throws {Problem} "key_file:...", "refused" or "other_key"
   */
  async openKey({ file, passphrase }) {
    this.#wipe();
    const { board, view } = this.#readToFault();
    const key = await this.#opened(file, passphrase);
    await board.verifySeen(key.purpose);
    const { attempt } = key.purpose;
    if (attempt !== view.attempt) return { attempt, isCurrent: false, isOnRecord: false };
    const isOnRecord = view.keys.has(this.#trustee);
    if (isOnRecord) await verifyOwnKey(view, key.secret, attempt);
    this.#key = key;
    return { attempt, isCurrent: true, isOnRecord };
  }

  /**
   * @returns {Promise<Outgoing>} the `trustee` entry of the open key
   * @throws {Problem}
   */
  async keyEntry() {
    const { view } = this.#read();
    const { purpose, secret } = this.#open();
    verifyAttempt(view, purpose.attempt);
    verifyKeyWanted(view, this.#trustee);
    return keyEntry(view, secret);
  }

  /**
   * @returns {Promise<Outgoing | null>} the `share`, `confirm` or `complaint` entry that is due
   * @throws {Problem} "not_yet", "stopped", "restarted" or "other_key"
   */
  async next() {
    const { view } = this.#read();
    return nextEntry(view, await this.#ownSecret());
  }

  /**
   * @returns {Promise<Outgoing | null>} a `complaint` of the entry that `read` found wrong
   * @throws {Problem} "no_fault", "not_yet", "restarted" or "other_key"
   */
  async complain() {
    const fault = this.#fault;
    if (fault?.code !== "bad_entry")
      throw new Problem("no_fault", "there is nothing to complain of");
    return complaintEntry(this.#record.ceremony, await this.#ownSecret(), fault);
  }

  /**
   * @param {{ challenge: string }} asked 64 hex digits of the server
   * @returns {Promise<Outgoing>} the `drill` entry
   * @throws {Problem} "not_yet", "stopped", "restarted", "other_key" or "refused"
   */
  async drill({ challenge }) {
    const { record, view } = this.#read();
    if (hasReached(record.phase, "closed")) throw refused("the record takes no more drills");
    const secret = await this.#ownSecret();
    return drillEntry(view, secret, decodeHex(challenge, 32, "challenge"));
  }

  /**
   * Counts everything again, which an unlock needs.
   * @param {{ hasProofsChecked: boolean }} choice
   * @param {Tell} tell
   * @returns {Promise<{
   *   ballots: number, replaced: number, tests: number, totals: number, singles: number[],
   *   hasProofsChecked: boolean,
   * }>} singles: contests in which one ballot is the whole total
   * @throws {Problem} "not_yet", "cancelled", "refused" or "unreachable"
   */
  async recount({ hasProofsChecked }, tell) {
    this.#counted = undefined;
    const { board, record } = await this.#readToTotals();
    const tally = await recount(record, board, {
      hasProofsChecked,
      countWorker: this.#countWorker,
      show: (done, total) => tell({ stage: "count", done, total }),
    });
    this.#counted = { hash: record.tallyHash, tally };
    const ballots = record.tallyInput?.counted.length ?? 0;
    return {
      ballots,
      replaced: record.ballots.length - ballots,
      tests: record.tests.length,
      totals: tally.flat().length,
      singles: singleBallotContests(record),
      hasProofsChecked,
    };
  }

  /**
   * Unlocks exactly the totals that were counted here.
   * @param {{ mayOpenSingle: boolean }} choice
   * @param {Tell} tell
   * @returns {Promise<Outgoing>} the `decryption` entry; the same one for the same totals
   * @throws {Problem} "not_yet", "cancelled", "restarted", "other_key", "not_counted", "other_tally",
   *   "already_unlocked", "opened_by_others", "single_ballots" or "refused"
   */
  async unlock({ mayOpenSingle }, tell) {
    const { record } = await this.#readToTotals();
    const secret = await this.#ownSecret();
    this.#verifyOnce(record);
    const hash = record.tallyHash;
    if (this.#counted?.hash !== hash)
      throw new Problem("not_counted", "the totals were not counted again on this device");
    verifySingles(record, mayOpenSingle);
    if (this.#unlocked === undefined) {
      const show = (/** @type {number} */ done, /** @type {number} */ total) =>
        tell({ stage: "unlock", done, total });
      const outgoing = await unlockEntry(record, secret, this.#counted.tally, show);
      this.#unlocked = { hash, outgoing };
    }
    return this.#unlocked.outgoing;
  }

  /** Ends everything that was known. What is left in memory ends with the worker. */
  forget() {
    this.#wipe();
    this.#board = undefined;
    this.#source = undefined;
    this.#isRead = false;
    this.#fault = undefined;
    this.#counted = undefined;
    this.#record = new Record("");
  }

  /** @returns {{ election: string, trustee: number }} */
  get #holder() {
    return { election: this.#election, trustee: this.#trustee };
  }

  /** Forgets the secret. */
  #wipe() {
    this.#key?.secret.signingSeed.fill(0);
    this.#key = undefined;
  }

  /** Begins to read the record from its first entry. */
  #begin() {
    const source = /** @type {import("./sources.js").Source} */ (this.#source);
    this.#board = new Board(source, this.#election);
    this.#record = new Record(this.#election);
    this.#fault = undefined;
    this.#isRead = false;
    this.#counted = undefined;
  }

  /**
   * @param {unknown} error
   * @returns {unknown} the error to throw
   */
  #noted(error) {
    if (!(error instanceof Problem) || error.code !== "refused") return error;
    this.#fault = isAboutAnother(error, this.#trustee)
      ? new Problem("bad_entry", error.message, error.details)
      : error;
    return this.#fault;
  }

  /** A record that was read to its end. */
  #read() {
    if (!this.#isRead) throw new Problem("not_read", "the record was not read to its end");
    return this.#readToFault();
  }

  /** A record that was read to its end, or to an entry of another key holder that does not hold. */
  #readToFault() {
    const isUsable = this.#isRead || this.#fault?.code === "bad_entry";
    if (this.#board === undefined || !isUsable)
      throw new Problem("not_read", "the record was not read to its end");
    return { board: this.#board, record: this.#record, view: this.#record.ceremony };
  }

  /** A record that was read to its totals and is witnessed as its manifest asks for. */
  async #readToTotals() {
    const { board, record } = this.#read();
    if (record.phase === "cancelled")
      throw new Problem("cancelled", "the election was cancelled; nothing is to be unlocked");
    if (!hasReached(record.phase, "decrypting")) throw notYet("the totals are not on the record");
    await board.verifyWitnessed(record.context.manifest.witnesses);
    return { board, record };
  }

  /**
   * @param {Uint8Array} file
   * @param {string} passphrase
   */
  async #opened(file, passphrase) {
    try {
      return await decodeKeyFile(file, passphrase, this.#holder);
    } catch (error) {
      if (!(error instanceof KeyFileError)) throw error;
      throw new Problem(`key_file:${error.code}`, error.message);
    }
  }

  #open() {
    if (this.#key === undefined) throw new Problem("no_key", "no key file is open");
    return this.#key;
  }

  /** @returns {Promise<TrusteeSecret>} whose public part is on the record */
  async #ownSecret() {
    const { purpose, secret } = this.#open();
    await verifyOwnKey(this.#record.ceremony, secret, purpose.attempt);
    return secret;
  }

  /** @param {Record} record whose totals may not be the second ones that are unlocked */
  #verifyOnce(record) {
    const given = record.decryptions.get(this.#trustee);
    if (given && encodeHex(given.tally) !== record.tallyHash)
      throw refused("an unlock share of yours for other totals stands on the record");
    if (this.#unlocked && this.#unlocked.hash !== record.tallyHash)
      throw new Problem("other_tally", "your key was used for other totals before");
    if (given) throw new Problem("already_unlocked", "you have unlocked these totals already");
    if (record.phase !== "decrypting")
      throw new Problem("opened_by_others", "the totals were opened without your key");
  }
}

/**
 * @param {Record} record
 * @param {boolean} mayOpenSingle
 * @throws {Problem} "single_ballots"
 */
function verifySingles(record, mayOpenSingle) {
  const contests = singleBallotContests(record);
  if (contests.length === 0 || mayOpenSingle || record.context.manifest.demonstration) return;
  throw new Problem("single_ballots", "a total would be one ballot", { contests });
}
