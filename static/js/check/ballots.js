/**
 * All ballots of a record, judged by as many judges as there are, and what they add up to.
 * Source: docs/spec/verification.md C06.5, C07 and C08; docs/spec/protocol.md section 8.1.
 * @module
 */

import { ballotHash } from "../crypto/ballot.js";
import { utf8 } from "../crypto/encoding.js";
import { countedBallots, Totals } from "../crypto/tally.js";
import { isRollChanged } from "./checks/c06-roll.js";
import { COMMITMENTS, PAYLOADS } from "./format.js";
import { linesOf } from "./lines.js";
import { Repeats } from "./repeats.js";
import { isVote } from "./rows.js";

/** @typedef {import("../crypto/context.js").ElectionContext} ElectionContext */
/** @typedef {import("../crypto/tally.js").Tally} Tally */
/** @typedef {import("../crypto/voter-roll.js").VoterRoll} VoterRoll */
/** @typedef {import("./container.js").Container} Container */
/** @typedef {import("./election.js").Election} Election */
/** @typedef {import("./judge.js").Item} Item */
/** @typedef {import("./judge.js").Judgement} Judgement */
/** @typedef {import("./report.js").Report} Report */
/** @typedef {import("./rows.js").Row} Row */
/**
 * @typedef {Readonly<{
 *   judge: (items: readonly Item[]) => Promise<Judgement[]>, totals: () => Promise<Tally>, close: () => void,
 * }>} BallotJudge
 */
/** What was found out about a ballot before. @typedef {Judgement["faults"]} Faults */
/**
 * How the ballots are gone through. `gate` is waited for before each batch. `sample` are the entries whose
 * proofs are tried, all if there is none. `known` are the faults of ballots that were judged before.
 * @typedef {Readonly<{
 *   gate: () => Promise<void>, show: (done: number, total: number) => void,
 *   remember: (index: number, faults: Faults) => void,
 *   sample?: ReadonlySet<number>, known: ReadonlyMap<number, Faults>,
 * }>} Course
 */
/**
 * `counted` are the entries of the last ballot of each voter before the close; nothing if they cannot be told.
 * `totals` and `weights` (by number of style) are nothing if one of them cannot be used.
 * @typedef {Readonly<{
 *   counted: readonly number[] | undefined, totals: Tally | undefined,
 *   weights: ReadonlyMap<number, number> | undefined, ballots: number, tests: number,
 * }>} Counting
 */

/** Ballots judged at a time, without their commitments at hand; with them first few and then more. */
const ALONE = 4;
const [FIRST, MOST] = [8, 128];

/**
 * @param {Election} election
 * @param {VoterRoll | undefined} roll
 * @returns {number[] | undefined} the entries of the ballots that count; nothing if there is no close, or if it
 *   cannot be told which credentials are one voter
 */
export function countedEntries(election, roll) {
  const [open, close] = [election.first("open"), election.first("close")];
  if (close === undefined) return undefined;
  const start = open?.index ?? Infinity;
  const isInTime = (/** @type {number} */ index) => start < index && index < close.index;
  const ballots = election.rows
    .filter(({ index, entry }) => entry.type === "ballot" && isInTime(index))
    .map(({ index, entry }) => ({ index, credential: String(entry.credential) }));
  if (roll !== undefined) return roll.counted(ballots);
  return isRollChanged(election) ? undefined : countedBallots(ballots);
}

export class BallotPass {
  #election;
  #roll;
  #report;
  #course;
  #counted;
  #repeats;
  #done = 0;
  #isUsable = true;
  /** @type {Map<number, number>} */
  #weights = new Map();

  /**
   * @param {Election} election
   * @param {VoterRoll | undefined} roll
   * @param {Report} report
   * @param {Course} course
   */
  constructor(election, roll, report, course) {
    this.#election = election;
    this.#roll = roll;
    this.#report = report;
    this.#course = course;
    const counted = countedEntries(election, roll);
    this.#counted = counted && new Set(counted);
    this.#repeats = new Repeats(report);
  }

  /** @returns {Row[]} all ballots and tests */
  get votes() {
    return this.#election.rows.filter(isVote);
  }

  /**
   * @param {Container} container
   * @param {readonly BallotJudge[]} judges at least one
   * @param {ElectionContext} context
   * @returns {Promise<Counting>}
   */
  async run(container, judges, context) {
    const free = [...judges];
    /** @type {Promise<Judgement[]>[]} */
    const pending = [];
    const rows = new Map(this.votes.map((row) => [row.index, row]));
    this.#course.show(0, rows.size);
    for await (const batch of this.#batches(container, rows)) {
      await this.#course.gate();
      // Judges finish in any order; what they say is taken in the record's. Each has one batch waiting.
      if (pending.length === 2 * judges.length) this.#take(await shift(pending), rows);
      const judge = /** @type {BallotJudge} */ (free.shift());
      pending.push(judge.judge(batch));
      free.push(judge);
    }
    while (pending.length > 0) this.#take(await shift(pending), rows);
    return this.#counting(judges, context);
  }

