/**
 * C04 State machine. C04.6 is tried while payloads are read.
 *
 * Behind an entry that is not allowed where it stands, reading goes on in the phase its type leads to if that is
 * a later one, and in the same phase otherwise: one entry that is missing shall not look like many.
 * Source: docs/spec/verification.md, docs/spec/record.md section 3.
 * @module
 */

/** @typedef {import("../../crypto/ceremony-payloads.js").WaiverPayload} WaiverPayload */
/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */
/** @typedef {import("../rows.js").Row} Row */

/** Which entries are allowed in a phase. Phases are in their order. */
const PHASES = Object.freeze({
  start: ["ceremony"],
  keys: ["ceremony", "trustee", "cancel"],
  shares: ["ceremony", "share", "complaint", "cancel"],
  confirming: ["ceremony", "confirm", "complaint", "cancel"],
  drilling: ["ceremony", "drill", "waiver", "election", "cancel"],
  stopped: ["ceremony", "cancel"],
  manifest: ["roll", "cancel"],
  roll: ["freeze", "cancel"],
  frozen: ["open", "drill", "roll-change", "cancel"],
  open: ["ballot", "challenge", "extend", "drill", "roll-change", "close", "cancel"],
  closed: ["tally-input", "cancel"],
  counting: ["tally", "cancel"],
  decrypting: ["decryption", "result", "cancel"],
  counted: ["final", "cancel"],
  end: [],
  cancelled: [],
});

const ORDER = Object.freeze(Object.keys(PHASES));

/** Where entries lead wherever they stand. @type {Readonly<Record<string, keyof typeof PHASES>>} */
const LEADS_TO = Object.freeze({
  ceremony: "keys",
  complaint: "stopped",
  election: "manifest",
  roll: "roll",
  freeze: "frozen",
  open: "open",
  close: "closed",
  "tally-input": "counting",
  tally: "decrypting",
  result: "counted",
  final: "end",
  cancel: "cancelled",
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
function checkTimes({ freezes, waivers, turns, rollChanges }, report) {
  const timed = [...waivers, ...turns, ...freezes, ...rollChanges].sort(
    (left, right) => left.row.index - right.row.index,
  );
  for (const [index, { row, payload }] of timed.entries()) {
    const before = timed[index - 1];
    // Times of one form sort as texts.
    if (before && payload.at < before.payload.at)
      report.fail("C04.7", row.place, `earlier than ${before.row.place}`);
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
    const isAllowed = PHASES[this.#phase].some((allowed) => allowed === type);
    if (!isAllowed) this.#report.fail("C04.1", row.place, `not allowed in phase ${this.#phase}`);
    if (!isAllowed && !this.#isAhead(type)) return;
    if (type === "election") this.#checkDrills(row);
    if (type === "result") this.#checkShares(row);
    if (trustee !== undefined) this.#takeStep(row, trustee);
    if (type === "ceremony") this.#begin(row);
    if (type === "waiver") this.#waive(row);
    const isLast = type in AFTER_ALL && this.#of(type).size === this.#trustees;
    this.#phase = isLast ? AFTER_ALL[type] : (LEADS_TO[type] ?? this.#phase);
  }

  /**
   * @param {string} type
   * @returns {boolean} whether it leads to a later phase
   */
  #isAhead(type) {
    const next = LEADS_TO[type] ?? this.#phase;
    return !this.isEnded && ORDER.indexOf(next) > ORDER.indexOf(this.#phase);
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
   */
  #takeStep({ place, entry: { type } }, trustee) {
    const done = this.#of(type);
    if (trustee > this.#trustees) {
      this.#report.fail("C04.3", place, `of trustee ${trustee}, but there are ${this.#trustees}`);
      return;
    }
    if (ONCE.has(type) && done.has(trustee))
      this.#report.fail("C04.3", place, `a second one of trustee ${trustee}`);
    done.add(trustee);
  }

  /** @param {Row} row of a ceremony */
  #begin(row) {
    const attempt = this.#election.attempts.find((found) => found.row === row);
    const ceremony = attempt?.ceremony;
    if (ceremony === undefined) return;
    this.#attempt += 1;
    if (ceremony.attempt !== this.#attempt)
      this.#report.fail("C04.2", row.place, `attempt ${ceremony.attempt}, expected ${this.#attempt}`);
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
    for (const problem of this.#problemsOf(read.payload))
      this.#report.fail("C04.8", row.place, problem);
    for (const trustee of read.payload.trustees) this.#of("waiver").add(trustee);
  }

  /**
   * @param {WaiverPayload} waiver
   * @returns {string[]}
   */
  #problemsOf({ attempt, trustees }) {
    const problems = attempt === this.#attempt ? [] : [`of attempt ${attempt}`];
    const drills = this.#of("drill");
    // One key more than the count needs has proven itself, so that one may still be lost.
    const fewest = this.#threshold + 1;
    if (drills.size < fewest)
      problems.push(`after ${drills.size} drills, but ${fewest} are needed`);
    const waived = this.#of("waiver");
    const wrong = trustees.find(
      (trustee) => trustee > this.#trustees || drills.has(trustee) || waived.has(trustee),
    );
    return wrong ? [...problems, `no drill is asked of trustee ${wrong}`] : problems;
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
