/**
 * What the record says, followed entry by entry from the first: the state machine and its contents.
 *
 * Proofs of ballots and the totals are count.js's to check, from what is gathered here. Of a ballot only its
 * place, voter and hash are kept.
 * Source: docs/spec/record.md section 3.
 * @module
 */

import { CEREMONY_TYPES, CeremonyView } from "../crypto/ceremony.js";
import { ElectionContext } from "../crypto/context.js";
import { decodeHex, encodeHex, isSameBytes } from "../crypto/encoding.js";
import { verifyEntrySignature } from "../crypto/entry.js";
import { ProofError } from "../crypto/errors.js";
import { decodeManifest } from "../crypto/manifest.js";
import {
  decodeDecryption,
  decodeFreeze,
  decodeRoll,
  decodeRollChange,
  decodeTally,
  decodeTallyInput,
  decodeTurn,
} from "../crypto/payloads.js";
import { VoterRoll } from "../crypto/voter-roll.js";
import { isSignersFault } from "./blame.js";
import { nextPhase } from "./phases.js";
import { isRefusal, refused } from "./problem.js";

/** @typedef {import("./board.js").BoardEntry} BoardEntry */
/** @typedef {import("../crypto/payloads.js").Voter} Voter */
/** @typedef {import("./phases.js").Phase} Phase */
/** @typedef {Readonly<{ index: number, credential: string, hash: string }>} RecordedBallot cast or shown */

/** What the manifest has to repeat of the ceremony. */
const AGREED = /** @type {const} */ ([
  "demonstration",
  "election",
  "logKey",
  "origin",
  "parameters",
  "threshold",
]);

/** The contents of the record so far. */
export class Record {
  #election;
  /** Hashes of the cast ballots. @type {Set<string>} */
  #cast = new Set();
  /** Hash of the newest payload of each type, in hex. @type {Map<string, string>} */
  #hashes = new Map();
  #manifestBytes = new Uint8Array(0);

  /** @type {Phase} */
  phase = "ceremony";
  ceremony = new CeremonyView();
  /** @type {ElectionContext | undefined} */
  #context;
  /** Hashes of the payloads of all drills, in hex. @type {Set<string>} */
  drills = new Set();
  /** The voters, with what became of their credentials since. */
  roll = new VoterRoll(new Map());
  /** Cast ballots in the order of the record. @type {RecordedBallot[]} */
  ballots = [];
  /** Ballots that were shown as tests. @type {RecordedBallot[]} */
  tests = [];
  /** Number of the `close` entry. */
  closedAt = -1;
  /** @type {import("../crypto/payloads.js").TallyInput | undefined} */
  tallyInput;
  /** @type {import("../crypto/payloads.js").Tally | undefined} */
  tally;
  /** SHA-256 of the `tally` payload, in hex. */
  tallyHash = "";
  /** Number of the `tally` entry. */
  tallyAt = -1;
  /** By trustee, with proofs not checked. @type {Map<number, import("../crypto/payloads.js").Decryption>} */
  decryptions = new Map();

  /** @param {string} election which the record has to be of */
  constructor(election) {
    this.#election = election;
  }

  /**
   * @returns {boolean} whether keys, questions and voters are fixed
   */
  get isFrozen() {
    return this.#context !== undefined;
  }

  /**
   * @returns {ElectionContext}
   * @throws {import("./problem.js").Problem} "refused" if the election is not frozen
   */
  get context() {
    if (this.#context === undefined) throw refused("the election is not frozen");
    return this.#context;
  }

  /** @returns {Uint8Array} of the manifest, as published */
  get manifestBytes() {
    return this.#manifestBytes;
  }

  /**
   * @param {string} credential of a ballot on the record
   * @returns {Voter}
   */
  voter(credential) {
    return /** @type {Voter} */ (this.roll.voter(credential));
  }

  /**
   * Takes the next entry. After one that is refused nothing more can be taken; the ceremony stands as it was.
   * @param {BoardEntry} boardEntry
   * @throws {import("./problem.js").Problem} "refused" with the entry and whoever signed it
   */
  async add(boardEntry) {
    const { index, entry } = boardEntry;
    try {
      const phase = this.#next(entry.type);
      await this.#take(boardEntry);
      this.#hashes.set(entry.type, entry.payload);
      this.phase = phase;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const { message } = /** @type {Error} */ (error);
      const { type, trustee } = entry;
      const isToBlame = await isSignersFault(error, entry, this.ceremony);
      const details = { entry: index, type, trustee, isToBlame };
      throw refused(`entry ${index} (${type}): ${message}`, details);
    }
  }

  /**
   * @param {string} type
   * @returns {Phase}
   */
  #next(type) {
    const phase = nextPhase(this.phase, type);
    if (phase === undefined || (type === "cancel" && this.ceremony.phase === "start"))
      throw new ProofError("record", `not allowed here, in phase ${this.phase}`);
    return phase;
  }

