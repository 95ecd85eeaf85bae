/**
 * C04 State machine. C04.6 is tried while payloads are read.
 *
 * An entry that is not allowed where it stands changes nothing; reading goes on behind it.
 * Source: docs/spec/verification.md, docs/spec/record.md section 3.
 * @module
 */

/** @typedef {import("../../crypto/ceremony-payloads.js").WaiverPayload} WaiverPayload */
/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */
/** @typedef {import("../rows.js").Row} Row */

/** Which entries are allowed in a phase, and the phase they lead to where nobody has to be waited for. */
const PHASES = Object.freeze({
  start: { ceremony: "keys" },
  keys: { ceremony: "keys", trustee: "keys", cancel: "cancelled" },
  shares: { ceremony: "keys", share: "shares", complaint: "stopped", cancel: "cancelled" },
  confirming: { ceremony: "keys", confirm: "confirming", complaint: "stopped", cancel: "cancelled" },
  drilling: {
    ceremony: "keys",
    drill: "drilling",
    waiver: "drilling",
    election: "manifest",
    cancel: "cancelled",
  },
  stopped: { ceremony: "keys", cancel: "cancelled" },
  manifest: { roll: "roll", cancel: "cancelled" },
  roll: { freeze: "frozen", cancel: "cancelled" },
  frozen: { open: "open", drill: "frozen", cancel: "cancelled" },
  open: {
    ballot: "open",
    challenge: "open",
    extend: "open",
    drill: "open",
    close: "closed",
    cancel: "cancelled",
  },
  closed: { "tally-input": "counting", cancel: "cancelled" },
  counting: { tally: "decrypting", cancel: "cancelled" },
  decrypting: { decryption: "decrypting", result: "counted", cancel: "cancelled" },
  counted: { final: "end", cancel: "cancelled" },
  end: {},
  cancelled: {},
});

/** Where the last trustee's step leads. @type {Readonly<Record<string, keyof typeof PHASES>>} */
const AFTER_ALL = Object.freeze({ trustee: "shares", share: "confirming", confirm: "drilling" });
/** What a trustee does once in an attempt, or once in the election. */
const ONCE = new Set(["trustee", "share", "confirm", "decryption"]);

/**
 * @param {Election} election
 * @param {Report} report
 */
export function checkStates(election, report) {
  checkTimes(election, report);
  if (election.attempts.some(({ ceremony }) => ceremony === undefined)) {
    report.leave("C04", "a ceremony cannot be read");
    return;
  }
  const states = new States(election, report);
  for (const row of election.rows) states.take(row);
  if (states.isEnded) report.summarize("C04", "complete");
  else report.leave("C04", "the record ends before final or cancel");
}

/**
 * @param {Election} election
 * @param {Report} report
 */
function checkTimes({ freeze, waivers, turns }, report) {
  const timed = [...waivers, ...turns, ...(freeze ? [freeze] : [])].sort(
    (left, right) => left.row.index - right.row.index,
  );
  let last = timed[0];
  for (const read of timed) {
    // Times of one form sort as texts.
    if (read.payload.at < last.payload.at)
      report.fail("C04.7", read.row.place, `earlier than ${last.row.place}`);
    else last = read;
  }
}

/** The state machine, fed with every entry in order. */
class States {
  #election;
  #report;
  /** @type {keyof typeof PHASES} */
  #phase = "start";
  #attempt = 0;
  #trustees = 0;
  #threshold = 0;
  /** Who has done what, by type of entry. @type {Map<string, Set<number>>} */
  #done = new Map();
  /** Whether a waiver cannot be read, so that nobody knows whom it names. */
  #hasUnreadWaiver = false;

  /**
   * @param {Election} election whose ceremonies can all be read
   * @param {Report} report
   */
  constructor(election, report) {
    this.#election = election;
    this.#report = report;
  }

  /** @returns {boolean} whether nothing more can follow */
  get isEnded() {
    return this.#phase === "end" || this.#phase === "cancelled";
  }

