/**
 * All twelve checks over one record, in order.
 * Source: docs/spec/verification.md.
 * @module
 */

import { BallotPass, countedEntries } from "./ballots.js";
import { readCheckpoint } from "./checkpoint.js";
import { checkParameters } from "./checks/c01-parameters.js";
import { checkManifest } from "./checks/c02-manifest.js";
import { checkBoard } from "./checks/c03-board.js";
import { checkStates } from "./checks/c04-states.js";
import { checkCeremony } from "./checks/c05-ceremony.js";
import { checkRoll, followRoll } from "./checks/c06-roll.js";
import { checkTallyInput } from "./checks/c09-tally-input.js";
import { checkAggregation } from "./checks/c10-aggregation.js";
import { checkPartialDecryptions } from "./checks/c11-partial-decryptions.js";
import { checkResult } from "./checks/c12-result.js";
import { Container } from "./container.js";
import { Election } from "./election.js";
import { UnusableRecordError } from "./errors.js";
import { noteFacts } from "./notes.js";
import { Report } from "./report.js";
import { readRows } from "./rows.js";
import { summaryOf, unusableSummary } from "./summary.js";

/** @typedef {import("../crypto/context.js").ElectionContext} ElectionContext */
/** @typedef {import("../crypto/voter-roll.js").VoterRoll} VoterRoll */
/** @typedef {import("./ballots.js").BallotJudge} BallotJudge */
/** @typedef {import("./ballots.js").Counting} Counting */
/** @typedef {import("./ballots.js").Faults} Faults */
/** @typedef {import("./checks/c05-ceremony.js").Keys} Keys */
/** @typedef {import("./judge.js").Setup} Setup */
/**
 * What judges need to begin: the context, or what they make one of in a worker, and how many ballots there are.
 * @typedef {Readonly<{ setup: Setup, context: ElectionContext, ballots: number }>} Work
 */
/** @typedef {"file" | "entries" | "ballots" | "shares"} Stage */

/**
 * How a record is checked. `gate` is waited for again and again; it may hold the check up, or end it by
 * throwing. `kept` is a checkpoint the observer kept. `sample` says whether only so many ballots are to be
 * tried, and which. `known` are the faults of ballots that were judged before, in this very record.
 * @typedef {Readonly<{
 *   judges: (work: Work) => Promise<BallotJudge[]>,
 *   kept?: string,
 *   gate?: () => Promise<void>,
 *   show?: (stage: Stage, done: number, total: number, report: Report) => void,
 *   sample?: (entries: readonly number[]) => readonly number[],
 *   known?: ReadonlyMap<number, Faults>,
 *   remember?: (index: number, faults: Faults) => void,
 * }>} Course
 */

const quiet = () => {};
const open = async () => {};

/**
 * @param {Blob} blob the record
 * @param {Course} course
 * @returns {Promise<import("./summary.js").Summary>}
 */
export async function checkRecord(blob, course) {
  try {
    return await new Check(blob, course).run();
  } catch (error) {
    if (error instanceof UnusableRecordError) return unusableSummary(error.message);
    throw error;
  }
}

class Check {
  #blob;
  #course;
  #report = new Report();

  /**
   * @param {Blob} blob
   * @param {Course} course
   */
  constructor(blob, course) {
    this.#blob = blob;
    this.#course = { gate: open, show: quiet, remember: quiet, known: new Map(), ...course };
  }

  /** @returns {Promise<import("./summary.js").Summary>} */
  async run() {
    const report = this.#report;
    const show = this.#shower("file");
    const container = await Container.open(this.#blob, show);
    const showEntries = this.#shower("entries");
    const board = await readRows(container, report, async (done, total) => {
      showEntries(done, total);
      await this.#course.gate();
    });
    const election = await Election.read(board, report);
    const checkpoint = await readCheckpoint(container, report);
    await checkParameters(container, election, report);
    await checkManifest(container, election, checkpoint, report);
    await checkBoard(election, checkpoint.signed, this.#course.kept, report);
    checkStates(election, report);
    const keys = await checkCeremony(election, report);
    const roll = followRoll(election, report);
    checkRoll(election, roll, report);
    const counting = keys && (await this.#judgeBallots(container, election, roll, keys));
    if (keys === undefined) this.#leaveBallots();
    await this.#checkCount(election, roll, keys, counting);
    noteFacts(election, report);
    if (election.isCancelled && !report.hasFailures)
      report.forgetGaps("the election was cancelled before");
    return summaryOf(election, report);
  }

  /**
   * @param {Stage} stage
   * @returns {(done: number, total: number) => void}
   */
  #shower(stage) {
    return (done, total) => this.#course.show(stage, done, total, this.#report);
  }

  #leaveBallots() {
    for (const check of ["C07", "C08"]) this.#report.leave(check, "the joint key is not known");
  }

  /**
   * @param {Container} container
   * @param {Election} election
   * @param {VoterRoll | undefined} roll
   * @param {Keys} keys
   * @returns {Promise<Counting>}
   */
  async #judgeBallots(container, election, roll, { context }) {
    const { gate, remember, known, sample, judges: start } = this.#course;
    const votes = election.rows.filter(({ entry }) => ["ballot", "challenge"].includes(entry.type));
    const chosen = sample && new Set(sample(votes.map(({ index }) => index)));
    const course = { gate, remember, known, sample: chosen, show: this.#shower("ballots") };
    const pass = new BallotPass(election, roll, this.#report, course);
    const setup = {
      manifest: /** @type {Uint8Array} */ (election.manifest?.row.payload),
      jointKey: context.group.elementHex(context.key.jointKey),
    };
    const judges = await start({ setup, context, ballots: votes.length });
    try {
      const counting = await pass.run(container, judges, context);
      this.#summarize(counting, votes.length, chosen);
      return counting;
    } finally {
      for (const judge of judges) judge.close();
    }
  }

  /**
   * @param {Counting} counting
   * @param {number} total
   * @param {ReadonlySet<number> | undefined} chosen
   */
  #summarize({ ballots, tests }, total, chosen) {
    const report = this.#report;
    report.summarize("C07", `${ballots} ballot${ballots === 1 ? "" : "s"}`);
    report.summarize("C08", `${tests} test ballot${tests === 1 ? "" : "s"}`);
    if (chosen === undefined || chosen.size >= total) return;
    for (const check of ["C07", "C08"])
      report.leave(check, `only ${chosen.size} of ${total} ballots, drawn at random, were tried`);
  }

  /**
   * @param {Election} election
   * @param {VoterRoll | undefined} roll
   * @param {Keys | undefined} keys
   * @param {Counting | undefined} counting
   */
  async #checkCount(election, roll, keys, counting) {
    const report = this.#report;
    const counted = counting ? counting.counted : countedEntries(election, roll);
    checkTallyInput(election, roll, counted, report);
    checkAggregation(election, counting?.totals, report);
    const course = { gate: this.#course.gate, show: this.#shower("shares") };
    const shares = await checkPartialDecryptions(election, keys, counting?.totals, course, report);
    checkResult(election, { keys, counting, shares }, report);
  }
}
