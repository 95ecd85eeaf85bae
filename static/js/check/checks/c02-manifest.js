/**
 * C02 Manifest. C02.1 is tried while the payload is read.
 * Source: docs/spec/verification.md.
 * @module
 */

import { decodeJson, encodeJson } from "../../crypto/canonical-json.js";
import { encodeHex, isSameBytes } from "../../crypto/encoding.js";
import { MANIFEST, WITNESS_POLICY } from "../format.js";
import { isRefusal } from "../refusals.js";

/** @typedef {import("../container.js").Container} Container */
/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../../crypto/manifest.js").Manifest} Manifest */
/** @typedef {import("../report.js").Report} Report */

/**
 * @param {Container} container
 * @param {Election} election
 * @param {import("../checkpoint.js").Checkpoint} checkpoint
 * @param {Report} report
 */
export async function checkManifest(container, election, checkpoint, report) {
  if (election.manifest === undefined) {
    report.leave("C02", "there is no manifest that can be read");
    return;
  }
  const { row, payload: manifest } = election.manifest;
  const bytes = /** @type {Uint8Array} */ (row.payload);
  if (!isSameBytes(await container.read(MANIFEST), bytes))
    report.fail("C02.2", MANIFEST, `differs from ${row.place}`);
  const { witnesses } = /** @type {any} */ (decodeJson(bytes, bytes.length, MANIFEST));
  if (!isSameBytes(await container.read(WITNESS_POLICY), encodeJson(witnesses)))
    report.fail("C02.3", WITNESS_POLICY, "differs from the manifest's witnesses");
  checkCeremony(election, manifest, report);
  checkIds(election, manifest, report);
  checkLogs(election, manifest, checkpoint, report);
  checkFreeze(election, row.hash, report);
  report.summarize("C02", `${manifest.contests.length} contests`);
}

/**
 * @param {Election} election
 * @param {Manifest} manifest
 * @param {Report} report
 */
function checkCeremony({ lastAttempt }, manifest, report) {
  if (lastAttempt?.ceremony === undefined) {
    report.leave("C02", "there is no ceremony that can be read");
    return;
  }
  const { row, ceremony } = lastAttempt;
  if (JSON.stringify(ceremony.trustees) !== JSON.stringify(manifest.trustees))
    report.fail("C02.4", row.place, "other trustees than in the manifest");
  if (ceremony.threshold !== manifest.threshold)
    report.fail("C02.4", row.place, `threshold ${ceremony.threshold}, not as in the manifest`);
}

/**
 * @param {Election} election
 * @param {Manifest} manifest
 * @param {Report} report
 */
function checkIds({ rows }, manifest, report) {
  for (const { place, payload } of rows) {
    const id = payload && idIn(payload);
    if (id !== undefined && id !== manifest.election)
      report.fail("C02.5", place, `not about election ${manifest.election}`);
  }
}

/**
 * @param {Uint8Array} payload of any form
 * @returns {unknown} the election it is about; nothing if it does not say, which its form forbids
 */
function idIn(payload) {
  try {
    return /** @type {any} */ (decodeJson(payload, payload.length, "payload")).election;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

/**
 * @param {Election} election
 * @param {Manifest} manifest
 * @param {import("../checkpoint.js").Checkpoint} checkpoint
 * @param {Report} report
 */
function checkLogs({ attempts }, { origin, logKey }, checkpoint, report) {
  for (const { row, ceremony } of attempts) {
    if (ceremony && ceremony.origin !== origin)
      report.fail("C02.6", row.place, `another origin than ${origin}`);
    if (ceremony && ceremony.logKey !== logKey)
      report.fail("C02.7", row.place, "another log key than in the manifest");
  }
  if (checkpoint.origin !== undefined && checkpoint.origin !== origin)
    report.fail("C02.6", "checkpoint", `of another origin than ${origin}`);
}

/**
 * @param {Election} election
 * @param {string} hash of the manifest
 * @param {Report} report
 */
function checkFreeze({ freeze }, hash, report) {
  if (freeze === undefined) report.leave("C02", "there is no freeze that can be read");
  else if (encodeHex(freeze.payload.manifest) !== hash)
    report.fail("C02.8", freeze.row.place, "names another manifest");
}
