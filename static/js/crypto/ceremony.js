/**
 * The key ceremony as anybody can follow it on the record: proofs, phases, and the keys it makes.
 *
 * n trustees publish keys and shares; any k of them can decrypt later. Nothing here needs a secret.
 * Source: docs/spec/protocol.md section 4; docs/spec/record.md section 3; Pedersen, EUROCRYPT 1991.
 * @module
 */

import { readCeremonyEntry } from "./ceremony-entries.js";
import { jointCommitment, numbersOf, publicShareKey, transcriptHash } from "./ceremony-keys.js";
import { verifySharePayload, verifyTrusteePayload } from "./ceremony-proofs.js";
import { isSameBytes } from "./encoding.js";
import { CeremonyError, ProofError } from "./errors.js";
import { parameterHash } from "./hash-chain.js";
import { verifyDrill } from "./schnorr.js";

/** @typedef {import("./ceremony-payloads.js").CeremonyPayload} CeremonyPayload */
/** @typedef {import("./ceremony-payloads.js").ComplaintPayload} ComplaintPayload */
/** @typedef {import("./ceremony-payloads.js").ConfirmPayload} ConfirmPayload */
/** @typedef {import("./ceremony-payloads.js").DrillPayload} DrillPayload */
/** @typedef {import("./ceremony-payloads.js").SharePayload} SharePayload */
/** @typedef {import("./ceremony-payloads.js").Step} Step */
/** @typedef {import("./ceremony-payloads.js").TrusteePayload} TrusteePayload */
/** @typedef {import("./ceremony-payloads.js").WaiverPayload} WaiverPayload */
/** @typedef {import("./ceremony-proofs.js").ProvenShare} ProvenShare */
/** @typedef {import("./ceremony-proofs.js").TrusteeKey} TrusteeKey */
/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {"start" | "keys" | "shares" | "confirming" | "drilling" | "stopped"} Phase */

/** The types of entry a CeremonyView takes. */
export const CEREMONY_TYPES = Object.freeze([
  "ceremony",
  "trustee",
  "share",
  "confirm",
  "complaint",
  "drill",
  "waiver",
]);

/**
 * The ceremony of one election, fed with its entries in the order of the record. An entry that is refused
 * leaves the view as it was. A new attempt begins from nothing.
 */
export class CeremonyView {
  /** @type {CeremonyPayload | undefined} */
  #ceremony;
  /** @type {Promise<Uint8Array> | undefined} */
  #parameterDigest;
  /** Payload hashes of the drills taken. @type {Set<string>} */
  #drills = new Set();

  /** What the ceremony waits for. @type {Phase} */
  phase = "start";
  /** By trustee. @type {Map<number, TrusteeKey>} */
  keys = new Map();
  /** By sender. @type {Map<number, readonly ProvenShare[]>} */
  shares = new Map();
  /** Trustees who confirmed the transcript. @type {Set<number>} */
  confirmed = new Set();
  /** Trustees who passed at least one drill. @type {Set<number>} */
  drilled = new Set();
  /** Trustees whose drill is not waited for, whether they pass one later or not. @type {Set<number>} */
  waived = new Set();
  /** Of this attempt; one stops it. @type {ComplaintPayload[]} */
  complaints = [];

