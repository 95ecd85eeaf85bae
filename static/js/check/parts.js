/**
 * The five things people want to know, and the checks that tell.
 * @module
 */

/** @typedef {"record" | "voters" | "ballots" | "totals" | "keys"} PartName */
/** @typedef {"pass" | "fail" | "not checked"} Verdict */
/** @typedef {Readonly<{ name: PartName, verdict: Verdict, failures: number }>} Part */

/** @type {Readonly<Record<PartName, readonly string[]>>} */
export const PARTS = Object.freeze({
  record: ["C01", "C02", "C03", "C04"],
  voters: ["C06", "C09"],
  ballots: ["C07", "C08"],
  totals: ["C10", "C12"],
  keys: ["C05", "C11"],
});

/**
 * @param {import("./summary.js").Summary} summary
 * @returns {Part[]} in the order they are shown
 */
export function partsOf({ checks }) {
  return Object.entries(PARTS).map(([name, numbers]) => {
    const own = checks.filter(({ check }) => numbers.includes(check));
    const verdicts = own.map(({ verdict }) => verdict);
    const failures = own.reduce(
      (total, { failures: listed, failures_left_out: more }) => total + listed.length + more,
      0,
    );
    const verdict = verdicts.includes("fail")
      ? "fail"
      : verdicts.includes("not checked")
        ? "not checked"
        : "pass";
    return { name: /** @type {PartName} */ (name), verdict, failures };
  });
}
