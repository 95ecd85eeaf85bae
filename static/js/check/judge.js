/**
 * Judging single ballots, which is most of the work: each is judged from itself alone, in any order and place.
 * Source: docs/spec/verification.md C01.4, C07.1 to C07.6, C08.1 to C08.5.
 * @module
 */

import {
  ballotFaults,
  ballotHash,
  decodeBallot,
  decodeChallenge,
  openChallenge,
} from "../crypto/ballot.js";
import { decodeCommitments, verifyTogether } from "../crypto/batch.js";
import { ElectionContext } from "../crypto/context.js";
import { decodeHex, encodeHex, utf8 } from "../crypto/encoding.js";
import { verifyEntrySignature } from "../crypto/entry.js";
import { ballotId } from "../crypto/hash-chain.js";
import { Totals } from "../crypto/tally.js";
import { sha256 } from "../crypto/transcript.js";
import { isRefusal } from "./refusals.js";
import { otherVersion } from "./rows.js";

/** @typedef {import("../crypto/ballot.js").Ballot} Ballot */
/** @typedef {import("../crypto/entry.js").Entry} Entry */

/** What ballots are judged by: the manifest's bytes and K in hex. @typedef {Readonly<{ manifest: Uint8Array, jointKey: string }>} Setup */
/**
 * A ballot entry or the entry of a test, with its payload. `weight` is 0 if it is not counted. Where proofs were
 * tried before, `isProven` leaves them, the signature and the nonces out. `line` is the ballot's line of
 * commitments.jsonl, where it stands in its place.
 * @typedef {Readonly<{
 *   index: number, entry: Entry, payload: Uint8Array, weight: number, isProven: boolean, line?: Uint8Array,
 * }>} Item
 */
/** An item that was read; `isOver` if no more can be said of it. @typedef {Readonly<{ item: Item, faults: Faults, ballot?: Ballot, isOver: boolean }>} Reading */
/** What may stand on the record once only: what it is, and its SHA-256. @typedef {readonly [what: string, digest: string]} Mark */
/**
 * `hash` is the ballot's; the rest is nothing if it cannot be read. `isUsable` says that its numbers may enter
 * the totals.
 * @typedef {Readonly<{
 *   index: number, faults: readonly (readonly [sentence: string, detail: string])[], isUsable: boolean,
 *   ballot?: Readonly<{ hash: string, id: string, style: number, numbers: Mark[], proofs: Mark[] }>,
 * }>} Judgement
 */

const KINDS = { member: "C07.4", selection: "C07.5", contest: "C07.6" };

export class Judge {
  #context;
  #totals;

  /** @param {ElectionContext} context */
  constructor(context) {
    this.#context = context;
    this.#totals = new Totals(context);
  }

  /**
   * @param {Setup} setup
   * @returns {Promise<Judge>}
   */
  static async build({ manifest, jointKey }) {
    return new Judge(await ElectionContext.build(manifest, jointKey));
  }