  /**
   * @returns {CeremonyPayload} what began this attempt
   * @throws {CeremonyError} if the ceremony has not begun
   */
  get ceremony() {
    if (this.#ceremony === undefined) throw new CeremonyError("ceremony", "has not begun");
    return this.#ceremony;
  }

  /** @returns {number} 0 before the first attempt */
  get attempt() {
    return this.#ceremony?.attempt ?? 0;
  }

  /** Whether every trustee has confirmed, and has passed a drill or been waived. */
  get isComplete() {
    return this.phase === "drilling" && this.missing().length === 0;
  }

  /** @returns {number[]} the trustees the present phase still waits for, ascending */
  missing() {
    const present = {
      start: undefined,
      keys: this.keys,
      shares: this.shares,
      confirming: this.confirmed,
      drilling: new Set([...this.drilled, ...this.waived]),
      stopped: undefined,
    }[this.phase];
    if (present === undefined) return [];
    return this.ceremony.trustees.map((_, index) => index + 1).filter((i) => !present.has(i));
  }

  /**
   * Takes the next entry, its signature included. Wait for one before giving the next.
   * @param {Entry} entry of one of CEREMONY_TYPES
   * @param {Uint8Array} bytes its payload
   * @param {string} place of the entry
   * @throws {import("./errors.js").DecodeError} if entry and payload do not belong together, or the payload is malformed
   * @throws {CeremonyError} if it is not allowed here
   * @throws {ProofError} if a signature or proof does not hold or a number is not in the group
   */
  async addEntry(entry, bytes, place) {
    const payload = await readCeremonyEntry(this, entry, bytes, place);
    switch (entry.type) {
      case "ceremony":
        return this.#start(payload);
      case "trustee":
        return this.#addKeys(payload);
      case "share":
        return this.#addShares(payload);
      case "confirm":
        return this.#addConfirmation(payload);
      case "complaint":
        return this.#addComplaint(payload);
      case "drill":
        return this.#addDrill(payload, entry.payload);
      default:
        return this.#addWaiver(payload);
    }
  }

  /**
   * @param {number} trustee
   * @returns {Uint8Array} its Ed25519 public key
   * @throws {CeremonyError} if the trustee has no keys on the record
   */
  signingKey(trustee) {
    const key = this.keys.get(trustee);
    if (key === undefined)
      throw new CeremonyError(`trustee ${trustee}`, "has no keys on the record");
    return key.signingKey;
  }

  /**
   * @param {number} recipient
   * @returns {ProvenShare[]} what was sent to one trustee so far, ascending by sender
   */
  sharesFor(recipient) {
    return [...this.shares.values()]
      .flat()
      .filter((share) => share.recipient === recipient)
      .sort((left, right) => left.sender - right.sender);
  }

  /** @throws {CeremonyError} unless every trustee has made its keys */
  verifyKeysComplete() {
    if (this.keys.size !== this.ceremony.trustees.length)
      throw new CeremonyError("ceremony", "not every trustee has made its keys");
  }

  /** @throws {CeremonyError} unless every trustee has sent its shares */
  verifySharesComplete() {
    if (this.shares.size !== this.ceremony.trustees.length)
      throw new CeremonyError("ceremony", "not every trustee has sent its shares");
  }

  /**
   * @returns {bigint} the joint public key K
   * @throws {CeremonyError} if keys are missing
   */
  jointKey() {
    this.verifyKeysComplete();
    return jointCommitment(this.ceremony.group, [...this.keys.values()], 0);
  }

  /**
   * @param {number} trustee
   * @returns {bigint} S_i, the public part of trustee i's key share
   * @throws {CeremonyError} if keys are missing
   */
  shareKey(trustee) {
    this.verifyKeysComplete();
    const { group } = this.ceremony;
    return publicShareKey(group, [...this.keys.values()], trustee);
  }

  /**
   * @returns {Promise<Uint8Array>} H_G: what every trustee has to have seen alike
   * @throws {CeremonyError} if keys are missing
   */
  async transcript() {
    this.verifyKeysComplete();
    const keys = [...this.keys.values()].sort((left, right) => left.index - right.index);
    return transcriptHash(this.ceremony, keys, await this.parameterDigest());
  }

  /**
   * @returns {Promise<Uint8Array>} H_P
   * @throws {CeremonyError} if the ceremony has not begun
   */
  async parameterDigest() {
    const { group, trustees, threshold: k, demonstration } = this.ceremony;
    this.#parameterDigest ??= parameterHash(group, { n: trustees.length, k, demonstration });
    return this.#parameterDigest;
  }

  /**
   * @param {number} trustee
   * @param {Uint8Array} challenge 32 bytes the server chose
   * @returns {import("./schnorr.js").DrillStatement}
   * @throws {CeremonyError} if keys are missing
   */
  drillStatement(trustee, challenge) {
    const { election } = this.ceremony;
    return { election, trustee, shareKey: this.shareKey(trustee), challenge };
  }

  /** @param {CeremonyPayload} payload */
  #start(payload) {
    const expected = this.attempt + 1;
    if (payload.attempt !== expected)
      throw new CeremonyError("ceremony", `expected attempt ${expected}, got ${payload.attempt}`);
    if (this.#ceremony !== undefined && fixedOf(payload) !== fixedOf(this.#ceremony))
      throw new CeremonyError("ceremony", "a new attempt is for another election or log");
    this.#ceremony = payload;
    this.#parameterDigest = undefined;
    this.#drills = new Set();
    this.phase = "keys";
    this.keys = new Map();
    this.shares = new Map();
    this.confirmed = new Set();
    this.drilled = new Set();
    this.waived = new Set();
    this.complaints = [];
  }

  /** @param {TrusteePayload} payload */
  async #addKeys(payload) {
    this.#expect(payload, "keys");
    this.#expectMissing(payload);
    this.#checkFresh(payload);
    const key = await verifyTrusteePayload(payload, this.ceremony, await this.parameterDigest());
    this.#checkJointKey(key);
    this.keys.set(payload.trustee, key);
    this.#advance("shares");
  }

