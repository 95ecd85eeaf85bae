/**
 * One key holder's visit: what the page can ask the worker for. The secret never leaves it but in a key file.
 * @module
 */

import { decodeHex, encodeHex } from "../crypto/encoding.js";
import { decodeKeyFile, encodeKeyFile, KeyFileError } from "../crypto/key-file.js";
import { drawSecret } from "../crypto/trustee-keys.js";
import { recount, singleBallotContests } from "./count.js";
import { hasReached } from "./phases.js";
import { Problem, refused } from "./problem.js";
import { Reading } from "./reading.js";
import { ServerSource } from "./sources.js";
import {
  complaintEntry,
  drillEntry,
  isSameSecret,
  keyEntry,
  nextEntry,
  unlockEntry,
  verifyAttempt,
  verifyKeyWanted,
  verifyOwnKey,
} from "./steps.js";
import { TaskFile } from "./task-file.js";
import { verifyUnlockShares } from "./unlock-shares.js";

/** @typedef {import("../crypto/ceremony.js").CeremonyView} CeremonyView */
/** @typedef {import("../crypto/key-file.js").KeyPurpose} KeyPurpose */
/** @typedef {import("../crypto/tally.js").Tally} Tally */
/** @typedef {import("../crypto/trustee-keys.js").Outgoing} Outgoing */
/** @typedef {import("../crypto/trustee-keys.js").TrusteeSecret} TrusteeSecret */
/** @typedef {import("./record.js").Record} ElectionRecord */
/** @typedef {"record" | "count" | "unlock"} Stage */
/** @typedef {(progress: Readonly<{ stage: Stage, done: number, total: number }>) => void} Tell */
/** @typedef {Readonly<{ kind: "server", site?: string } | { kind: "task", file: Blob }>} Origin */
/** @typedef {Readonly<{ election: string, trustee: number, source: Origin }>} Start */

const MIN_PASSPHRASE = 12;

export class Session {
  #holder = { election: "", trustee: 0 };
  /** @type {Reading | undefined} */
  #reading;
  /** @type {{ purpose: KeyPurpose, secret: TrusteeSecret } | undefined} */
  #key;
  /** The totals counted here. @type {{ record: ElectionRecord, tally: Tally } | undefined} */
  #counted;
  /** The one set of totals this worker ever unlocks. @type {{ hash: string, outgoing: Outgoing } | undefined} */
  #unlocked;

