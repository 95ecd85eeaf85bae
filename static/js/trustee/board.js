/**
 * Reading the public record from a source that is not believed.
 *
 * Every entry is hashed again, the running chain and the tree are computed again, and the root has to be
 * the one the log signed. A log that was seen before has to continue what was seen. Of payloads nothing is
 * kept: whoever needs them a second time gets them from the source again, and they are held to the hashes
 * of the first time. So a record of any size fits into memory.
 * Source: docs/spec/board.md sections 2 and 3; docs/spec/record.md section 2.
 * @module
 */

import { decodeCeremony } from "../crypto/ceremony-payloads.js";
import { countWitnesses } from "../crypto/cosignatures.js";
import { encodeHex, isSameBytes } from "../crypto/encoding.js";
import { decodeEntry } from "../crypto/entry.js";
import { DecodeError } from "../crypto/errors.js";
import { chainNext, chainStart, leafHash, treeRoot } from "../crypto/merkle.js";
import { openCheckpoint, parseVerifierKey } from "../crypto/note.js";
import { sha256 } from "../crypto/transcript.js";
import { isRefusal, notYet, refused } from "./problem.js";

/** @typedef {import("../crypto/entry.js").Entry} Entry */
/** @typedef {import("../crypto/manifest.js").Manifest} Manifest */
/** @typedef {import("../crypto/note.js").Checkpoint} Checkpoint */
/** @typedef {import("./sources.js").RawEntry} RawEntry */
/** @typedef {import("./sources.js").Source} Source */
/** @typedef {Readonly<{ index: number, entry: Entry, payload: Uint8Array }>} BoardEntry whose hashes fit */
/** @typedef {Readonly<{ logKey: string, checkpoint: string }>} Seen what is known of a log from before */
/** @typedef {(done: number, total: number) => void} Show is told of the progress */

/** The record of one election up to one signed checkpoint, read on whenever there is more. */
export class Board {
  #source;
  #election;
  /** @type {Uint8Array[]} */
  #leaves = [];
  /** @type {Uint8Array | undefined} */
  #chain;
  /** @type {Checkpoint | undefined} */
  #checkpoint;

  /** Verifier key of the log, as the first entry says. */
  logKey = "";
  /** The newest checkpoint as it was signed. */
  note = "";

  /**
   * @param {Source} source
   * @param {string} election which it has to be of
   */
  constructor(source, election) {
    this.#source = source;
    this.#election = election;
  }

  /** @returns {number} entries read so far */
  get size() {
    return this.#leaves.length;
  }