  /**
   * No key may stand on the record already, or twice in the payload.
   * @param {TrusteePayload} payload
   */
  #checkFresh(payload) {
    const known = new Set([...this.keys.values()].flatMap(numbersOf));
    const added = numbersOf(payload);
    if (new Set(added).size !== added.length || added.some((number) => known.has(number)))
      throw new ProofError(`trustee ${payload.trustee}`, "a key stands on the record twice");
  }

  /** @param {TrusteeKey} key perhaps the last one */
  #checkJointKey({ index, commitments: [first] }) {
    if (this.missing().length > 1) return;
    const others = [...this.keys.values()].map(({ commitments }) => commitments[0]);
    if (this.ceremony.group.product([...others, first]) === 1n)
      throw new ProofError(`trustee ${index}`, "the joint key must not be one");
  }

  /** @param {SharePayload} payload */
  async #addShares(payload) {
    this.#expect(payload, "shares");
    this.#expectMissing(payload);
    const shares = await verifySharePayload(payload, this.ceremony, await this.parameterDigest());
    this.shares.set(payload.trustee, shares);
    this.#advance("confirming");
  }

  /** @param {ConfirmPayload} payload */
  async #addConfirmation(payload) {
    this.#expect(payload, "confirming");
    this.#expectMissing(payload);
    if (!isSameBytes(payload.transcript, await this.transcript()))
      throw new ProofError(`trustee ${payload.trustee}`, "confirms another transcript");
    this.confirmed.add(payload.trustee);
    this.#advance("drilling");
  }

  /** @param {ComplaintPayload} payload */
  #addComplaint(payload) {
    this.#expect(payload, "shares", "confirming");
    if (payload.against > this.ceremony.trustees.length)
      throw new CeremonyError(`trustee ${payload.trustee}`, "complains of a trustee there is not");
    this.complaints.push(payload);
    this.phase = "stopped";
  }

  /**
   * @param {DrillPayload} payload
   * @param {string} hash of the payload, which tells equal drills from others
   */
  async #addDrill(payload, hash) {
    this.#expect(payload, "drilling");
    const { trustee, challenge, proof } = payload;
    const statement = this.drillStatement(trustee, challenge);
    await verifyDrill(this.ceremony.group, await this.parameterDigest(), statement, proof);
    if (this.#drills.has(hash))
      throw new ProofError(`trustee ${trustee}`, "this drill stands on the record already");
    this.#drills.add(hash);
    this.drilled.add(trustee);
  }

  /** @param {WaiverPayload} payload */
  #addWaiver(payload) {
    this.#checkAttempt(payload, Math.max(...payload.trustees), "waiver");
    if (this.phase !== "drilling")
      throw new CeremonyError("waiver", `not allowed, phase ${this.phase}`);
    // One key more than the count needs has proven itself, so that one may still be lost.
    const fewest = this.ceremony.threshold + 1;
    if (this.drilled.size < fewest)
      throw new CeremonyError("waiver", `expected ${fewest} drills, got ${this.drilled.size}`);
    const missing = this.missing();
    const done = payload.trustees.find((trustee) => !missing.includes(trustee));
    if (done !== undefined)
      throw new CeremonyError("waiver", `nothing is asked of trustee ${done} any more`);
    for (const trustee of payload.trustees) this.waived.add(trustee);
  }

  /**
   * @param {Step} payload
   * @param {...Phase} phases in which it is allowed
   */
  #expect(payload, ...phases) {
    const place = `trustee ${payload.trustee}`;
    this.#checkAttempt(payload, payload.trustee, place);
    if (!phases.includes(this.phase))
      throw new CeremonyError(place, `not allowed, phase ${this.phase}`);
  }

  /**
   * @param {Readonly<{ election: string, attempt: number }>} payload
   * @param {number} highest number of a trustee it names
   * @param {string} place
   */
  #checkAttempt({ election, attempt }, highest, place) {
    const { election: own, trustees } = this.ceremony;
    if (election !== own) throw new CeremonyError(place, "payload is for another election");
    if (attempt !== this.attempt)
      throw new CeremonyError(place, `expected attempt ${this.attempt}, got ${attempt}`);
    if (highest > trustees.length)
      throw new CeremonyError(place, `there are only ${trustees.length} trustees`);
  }

  /** @param {Step} payload */
  #expectMissing({ trustee }) {
    if (!this.missing().includes(trustee))
      throw new CeremonyError(`trustee ${trustee}`, "has taken this step already");
  }

  /** @param {Phase} phase that follows when nobody is missing */
  #advance(phase) {
    if (this.missing().length === 0) this.phase = phase;
  }
}

/**
 * @param {CeremonyPayload} payload
 * @returns {string} what every attempt at the keys of one election has in common
 */
function fixedOf({ election, origin, logKey, demonstration }) {
  return JSON.stringify([election, origin, logKey, demonstration]);
}