  /**
   * @param {Start} start
   * @returns {Promise<{ task: { step: string, drillChallenge: string } | null }>} what a task file asks for
   * @throws {Problem} "task_file:..."
   */
  async start({ election, trustee, source }) {
    this.forget();
    this.#holder = { election, trustee };
    if (source.kind === "server") {
      this.#reading = new Reading(new ServerSource(election, source.site), this.#holder);
      return { task: null };
    }
    const task = await TaskFile.open(source.file, this.#holder);
    this.#reading = new Reading(task, this.#holder);
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
  read(_, tell) {
    return this.#started().read(this.#key?.purpose, progressOf("record", tell));
  }

  /**
   * Makes a key file and keeps nothing of it: whoever has the file can go on.
   * @param {{ passphrase: string }} choice
   * @returns {Promise<{ file: Uint8Array }>}
   * @throws {Problem} "not_yet", "has_key", "stopped", "refused" or "weak_passphrase"
   */
  async makeKey({ passphrase }) {
    const { board, view } = this.#started().whole();
    const { trustee } = this.#holder;
    verifyKeyWanted(view, trustee);
    if ([...passphrase].length < MIN_PASSPHRASE)
      throw new Problem("weak_passphrase", `expected at least ${MIN_PASSPHRASE} characters`);
    const { group, parameters, threshold, attempt } = view.ceremony;
    const secret = drawSecret(group, { index: trustee, threshold });
    const seen = { logKey: board.logKey, checkpoint: board.note };
    const purpose = { ...this.#holder, parameters, attempt, ...seen };
    const file = await encodeKeyFile(secret, purpose, passphrase);
    const opened = await decodeKeyFile(file, passphrase, this.#holder);
    const isSame = isSameSecret(opened.secret, secret);
    for (const { signingSeed } of [opened.secret, secret]) signingSeed.fill(0);
    if (!isSame) throw new Error("the key file does not hold what was written");
    return { file };
  }

  /**
   * @param {{ file: Uint8Array, passphrase: string }} choice
   * @returns {Promise<{ attempt: number, isCurrent: boolean, isOnRecord: boolean }>} a key of another
   *   attempt is not kept
   * @throws {Problem} "key_file:...", "refused" or "other_key"
   */
  async openKey({ file, passphrase }) {
    this.#wipe();
    const { board, view } = this.#started().toFault();
    const key = await this.#opened(file, passphrase);
    await board.verifySeen(key.purpose);
    const { attempt } = key.purpose;
    if (attempt !== view.attempt) return { attempt, isCurrent: false, isOnRecord: false };
    const isOnRecord = view.keys.has(this.#holder.trustee);
    if (isOnRecord) await verifyOwnKey(view, key.secret, attempt);
    this.#key = key;
    return { attempt, isCurrent: true, isOnRecord };
  }

  /**
   * @returns {Promise<Outgoing>} the `trustee` entry of the open key
   * @throws {Problem} "restarted", "has_key", "stopped" or "refused"
   */
  async keyEntry() {
    const { view } = this.#started().whole();
    const { purpose, secret } = this.#open();
    verifyAttempt(view, purpose.attempt);
    verifyKeyWanted(view, secret.index);
    return keyEntry(view, secret);
  }

  /**
   * @returns {Promise<Outgoing | null>} the `share`, `confirm` or `complaint` entry that is due
   * @throws {Problem} "not_yet", "stopped", "restarted" or "other_key"
   */
  async next() {
    const { view } = this.#started().whole();
    return nextEntry(view, await this.#ownSecret(view));
  }

  /**
   * @returns {Promise<Outgoing>} a `complaint` of the entry that `read` found wrong
   * @throws {Problem} "no_fault", "not_yet", "restarted" or "other_key"
   */
  async complain() {
    const { fault } = this.#started();
    if (fault?.code !== "bad_entry")
      throw new Problem("no_fault", "there is nothing to complain of");
    const { board, view } = this.#started().toFault();
    await board.verifySeen(this.#open().purpose);
    return complaintEntry(view, await this.#ownSecret(view), fault);
  }

  /**
   * @param {{ challenge: string }} asked 64 hex digits of the server
   * @returns {Promise<Outgoing>} the `drill` entry
   * @throws {Problem} "not_yet", "stopped", "restarted", "other_key" or "refused"
   */
  async drill({ challenge }) {
    const { record, view } = this.#started().whole();
    if (hasReached(record.phase, "closed")) throw refused("the record takes no more drills");
    const secret = await this.#ownSecret(view);
    return drillEntry(view, secret, decodeHex(challenge, 32, "challenge"));
  }

  /**
   * Counts everything again, which an unlock needs. With the ballots' proofs, those of other key holders'
   * unlock shares are checked.
   * @param {{ hasProofsChecked: boolean }} choice
   * @param {Tell} tell
   * @returns {Promise<{
   *   ballots: number, replaced: number, withdrawn: number, tests: number, totals: number, singles: number[],
   *   reissued: number, revoked: number, hasProofsChecked: boolean,
   * }>} withdrawn: ballots of voters taken off the list; reissued and revoked: voters; singles: contests in which one ballot is the whole total
   * @throws {Problem} "not_yet", "cancelled", "refused" or "unreachable"
   */
  async recount({ hasProofsChecked }, tell) {
    this.#counted = undefined;
    const { board, record } = await this.#started().toTotals();
    const show = progressOf("count", tell);
    const tally = await recount(record, board, { hasProofsChecked, show });
    if (hasProofsChecked) await verifyUnlockShares(record, tally);
    this.#counted = { record, tally };
    const ballots = record.tallyInput?.counted.length ?? 0;
    const { roll } = record;
    const withdrawn = record.ballots.filter(({ credential }) => roll.isGone(credential)).length;
    return {
      ballots,
      replaced: record.ballots.length - ballots - withdrawn,
      withdrawn,
      reissued: roll.reissued,
      revoked: roll.revoked,
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
    const { record, view } = await this.#started().toTotals();
    const secret = await this.#ownSecret(view);
    this.#verifyOnce(record);
    if (this.#counted?.record !== record)
      throw new Problem("not_counted", "the totals were not counted again on this device");
    verifySingles(record, mayOpenSingle);
    if (this.#unlocked === undefined) {
      const show = progressOf("unlock", tell);
      const outgoing = await unlockEntry(record, secret, this.#counted.tally, show);
      this.#unlocked = { hash: record.tallyHash, outgoing };
    }
    return this.#unlocked.outgoing;
  }

  /** Ends what was known. What is left of it in memory ends with the worker. */
  forget() {
    this.#wipe();
    this.#reading = undefined;
    this.#counted = undefined;
  }

  /** Forgets the secret. */
  #wipe() {
    this.#key?.secret.signingSeed.fill(0);
    this.#key = undefined;
  }

  #started() {
    if (this.#reading === undefined) throw new Problem("not_read", "no record was read");
    return this.#reading;
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

  /**
   * @param {CeremonyView} view
   * @returns {Promise<TrusteeSecret>} whose public part is on the record
   */
  async #ownSecret(view) {
    const { purpose, secret } = this.#open();
    await verifyOwnKey(view, secret, purpose.attempt);
    return secret;
  }

  /** @param {ElectionRecord} record whose totals may not be the second ones that are unlocked */
  #verifyOnce(record) {
    const given = record.decryptions.get(this.#holder.trustee);
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
 * @param {Stage} stage
 * @param {Tell} tell
 * @returns {import("./board.js").Show}
 */
function progressOf(stage, tell) {
  return (done, total) => tell({ stage, done, total });
}

/**
 * @param {ElectionRecord} record
 * @param {boolean} mayOpenSingle
 * @throws {Problem} "single_ballots"
 */
function verifySingles(record, mayOpenSingle) {
  const contests = singleBallotContests(record);
  if (contests.length === 0 || mayOpenSingle || record.context.manifest.demonstration) return;
  throw new Problem("single_ballots", "a total would be one ballot", { contests });
}