  /** @param {Row} row */
  take(row) {
    const { type, trustee } = row.entry;
    if (type === "election") this.#checkDrills(row);
    if (type === "result") this.#checkShares(row);
    /** @type {Readonly<Record<string, keyof typeof PHASES>>} */
    const allowed = /** @type {any} */ (PHASES[this.#phase]);
    const next = Object.hasOwn(allowed, type) ? allowed[type] : undefined;
    if (next === undefined) {
      this.#report.fail("C04.1", row.place, `not allowed in phase ${this.#phase}`);
      return;
    }
    if (trustee !== undefined && !this.#takeStep(row, trustee)) return;
    if (type === "ceremony") this.#begin(row);
    if (type === "waiver") this.#waive(row);
    const isLast = type in AFTER_ALL && this.#of(type).size === this.#trustees;
    this.#phase = isLast ? AFTER_ALL[type] : next;
  }

  /**
   * @param {string} type
   * @returns {Set<number>} the trustees who have done it
   */
  #of(type) {
    const done = this.#done.get(type) ?? new Set();
    this.#done.set(type, done);
    return done;
  }

  /**
   * @param {Row} row
   * @param {number} trustee
   * @returns {boolean} whether the trustee may take this step
   */
  #takeStep({ place, entry: { type } }, trustee) {
    const done = this.#of(type);
    if (trustee > this.#trustees) {
      this.#report.fail("C04.3", place, `of trustee ${trustee}, but there are ${this.#trustees}`);
      return false;
    }
    if (ONCE.has(type) && done.has(trustee)) {
      this.#report.fail("C04.3", place, `a second one of trustee ${trustee}`);
      return false;
    }
    done.add(trustee);
    return true;
  }

  /** @param {Row} row of a ceremony */
  #begin(row) {
    const attempt = this.#election.attempts.find((found) => found.row === row);
    const ceremony = attempt?.ceremony;
    if (ceremony === undefined) return;
    this.#attempt += 1;
    if (ceremony.attempt !== this.#attempt)
      this.#report.fail("C04.2", row.place, `attempt ${ceremony.attempt}, expected ${this.#attempt}`);
    this.#attempt = ceremony.attempt;
    this.#trustees = ceremony.trustees.length;
    this.#threshold = ceremony.threshold;
    this.#done.clear();
    this.#hasUnreadWaiver = false;
  }

  /** @param {Row} row */
  #waive(row) {
    const read = this.#election.waivers.find((waiver) => waiver.row === row);
    if (read === undefined) {
      this.#hasUnreadWaiver = true;
      return;
    }
    const problem = this.#problemOf(read.payload);
    if (problem) this.#report.fail("C04.8", row.place, problem);
    for (const trustee of read.payload.trustees) this.#of("waiver").add(trustee);
  }

  /**
   * @param {WaiverPayload} waiver
   * @returns {string | undefined}
   */
  #problemOf({ attempt, trustees }) {
    if (attempt !== this.#attempt) return `of attempt ${attempt}`;
    const drills = this.#of("drill");
    // One key more than the count needs has proven itself, so that one may still be lost.
    const fewest = this.#threshold + 1;
    if (drills.size < fewest) return `after ${drills.size} drills, but ${fewest} are needed`;
    const waived = this.#of("waiver");
    const wrong = trustees.find(
      (trustee) => trustee > this.#trustees || drills.has(trustee) || waived.has(trustee),
    );
    return wrong && `no drill is asked of trustee ${wrong}`;
  }

  /** @param {Row} row of the manifest */
  #checkDrills({ place }) {
    const ready = new Set([...this.#of("drill"), ...this.#of("waiver")]);
    const missing = this.#all().find((trustee) => !ready.has(trustee));
    if (missing !== undefined && !this.#hasUnreadWaiver)
      this.#report.fail("C04.4", place, `neither drill nor waiver of trustee ${missing}`);
  }

  /** @param {Row} row of the result */
  #checkShares({ place }) {
    const { size } = this.#of("decryption");
    if (size < this.#threshold)
      this.#report.fail("C04.5", place, `${size} partial decryptions, but ${this.#threshold} are needed`);
  }

  /** @returns {number[]} the trustees of this attempt */
  #all() {
    return Array.from({ length: this.#trustees }, (_, index) => index + 1);
  }
}
