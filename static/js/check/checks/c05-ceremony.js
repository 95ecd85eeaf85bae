/**
 * C05 Key ceremony. C05.1 is tried while payloads are read.
 * Source: docs/spec/verification.md, docs/spec/protocol.md section 4.
 * @module
 */

import {
  jointCommitment,
  numbersOf,
  publicShareKey,
  transcriptHash,
} from "../../crypto/ceremony-keys.js";
import { verifySharePayload, verifyTrusteePayload } from "../../crypto/ceremony-proofs.js";
import { ElectionContext } from "../../crypto/context.js";
import { EncryptionKey } from "../../crypto/elgamal.js";
import { isSameBytes } from "../../crypto/encoding.js";
import { verifyEntrySignature } from "../../crypto/entry.js";
import { groupNamed } from "../../crypto/group.js";
import { baseHash, electionHash, parameterHash } from "../../crypto/hash-chain.js";
import { verifyDrill } from "../../crypto/schnorr.js";

/** @typedef {import("../../crypto/ceremony-payloads.js").CeremonyPayload} CeremonyPayload */
/** @typedef {import("../../crypto/ceremony-proofs.js").TrusteeKey} TrusteeKey */
/** @typedef {import("../attempts.js").Attempt} Attempt */
/** @typedef {import("../attempts.js").Step} Step */
/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */

/**
 * What the ceremony leads to: K and H_E in `context`, and S_i for any i.
 * @typedef {Readonly<{
 *   ceremony: CeremonyPayload, context: ElectionContext, shareKey: (trustee: number) => bigint,
 * }>} Keys
 */

/**
 * @param {Election} election
 * @param {Report} report
 * @returns {Promise<Keys | undefined>} nothing if a key cannot be used, or there is no manifest for them
 */
export async function checkCeremony(election, report) {
  for (const attempt of election.attempts) await checkSteps(attempt, report);
  checkComplaints(election, report);
  checkRepeatedDrills(election, report);
  const { lastAttempt, manifest, freeze } = election;
  if (lastAttempt?.ceremony === undefined) {
    report.leave("C05", "there is no ceremony that can be read");
    return undefined;
  }
  const { ceremony } = lastAttempt;
  report.summarize("C05", `${ceremony.threshold} of ${ceremony.trustees.length} trustees`);
  if (freeze === undefined) report.leave("C05", "there is no freeze that can be read");
  const keys = await checkKeys(lastAttempt, ceremony, election, report);
  if (manifest === undefined) report.leave("C05", "there is no manifest for these keys");
  if (keys === undefined || manifest === undefined) return undefined;
  const jointKey = jointCommitment(ceremony.group, keys, 0);
  const isKey = await report.holds("C05.10", "joint key", () => {
    ceremony.group.verifyKey(jointKey, "joint key");
    return true;
  });
  if (!isKey) return undefined;
  const hE = await electionHashOf(manifest, jointKey);
  await checkFreeze(election, { jointKey, hE, hG: await transcriptOf(ceremony, keys) }, report);
  if (manifest.payload.parameters !== ceremony.parameters) return undefined;
  const key = new EncryptionKey(ceremony.group, jointKey);
  return {
    ceremony,
    context: new ElectionContext({ manifest: manifest.payload, electionHash: hE, key }),
    shareKey: (trustee) => publicShareKey(ceremony.group, keys, trustee),
  };
}

/**
 * @param {Attempt} attempt
 * @param {Report} report
 */
async function checkSteps({ ceremony, steps }, report) {
  if (ceremony === undefined) return;
  for (const step of steps) {
    const { row, trustee, payload } = step;
    if (payload && payload.attempt !== ceremony.attempt)
      report.fail("C05.2", row.place, `of attempt ${payload.attempt}`);
    if (payload && payload.trustee !== trustee)
      report.fail("C05.2", row.place, `its payload is of trustee ${payload.trustee}`);
    if (payload) await checkSignature(step, steps, report);
  }
}

/**
 * @param {Step} step
 * @param {readonly Step[]} steps of the same attempt
 * @param {Report} report
 */