  /** @param {BoardEntry} boardEntry */
  async #take(boardEntry) {
    const { index, entry, payload } = boardEntry;
    if (CEREMONY_TYPES.includes(entry.type)) return this.#takeCeremony(boardEntry);
    switch (entry.type) {
      case "election":
        return this.#takeManifest(payload);
      case "roll":
        return this.#takeRoll(payload);
      case "roll-change":
        return this.#takeRollChange(boardEntry);
      case "freeze":
        return this.#takeFreeze(payload);
      case "ballot":
        return this.#takeBallot(boardEntry);
      case "challenge":
        return this.#takeTest(boardEntry);
      case "tally-input":
        return this.#takeTallyInput(payload);
      case "tally":
        return this.#takeTally(boardEntry);
      case "decryption":
        return this.#takeDecryption(boardEntry);
      case "result":
        // Whoever is to unlock has nothing to do any more.
        return undefined;
      default:
        this.#verifyElection(decodeTurn(payload, entry.type).election);
        if (entry.type === "close") this.closedAt = index;
        return undefined;
    }
  }

  /** @param {BoardEntry} boardEntry */
  async #takeCeremony({ index, entry, payload }) {
    await this.ceremony.addEntry(entry, payload, `entry ${index}`);
    this.#verifyElection(this.ceremony.ceremony.election);
    if (entry.type === "drill") this.drills.add(entry.payload);
  }

  /** @param {string} election */
  #verifyElection(election) {
    if (election !== this.#election) throw new ProofError("payload", "is of another election");
  }

  /** @param {Uint8Array} payload */
  async #takeManifest(payload) {
    if (!this.ceremony.isComplete)
      throw new ProofError("manifest", "not every key holder has proven its key");
    const manifest = await decodeManifest(payload);
    const { ceremony } = this.ceremony;
    for (const name of AGREED) {
      if (manifest[name] !== ceremony[name])
        throw new ProofError("manifest", `its ${name} differs from the key ceremony's`);
    }
    if (JSON.stringify(manifest.trustees) !== JSON.stringify(ceremony.trustees))
      throw new ProofError("manifest", "its trustees differ from the key ceremony's");
    this.#manifestBytes = payload;
  }

  /** @param {Uint8Array} payload */
  #takeRoll(payload) {
    const { election, voters } = decodeRoll(payload);
    this.#verifyElection(election);
    this.roll = new VoterRoll(voters);
  }

  /** @param {BoardEntry} boardEntry */
  #takeRollChange({ index, payload }) {
    const { election, changes } = decodeRollChange(payload);
    this.#verifyElection(election);
    const [wrong] = this.roll.change(index, changes);
    if (wrong) throw new ProofError("roll-change", `changes[${wrong.position}]: ${wrong.fault}`);
  }

  /** @param {Uint8Array} payload */
  async #takeFreeze(payload) {
    const { group } = this.ceremony.ceremony;
    const jointKey = this.ceremony.jointKey();
    const context = await ElectionContext.build(this.#manifestBytes, group.elementHex(jointKey));
    const freeze = decodeFreeze(payload, group);
    this.#verifyElection(freeze.election);
    const isFixed =
      freeze.jointKey === jointKey &&
      isSameBytes(freeze.electionHash, context.electionHash) &&
      isSameBytes(freeze.manifest, this.#hashOf("election")) &&
      isSameBytes(freeze.roll, this.#hashOf("roll")) &&
      isSameBytes(freeze.transcript, await this.ceremony.transcript());
    if (!isFixed)
      throw new ProofError("freeze", "does not fix the keys, questions and voters on the record");
    this.#context = context;
  }

  /**
   * @param {string} type of an entry there is
   * @returns {Uint8Array} the hash of its payload
   */
  #hashOf(type) {
    return decodeHex(this.#hashes.get(type), 32, type);
  }

  /** @param {BoardEntry} boardEntry */
  async #takeBallot({ index, entry }) {
    const credential = await this.#verifyVoter(index, entry);
    if (this.#cast.has(entry.payload))
      throw new ProofError("ballot", "stands on the record already");
    this.#cast.add(entry.payload);
    this.ballots.push({ index, credential, hash: entry.payload });
  }

  /** @param {BoardEntry} boardEntry */
  async #takeTest({ index, entry }) {
    const credential = await this.#verifyVoter(index, entry);
    this.tests.push({ index, credential, hash: entry.ballot ?? "" });
  }

  /**
   * @param {number} index
   * @param {import("../crypto/entry.js").Entry} entry
   * @returns {Promise<string>} credential of the voter on the roll who signed it
   */
  async #verifyVoter(index, entry) {
    const credential = entry.credential ?? "";
    if (!this.roll.holds(credential, index))
      throw new ProofError(entry.type, "its voter is not on the roll");
    await verifyEntrySignature(entry, decodeHex(credential, 32, "credential"), entry.type);
    return credential;
  }

  /** @param {Uint8Array} payload */
  #takeTallyInput(payload) {
    const tallyInput = decodeTallyInput(payload);
    this.#verifyElection(tallyInput.election);
    this.tallyInput = tallyInput;
  }

  /** @param {BoardEntry} boardEntry */
  #takeTally({ index, entry, payload }) {
    const tally = decodeTally(payload, this.context.group);
    this.#verifyElection(tally.election);
    if (encodeHex(tally.tallyInput) !== this.#hashes.get("tally-input"))
      throw new ProofError("tally", "is of another list of counted ballots");
    this.tally = tally;
    this.tallyHash = entry.payload;
    this.tallyAt = index;
  }

  /** @param {BoardEntry} boardEntry */
  async #takeDecryption({ entry, payload }) {
    const decryption = decodeDecryption(payload, this.context.group);
    const { trustee } = decryption;
    this.#verifyElection(decryption.election);
    if (trustee !== entry.trustee)
      throw new ProofError("decryption", "entry and payload name different key holders");
    if (this.decryptions.has(trustee))
      throw new ProofError("decryption", "this key holder has unlocked the count already");
    await verifyEntrySignature(entry, this.ceremony.signingKey(trustee), "decryption");
    this.decryptions.set(trustee, decryption);
  }
}
