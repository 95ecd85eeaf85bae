/**
 * What is worth knowing about an election and changes no verdict.
 * Source: docs/spec/verification.md, "Verdicts".
 * @module
 */

/** @typedef {import("./election.js").Election} Election */
/** @typedef {import("./report.js").Report} Report */

/**
 * @param {Election} election
 * @param {Report} report
 */
export function noteFacts(election, report) {
  noteTool(election, report);
  for (const { row, payload } of election.waivers)
    report.note(`${row.place}: went on without a drill of trustee ${payload.trustees.join(", ")}`);
  noteTimes(election, report);
  noteChanges(election, report);
}

/**
 * @param {Election} election
 * @param {Report} report
 */
function noteChanges({ rollChanges }, report) {
  for (const { row, payload } of rollChanges) {
    const revoked = payload.changes.filter(([, fresh]) => fresh === "").length;
    const reissued = payload.changes.length - revoked;
    report.note(`${row.place}: voter codes issued again: ${reissued}, voters taken off the roll: ${revoked}`);
  }
}

/**
 * @param {Election} election
 * @param {Report} report
 */
function noteTool({ manifest, lastAttempt }, report) {
  const { row, ceremony } = lastAttempt ?? {};
  if (row && ceremony && manifest && ceremony.keyTool !== manifest.payload.keyTool)
    report.note(`${row.place}: the key holders' tool is another one than in the manifest`);
}

/**
 * @param {Election} election
 * @param {Report} report
 */
function noteTimes({ manifest, turns }, report) {
  if (manifest === undefined) return;
  const planned = { open: manifest.payload.opens, close: manifest.payload.closes };
  for (const { row, payload } of turns) {
    const { type } = row.entry;
    if (type === "extend") planned.close = /** @type {any} */ (payload).closes;
    if ((type === "open" || type === "close") && planned[type] !== payload.at)
      report.note(`${row.place}: planned ${planned[type]}, done ${payload.at}`);
  }
}