async function checkSignature({ row, trustee }, steps, report) {
  const keys = keysOf(steps, trustee)?.payload;
  if (keys)
    await report.holds("C05.3", row.place, () =>
      verifyEntrySignature(row.entry, keys.signingKey, "signature"),
    );
  else report.fail("C05.3", row.place, "its trustee has published no signing key");
}

/**
 * @param {readonly Step[]} steps
 * @param {number} trustee
 * @returns {Step | undefined} the first one that publishes the trustee's keys and can be read
 */
export function keysOf(steps, trustee) {
  return stepsOf(steps, "trustee").find((step) => step.trustee === trustee && step.payload);
}

/**
 * @param {Election} election
 * @param {Report} report
 */
function checkComplaints({ attempts }, report) {
  for (const { ceremony, steps } of attempts) {
    for (const { row, payload } of steps) {
      if (row.entry.type !== "complaint" || !payload || !ceremony) continue;
      if (payload.against > ceremony.trustees.length)
        report.fail("C05.13", row.place, `against trustee ${payload.against}, whom there is not`);
      report.note(`${row.place}: says that the ${payload.reason} of trustee ${payload.against} is wrong`);
    }
  }
}

/**
 * @param {Election} election
 * @param {Report} report
 */
function checkRepeatedDrills({ lastAttempt }, report) {
  /** @type {Map<string, string>} */
  const seen = new Map();
  for (const { row } of stepsOf(lastAttempt?.steps ?? [], "drill")) {
    const before = seen.get(row.hash);
    if (before) report.fail("C05.9", row.place, `the same as ${before}`);
    else seen.set(row.hash, row.place);
  }
}

/**
 * @param {readonly Step[]} steps
 * @param {string} type
 * @returns {Step[]}
 */
function stepsOf(steps, type) {
  return steps.filter(({ row }) => row.entry.type === type);
}

/**
 * Checks what the trustees of the last attempt have put on the record.
 * @param {Attempt} attempt
 * @param {CeremonyPayload} ceremony
 * @param {Election} election
 * @param {Report} report
 * @returns {Promise<TrusteeKey[] | undefined>} all keys, ascending; nothing if one is missing or not proven
 */
async function checkKeys({ row, steps }, ceremony, election, report) {
  checkRepeatedKeys(steps, report);
  const hP = await parameterHashOf(ceremony);
  const keys = await provenKeys(steps, ceremony, hP, report);
  for (const { row: own, payload } of stepsOf(steps, "share")) {
    if (payload)
      await report.holds("C05.6", own.place, () => verifySharePayload(payload, ceremony, hP));
  }
  const isOver = election.first("election") !== undefined;
  if (isOver) checkPresent("share", "C05.6", { place: row.place, steps, ceremony }, report);
  if (keys === undefined) {
    report.leave("C05", "a trustee's key is missing or cannot be used");
    return undefined;
  }
  await checkConfirmations(steps, await transcriptOf(ceremony, keys), report);
  if (isOver) checkPresent("confirm", "C05.7", { place: row.place, steps, ceremony }, report);
  await checkDrills(steps, ceremony, keys, hP, report);
  return keys;
}

/**
 * @param {readonly Step[]} steps
 * @param {Report} report
 */
function checkRepeatedKeys(steps, report) {
  /** @type {Map<bigint | string, string>} */
  const seen = new Map();
  for (const { row, payload } of stepsOf(steps, "trustee")) {
    if (!payload) continue;
    for (const number of numbersOf(payload)) {
      const before = seen.get(number);
      if (before) report.fail("C05.4", row.place, `a key of ${before} stands here again`);
      else seen.set(number, row.place);
    }
  }
}

/**
 * @param {readonly Step[]} steps
 * @param {CeremonyPayload} ceremony
 * @param {Uint8Array} hP
 * @param {Report} report
 * @returns {Promise<TrusteeKey[] | undefined>}
 */