  /**
   * @param {readonly Item[]} items
   * @returns {Promise<Judgement[]>}
   */
  async judge(items) {
    const readings = [];
    for (const item of items) readings.push(await this.#read(item));
    const proven = await this.#provenTogether(readings);
    const judgements = [];
    for (const reading of readings)
      judgements.push(await this.#finish(reading, proven.has(reading.item.index)));
    return judgements;
  }

  /** @returns {Promise<import("../crypto/tally.js").Tally>} of all ballots with a weight that were usable */
  async totals() {
    return this.#totals.tally();
  }

  /** Nothing is left open. */
  close() {}

  /**
   * What costs little: signature, version, and the form of a ballot.
   * @param {Item} item
   * @returns {Promise<Reading>}
   */
  async #read(item) {
    const faults = new Faults();
    const isBallot = item.entry.type === "ballot";
    if (!item.isProven)
      await faults.holds(isBallot ? "C07.3" : "C08.3", () => verifySigner(item.entry));
    const version = otherVersion(item.payload);
    if (version !== undefined) {
      faults.add("C01.4", `its payload is of version ${version}`);
      return { item, faults, isOver: true };
    }
    if (!isBallot) return { item, faults, isOver: false };
    const ballot = await faults.holds("C07.1", () => decodeBallot(item.payload, this.#context));
    return { item, faults, ballot, isOver: ballot === undefined };
  }

  /**
   * @param {readonly Reading[]} readings
   * @returns {Promise<Set<number>>} the entries of the ballots that are proven with the lines beside them
   */
  async #provenTogether(readings) {
    const claims = [];
    for (const { item, ballot } of readings) {
      if (item.isProven || item.line === undefined || ballot === undefined) continue;
      const { line } = item;
      const read = attempt(() => decodeCommitments(line, ballot, this.#context.group));
      if (read === undefined || read.hash !== (await ballotHash(item.payload))) continue;
      claims.push({ index: item.index, ballot, commitments: read.commitments });
    }
    const proven = await verifyTogether(claims, this.#context);
    return new Set(claims.filter((_, place) => proven[place]).map(({ index }) => index));
  }

  /**
   * @param {Reading} reading
   * @param {boolean} isProvenNow
   * @returns {Promise<Judgement>}
   */
  async #finish({ item, faults, ballot, isOver }, isProvenNow) {
    if (isOver) return { index: item.index, faults: faults.found, isUsable: false };
    if (ballot === undefined) return this.#judgeTest(item, faults);
    const { index, entry, payload, weight, isProven } = item;
    if (encodeHex(ballot.credential) !== entry.credential)
      faults.add("C07.2", "the ballot names another credential than its entry");
    const isUsable =
      isProven || isProvenNow || (await this.#checkProofs(ballot, faults, KINDS));
    if (isUsable && weight > 0) this.#totals.add(ballot, weight);
    const hash = await ballotHash(payload);
    return { index, faults: faults.found, isUsable, ballot: await this.#marks(ballot, hash) };
  }

  /**
   * @param {Item} item
   * @param {Faults} faults
   * @returns {Promise<Judgement>}
   */
  async #judgeTest({ index, entry, payload, isProven }, faults) {
    const read = await faults.holds("C08.1", () => decodeChallenge(payload, this.#context));
    if (read === undefined) return { index, faults: faults.found, isUsable: false };
    const { ballot, nonces, shown } = read;
    const hash = await ballotHash(shown);
    if (hash !== entry.ballot)
      faults.add("C08.2", "the shown ballot has another hash than its entry says");
    if (encodeHex(ballot.credential) !== entry.credential)
      faults.add("C08.2", "the shown ballot names another credential than its entry");
    if (!isProven) {
      const kinds = { member: "C08.4", selection: "C08.4", contest: "C08.4" };
      if (await this.#checkProofs(ballot, faults, kinds))
        await faults.holds("C08.5", () => openChallenge(ballot, nonces, this.#context));
    }
    return { index, faults: faults.found, isUsable: false, ballot: await this.#marks(ballot, hash) };
  }

  /**
   * @param {Ballot} ballot
   * @param {Faults} faults
   * @param {Readonly<Record<keyof typeof KINDS, string>>} sentences
   * @returns {Promise<boolean>} whether all its numbers are members
   */
  async #checkProofs(ballot, faults, sentences) {
    let areMembers = true;
    for await (const { kind, error } of ballotFaults(ballot, this.#context)) {
      areMembers &&= kind !== "member";
      faults.add(sentences[kind], error.message);
    }
    return areMembers;
  }

  /**
   * @param {Ballot} ballot
   * @param {string} hash
   */
  async #marks({ style, credential, salt, contests }, hash) {
    const { group, electionHash } = this.#context;
    /** @type {[string, string][]} */
    const numbers = [];
    /** @type {[string, string][]} */
    const proofs = [];
    for (const { number, selections, proof } of contests) {
      for (const [index, { ciphertext, proof: branches }] of selections.entries()) {
        const place = `contest ${number} option ${index + 1}`;
        numbers.push([`${place}: alpha`, group.elementHex(ciphertext.alpha)]);
        numbers.push([`${place}: beta`, group.elementHex(ciphertext.beta)]);
        proofs.push([`${place}: range proof`, String(branches)]);
      }
      proofs.push([`contest ${number}: range proof`, String(proof)]);
    }
    return {
      hash,
      style,
      id: encodeHex(await ballotId(electionHash, credential, salt)),
      numbers: await Promise.all(numbers.map(markOf)),
      proofs: await Promise.all(proofs.map(markOf)),
    };
  }
}

/**
 * @param {Entry} entry of a ballot or a test
 * @throws {import("../crypto/errors.js").ProofError} unless its credential signed it
 */
async function verifySigner(entry) {
  const key = decodeHex(entry.credential, 32, "credential");
  await verifyEntrySignature(entry, key, "signature");
}

/**
 * @param {readonly [what: string, text: string]} part
 * @returns {Promise<Mark>}
 */
async function markOf([what, text]) {
  return [what, encodeHex(await sha256(utf8(text)))];
}

/**
 * @template Value
 * @param {() => Value} run
 * @returns {Value | undefined} nothing if what was to be read is refused
 */
function attempt(run) {
  try {
    return run();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

/** Collects what does not hold about one ballot. */
class Faults {
  /** @type {[string, string][]} */
  found = [];

  /**
   * @param {string} sentence
   * @param {string} detail
   */
  add(sentence, detail) {
    this.found.push([sentence, detail]);
  }

  /**
   * @template Value
   * @param {string} sentence
   * @param {() => Value | Promise<Value>} run
   * @returns {Promise<Value | undefined>}
   */
  async holds(sentence, run) {
    try {
      return await run();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.add(sentence, error.message);
      return undefined;
    }
  }
}