  /**
   * Reads on to the newest checkpoint. Only when this ends without an error has what was taken been
   * checked against the signature.
   * @param {(entry: BoardEntry) => Promise<void>} take is given each new entry
   * @param {Show} show
   * @throws {import("./problem.js").Problem} "refused", "not_yet" or "unreachable"
   */
  async read(take, show) {
    const checkpoint = await this.#refresh();
    this.#chain ??= await chainStart(checkpoint.origin);
    while (this.size < checkpoint.size) {
      show(this.size, checkpoint.size);
      const batch = await this.#source.entries(this.size);
      if (batch.length === 0)
        throw refused("entries are held back that the checkpoint counts", { entry: this.size });
      for (const raw of batch.slice(0, checkpoint.size - this.size)) await this.#add(raw, take);
    }
    show(this.size, checkpoint.size);
    if (!isSameBytes(await treeRoot(this.#leaves), checkpoint.root))
      throw refused("the entries are not the ones the checkpoint was signed for");
  }

  /**
   * Gets payloads a second time.
   * @param {readonly number[]} indexes ascending, of entries that were read
   * @returns {AsyncGenerator<BoardEntry>}
   * @throws {import("./problem.js").Problem} "refused" or "unreachable"
   */
  async *again(indexes) {
    let next = 0;
    while (next < indexes.length) {
      const batch = await this.#source.entries(indexes[next]);
      if (batch[0]?.index !== indexes[next])
        throw refused("an entry is held back that was there before", { entry: indexes[next] });
      for (const raw of batch) {
        if (raw.index !== indexes[next]) continue;
        const { entry, leaf } = await checked(raw, raw.index);
        if (!isSameBytes(leaf, this.#leaves[raw.index]))
          throw refused("an entry is another one than before", { entry: raw.index });
        yield { index: raw.index, entry, payload: raw.payload };
        next += 1;
      }
    }
  }

  /**
   * @param {Seen} seen
   * @throws {import("./problem.js").Problem} "refused" unless this record continues what was seen
   */
  async verifySeen({ logKey, checkpoint: note }) {
    if (logKey !== this.logKey)
      throw refused("the record is signed by another key than when your key was made");
    const { size, root } = await this.#opened(note);
    if (size > this.size) throw refused("the record is shorter than when your key was made");
    if (!isSameBytes(await treeRoot(this.#leaves.slice(0, size)), root))
      throw refused("the record was rewritten since your key was made");
  }

  /**
   * @param {Manifest["witnesses"]} witnesses
   * @throws {import("./problem.js").Problem} "not_yet" unless as many have signed as the manifest asks for
   */
  async verifyWitnessed(witnesses) {
    const signed = await countWitnesses(this.note, witnesses);
    if (signed < witnesses.quorum)
      throw notYet(
        `${signed} of ${witnesses.quorum} witnesses have signed what the record holds now`,
      );
  }

  /** @returns {Promise<Checkpoint>} the newest one there is */
  async #refresh() {
    const note = await this.#source.checkpoint();
    this.logKey ||= await this.#announcedKey();
    const checkpoint = await this.#opened(note);
    if (this.#checkpoint && checkpoint.size < this.size) {
      // An older signature may still be on its way; it must be of the same history all the same.
      if (!isSameBytes(await treeRoot(this.#leaves.slice(0, checkpoint.size)), checkpoint.root))
        throw refused("the record was rewritten while it was read");
      return this.#checkpoint;
    }
    this.note = note;
    this.#checkpoint = checkpoint;
    return checkpoint;
  }

  /** @returns {Promise<string>} */
  async #announcedKey() {
    const [first] = await this.#source.entries(0);
    if (first === undefined) throw notYet("the key ceremony has not begun");
    return keyIn(first.payload);
  }

  /**
   * A source may answer otherwise when it is asked again.
   * @param {Uint8Array} payload of the first entry, which the signature covers
   */
  async #verifyAnnounced(payload) {
    if ((await keyIn(payload)) !== this.logKey)
      throw refused("entry 0: the record is signed by another key than it names", { entry: 0 });
  }

  /**
   * @param {string} note
   * @returns {Promise<Checkpoint>}
   */
  async #opened(note) {
    const checkpoint = await this.#signed(note);
    if (!checkpoint.origin.endsWith(`/e/${this.#election}`))
      throw refused("the record is of another election");
    return checkpoint;
  }

  /**
   * @param {string} note
   * @returns {Promise<Checkpoint>}
   */
  async #signed(note) {
    try {
      return await openCheckpoint(note, await parseVerifierKey(this.logKey, "log key"));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw refused(`the record's signature does not hold: ${error}`);
    }
  }

  /**
   * @param {RawEntry} raw
   * @param {(entry: BoardEntry) => Promise<void>} take
   */
  async #add(raw, take) {
    const index = this.size;
    const { entry, leaf } = await checked(raw, index);
    if (index === 0) await this.#verifyAnnounced(raw.payload);
    const chain = await chainNext(/** @type {Uint8Array} */ (this.#chain), leaf);
    if (raw.chain !== undefined && raw.chain !== encodeHex(chain))
      throw refused(`entry ${index}: the running chain is broken`, { entry: index });
    await take({ index, entry, payload: raw.payload });
    this.#leaves.push(leaf);
    this.#chain = chain;
  }
}

/**
 * @param {RawEntry} raw
 * @param {number} index where it has to stand
 * @returns {Promise<{ entry: Entry, leaf: Uint8Array }>}
 */
async function checked(raw, index) {
  if (raw.index !== index)
    throw refused(`entry ${index}: entry ${raw.index} was given in its place`, { entry: index });
  const leaf = await leafHash(raw.entry);
  if (raw.leaf !== undefined && raw.leaf !== encodeHex(leaf))
    throw refused(`entry ${index}: its hash is not the one on the record`, { entry: index });
  try {
    const entry = decodeEntry(raw.entry, "entry");
    await verifyPayload(entry, raw.payload);
    return { entry, leaf };
  } catch (error) {
    throw refusalOf(error, index);
  }
}

/**
 * @param {Uint8Array} payload of the first entry
 * @returns {Promise<string>} verifier key of the log
 */
async function keyIn(payload) {
  try {
    return (await decodeCeremony(payload)).logKey;
  } catch (error) {
    throw refusalOf(error, 0);
  }
}

/**
 * @param {Entry} entry
 * @param {Uint8Array} payload
 * @throws {DecodeError}
 */
async function verifyPayload({ payload: hash, size }, payload) {
  if (payload.length !== size || encodeHex(await sha256(payload)) !== hash)
    throw new DecodeError("payload", "is not the one the entry names");
}

/**
 * @param {unknown} error
 * @param {number} index of the entry
 * @returns {unknown} the error to throw
 */
function refusalOf(error, index) {
  if (!isRefusal(error)) return error;
  return refused(`entry ${index}: ${/** @type {Error} */ (error).message}`, { entry: index });
}