async function provenKeys(steps, ceremony, hP, report) {
  /** @type {Map<Step, TrusteeKey>} */
  const proven = new Map();
  for (const step of stepsOf(steps, "trustee")) {
    const { row, payload } = step;
    if (!payload) continue;
    const key = await report.holds("C05.5", row.place, () =>
      verifyTrusteePayload(payload, ceremony, hP),
    );
    if (key) proven.set(step, key);
  }
  const keys = ceremony.trustees.map((_, index) => {
    const step = keysOf(steps, index + 1);
    const key = step && proven.get(step);
    return key?.index === index + 1 ? key : undefined;
  });
  const found = keys.filter((key) => key !== undefined);
  return found.length === keys.length ? found : undefined;
}

/**
 * @param {string} type of entry that every trustee has to have
 * @param {string} sentence
 * @param {Readonly<{ place: string, steps: readonly Step[], ceremony: CeremonyPayload }>} attempt
 * @param {Report} report
 */
function checkPresent(type, sentence, { place, steps, ceremony }, report) {
  const read = stepsOf(steps, type).filter(({ payload }) => payload !== undefined);
  const present = new Set(read.map(({ trustee }) => trustee));
  for (const [index] of ceremony.trustees.entries()) {
    if (!present.has(index + 1)) report.fail(sentence, place, `nothing from trustee ${index + 1}`);
  }
}

/**
 * @param {readonly Step[]} steps
 * @param {Uint8Array} transcript H_G
 * @param {Report} report
 */
async function checkConfirmations(steps, transcript, report) {
  for (const { row, payload } of stepsOf(steps, "confirm")) {
    if (payload && !isSameBytes(payload.transcript, transcript))
      report.fail("C05.7", row.place, "confirms another transcript than the record's");
  }
}

/**
 * @param {readonly Step[]} steps
 * @param {CeremonyPayload} ceremony
 * @param {readonly TrusteeKey[]} keys
 * @param {Uint8Array} hP
 * @param {Report} report
 */
async function checkDrills(steps, ceremony, keys, hP, report) {
  const { election, group } = ceremony;
  for (const { row, payload } of stepsOf(steps, "drill")) {
    if (!payload) continue;
    const { trustee, challenge, proof } = payload;
    const shareKey = publicShareKey(group, keys, trustee);
    await report.holds("C05.8", row.place, () =>
      verifyDrill(group, hP, { election, trustee, shareKey, challenge }, proof),
    );
  }
}

/**
 * @param {Election} election
 * @param {Readonly<{ jointKey: bigint, hE: Uint8Array, hG: Uint8Array }>} own K, H_E and H_G as computed here
 * @param {Report} report
 */
async function checkFreeze({ freeze }, { jointKey, hE, hG }, report) {
  if (freeze === undefined) return;
  const { row, payload } = freeze;
  if (payload.jointKey !== jointKey)
    report.fail("C05.10", row.place, "another joint key than the record leads to");
  if (!isSameBytes(payload.transcript, hG))
    report.fail("C05.11", row.place, "another transcript hash than the record leads to");
  if (!isSameBytes(payload.electionHash, hE))
    report.fail("C05.12", row.place, "another election hash than the record leads to");
}

/**
 * @param {CeremonyPayload} ceremony
 * @param {readonly TrusteeKey[]} keys
 * @returns {Promise<Uint8Array>} H_G
 */
async function transcriptOf(ceremony, keys) {
  return transcriptHash(ceremony, keys, await parameterHashOf(ceremony));
}

/**
 * @param {CeremonyPayload} ceremony
 * @returns {Promise<Uint8Array>} H_P
 */
function parameterHashOf({ group, trustees, threshold, demonstration }) {
  return parameterHash(group, { n: trustees.length, k: threshold, demonstration });
}

/**
 * @param {NonNullable<Election["manifest"]>} manifest
 * @param {bigint} jointKey K
 * @returns {Promise<Uint8Array>} H_E
 */
async function electionHashOf({ row, payload }, jointKey) {
  const { parameters, trustees, threshold: k, demonstration } = payload;
  const group = groupNamed(parameters, "manifest.parameters");
  const hP = await parameterHash(group, { n: trustees.length, k, demonstration });
  return electionHash(await baseHash(hP, /** @type {Uint8Array} */ (row.payload)), group, jointKey);
}