  /**
   * @param {Container} container
   * @param {ReadonlyMap<number, Row>} rows
   * @returns {AsyncGenerator<Item[]>}
   */
  async *#batches(container, rows) {
    const commitments = new Commitments(linesOf(container.pieces(COMMITMENTS)));
    /** @type {Item[]} */
    let batch = [];
    let together = FIRST;
    let index = 0;
    for await (const { bytes } of linesOf(container.pieces(PAYLOADS))) {
      const row = rows.get(index);
      if (row) batch.push(await this.#item(row, bytes, commitments));
      index += 1;
      if (batch.length >= (commitments.isOver ? ALONE : together)) {
        yield batch;
        batch = [];
        together = Math.min(2 * together, MOST);
      }
    }
    if (batch.length > 0) yield batch;
  }

  /**
   * @param {Row} row
   * @param {Uint8Array} payload
   * @param {Commitments} commitments
   * @returns {Promise<Item>}
   */
  async #item({ index, entry }, payload, commitments) {
    const { known, sample } = this.#course;
    const isProven = known.has(index) || (sample !== undefined && !sample.has(index));
    const weight = this.#weightOf({ index, entry });
    const line = entry.type === "ballot" ? await commitments.lineOf(payload) : undefined;
    return { index, entry, payload, weight, isProven, line: isProven ? undefined : line };
  }

  /**
   * @param {Pick<Row, "index" | "entry">} row
   * @returns {number} 0 if it is not counted, or of nobody on the roll
   */
  #weightOf({ index, entry }) {
    if (!this.#counted?.has(index)) return 0;
    return this.#voterOf(entry)?.weight ?? 0;
  }

  /** @param {Row["entry"]} entry */
  #voterOf({ credential }) {
    return this.#roll?.voter(String(credential));
  }

  /**
   * @param {readonly Judgement[]} judgements
   * @param {ReadonlyMap<number, Row>} rows
   */
  #take(judgements, rows) {
    for (const judgement of judgements) this.#takeOne(judgement, rows.get(judgement.index));
    this.#course.show(this.#done, rows.size);
  }

  /**
   * @param {Judgement} judgement
   * @param {Row | undefined} row
   */
  #takeOne({ index, faults, isUsable, ballot }, row) {
    if (row === undefined) throw new Error("a judge answered for a ballot it was not given");
    const { known, remember } = this.#course;
    const all = known.get(index) ?? faults;
    for (const [sentence, detail] of all) this.#report.fail(sentence, row.place, detail);
    if (!known.has(index)) remember(index, all);
    const isSound = isUsable && !all.some(([sentence]) => sentence === "C07.4");
    const weight = this.#weightOf(row);
    if (this.#counted?.has(index)) this.#isUsable &&= isSound && weight > 0;
    if (ballot) {
      this.#weights.set(ballot.style, (this.#weights.get(ballot.style) ?? 0) + weight);
      this.#checkStyle(row, ballot.style);
      this.#repeats.take(row, ballot);
    }
    this.#done += 1;
  }

  /**
   * @param {Row} row
   * @param {number} style
   */
  #checkStyle({ place, entry }, style) {
    const voter = this.#voterOf(entry);
    if (voter && voter.style !== style)
      this.#report.fail("C06.5", place, `of style ${style}, but its voter has ${voter.style}`);
  }

  /**
   * @param {readonly BallotJudge[]} judges
   * @param {ElectionContext} context
   * @returns {Promise<Counting>}
   */
  async #counting(judges, context) {
    const votes = this.votes;
    const tests = votes.filter(({ entry }) => entry.type === "challenge").length;
    const found = { ballots: votes.length - tests, tests };
    const counted = this.#counted && [...this.#counted];
    if (counted === undefined || !this.#isUsable)
      return { ...found, counted, totals: undefined, weights: undefined };
    const totals = new Totals(context);
    for (const judge of judges) totals.merge(await judge.totals());
    return { ...found, counted, totals: totals.tally(), weights: this.#weights };
  }
}

/**
 * The lines of commitments.jsonl, as far as they stand in the order of their ballots. One that does not costs
 * time: from there on ballots are judged one by one.
 */
class Commitments {
  #lines;
  #next;

  /** @param {AsyncGenerator<import("./lines.js").Line>} lines */
  constructor(lines) {
    this.#lines = lines;
    this.#next = lines.next();
  }

  /** Whether a line was not of the ballot that came next, or there is none any more. */
  isOver = false;

  /**
   * @param {Uint8Array} payload of a ballot
   * @returns {Promise<Uint8Array | undefined>} the line that names it, if it is the next one
   */
  async lineOf(payload) {
    if (this.isOver) return undefined;
    const { value, done } = await this.#next;
    const start = utf8(`{"ballot":"${await ballotHash(payload)}"`);
    if (done || !value.isEnded || start.some((byte, place) => value.bytes[place] !== byte)) {
      this.isOver = true;
      await this.#lines.return(undefined);
      return undefined;
    }
    this.#next = this.#lines.next();
    return value.bytes;
  }
}

/**
 * @template Value
 * @param {Promise<Value>[]} pending at least one
 * @returns {Promise<Value>}
 */
function shift(pending) {
  return /** @type {Promise<Value>} */ (pending.shift());
}
