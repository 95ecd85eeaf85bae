/**
 * Ballots as they stand on the record: reading, naming and checking them.
 * Source: docs/spec/record.md sections 4.13 and 4.14, docs/spec/protocol.md sections 6 and 7.
 * @module
 */

import { encodeBase32, groupByFour } from "./base32.js";
import { decodeJson, encodeJson } from "./canonical-json.js";
import { decodeHex, encodeHex } from "./encoding.js";
import { DecodeError, ProofError } from "./errors.js";
import { checkList, Fields } from "./fields.js";
import { ballotId, ballotKey } from "./hash-chain.js";
import { contestsOfStyle } from "./manifest.js";
import { placeOf, verifyRange } from "./range-proof.js";
import { sha256 } from "./transcript.js";

/** @typedef {import("./context.js").ElectionContext} ElectionContext */
/** @typedef {import("./elgamal.js").Ciphertext} Ciphertext */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./manifest.js").Contest} Contest */
/** @typedef {import("./power-chain.js").PowerChain} PowerChain */
/** @typedef {import("./range-proof.js").Branch} Branch */
/** @typedef {Readonly<{ ciphertext: Ciphertext, proof: readonly Branch[] }>} Selection */

/**
 * @typedef {Readonly<{
 *   number: number, selections: readonly Selection[], proof: readonly Branch[],
 * }>} BallotContest
 */

/**
 * @typedef {Readonly<{
 *   style: number, credential: Uint8Array, salt: Uint8Array, contests: readonly BallotContest[],
 * }>} Ballot
 */

const MAX_SIZE = 8 * 2 ** 20;
const TRACKER_LENGTH = 20;

/**
 * @param {Uint8Array} bytes of the ballot
 * @returns {Promise<string>} 64 hex digits
 */
export async function ballotHash(bytes) {
  return encodeHex(await sha256(bytes));
}

/**
 * @param {string} hash ballot hash, 64 hex digits
 * @returns {string} its first 100 bits for eyes, for example "7K3M-9QXD-2VTA-R8HN-5CWE"
 * @throws {DecodeError} if the hash is malformed
 */
export function tracker(hash) {
  return groupByFour(encodeBase32(decodeHex(hash, 32, "ballot hash"), TRACKER_LENGTH));
}

/**
 * Reads a ballot of exactly the shape its style asks for. What it returns holds residues, which are no
 * elements before verifyBallot.
 * @param {Uint8Array} bytes
 * @param {ElectionContext} context
 * @returns {Ballot}
 * @throws {DecodeError}
 */
export function decodeBallot(bytes, context) {
  return readBallot(decodeJson(bytes, MAX_SIZE, "ballot"), context, "ballot");
}

/**
 * Reads the payload of a challenge entry.
 * @param {Uint8Array} bytes
 * @param {ElectionContext} context
 * @returns {{ ballot: Ballot, nonces: readonly (readonly bigint[])[], shown: Uint8Array }} shown: the
 *   bytes of the ballot
 * @throws {DecodeError}
 */
export function decodeChallenge(bytes, context) {
  const fields = new Fields(decodeJson(bytes, MAX_SIZE, "challenge"), "challenge", [
    "ballot",
    "nonces",
    "v",
  ]);
  fields.integer("v", 1, 1);
  const ballot = readBallot(fields.any("ballot"), context, fields.place("ballot"));
  return {
    ballot,
    nonces: decodeNonces(fields.any("nonces"), ballot, context.group, fields.place("nonces")),
    shown: encodeJson(/** @type {import("./canonical-json.js").JsonValue} */ (fields.any("ballot"))),
  };
}

/**
 * @param {unknown} value lists of hex in the shape of the ballot
 * @param {Ballot} ballot
 * @param {Group} group
 * @param {string} place
 * @returns {bigint[][]}
 * @throws {DecodeError}
 */
export function decodeNonces(value, ballot, group, place) {
  const contests = checkList(value, ballot.contests.length, ballot.contests.length, place);
  return ballot.contests.map(({ selections }, index) =>
    checkList(contests[index], selections.length, selections.length, `${place}[${index}]`).map(
      (nonce, option) => group.decodeScalar(nonce, `${place}[${index}][${option}]`),
    ),
  );
}

/**
 * @param {unknown} value
 * @param {ElectionContext} context
 * @param {string} place
 * @returns {Ballot}
 */
function readBallot(value, { manifest, group }, place) {
  const fields = new Fields(value, place, [
    "contests",
    "credential",
    "election",
    "salt",
    "style",
    "v",
  ]);
  fields.integer("v", 1, 1);
  if (fields.uuid("election") !== manifest.election)
    throw new DecodeError(fields.place("election"), "another election");
  const style = fields.integer("style", 1, manifest.styles.length);
  const expected = contestsOfStyle(manifest, style, fields.place("style"));
  const contests = fields
    .objects("contests", expected.length, expected.length, ["proof", "selections"])
    .map((item, index) => readContest(item, expected[index], group));
  return Object.freeze({
    style,
    credential: fields.bytes("credential", 32),
    salt: fields.bytes("salt", 32),
    contests,
  });
}

/**
 * @param {Fields} fields
 * @param {{ number: number, contest: Contest }} expected
 * @param {Group} group
 * @returns {BallotContest}
 */
function readContest(fields, { number, contest }, group) {
  const { options, votesMin, votesMax } = contest;
  const selections = fields
    .objects("selections", options.length, options.length, ["alpha", "beta", "proof"])
    .map((item, index) => readSelection(item, options[index].optionMax + 1, group));
  return { number, selections, proof: readProof(fields, votesMax - votesMin + 1, group) };
}

/**
 * @param {Fields} fields
 * @param {number} branches
 * @param {Group} group
 * @returns {Selection}
 */
function readSelection(fields, branches, group) {
  const alpha = group.decodeResidue(fields.any("alpha"), fields.place("alpha"));
  const beta = group.decodeResidue(fields.any("beta"), fields.place("beta"));
  return { ciphertext: { alpha, beta }, proof: readProof(fields, branches, group) };
}

/**
 * @param {Fields} fields
 * @param {number} branches
 * @param {Group} group
 * @returns {Branch[]}
 */
function readProof(fields, branches, group) {
  return fields.list("proof", branches, branches).map((item, index) => {
    const place = `${fields.place("proof")}[${index}]`;
    const [c, v] = checkList(item, 2, 2, place);
    return [group.decodeScalar(c, `${place}[0]`), group.decodeScalar(v, `${place}[1]`)];
  });
}

/**
 * Something about a well-formed ballot that does not hold; option 0 stands for the contest as a whole.
 * @typedef {Readonly<{
 *   kind: "member" | "selection" | "contest", contest: number, option: number, error: ProofError,
 * }>} BallotFault
 */

/**
 * Checks membership of every element and every proof; what decodeBallot checks is taken for granted.
 * @param {Ballot} ballot
 * @param {ElectionContext} context
 * @throws {ProofError} naming contest and option, the first that is met
 */
export async function verifyBallot(ballot, context) {
  for await (const { error } of ballotFaults(ballot, context)) throw error;
}

/**
 * Finds all that verifyBallot would refuse. A proof about numbers that are no members is not tried.
 * @param {Ballot} ballot
 * @param {ElectionContext} context
 * @returns {AsyncGenerator<BallotFault>}
 */
export async function* ballotFaults({ credential, salt, contests }, context) {
  const { electionHash, manifest, key } = context;
  const id = await ballotId(electionHash, credential, salt);
  const bound = { key, ballotKey: await ballotKey(electionHash, id) };
  for (const contest of contests)
    yield* contestFaults(contest, manifest.contests[contest.number - 1], bound);
}

/**
 * @param {BallotContest} ballotContest
 * @param {Contest} rules
 * @param {{ key: ElectionContext["key"], ballotKey: Uint8Array }} bound ballotKey: H_I
 * @returns {AsyncGenerator<BallotFault>}
 */
async function* contestFaults({ number, selections, proof }, rules, bound) {
  const { group } = bound.key;
  let areMembers = true;
  for (const [index, { ciphertext, proof: branches }] of selections.entries()) {
    const place = { contest: number, option: index + 1 };
    const chains = chainsOf(ciphertext, group);
    const outside = nonMembers(group, ciphertext, chains, placeOf(place));
    for (const error of outside) yield { kind: "member", ...place, error };
    if (outside.length > 0) {
      areMembers = false;
      continue;
    }
    const high = rules.options[index].optionMax;
    const error = await rangeFault({ ...bound, ...place, ciphertext, low: 0, high }, branches, chains);
    if (error) yield { kind: "selection", ...place, error };
  }
  if (!areMembers) return;
  const place = { contest: number, option: 0 };
  const ciphertext = bound.key.add(selections.map((selection) => selection.ciphertext));
  const { votesMin: low, votesMax: high } = rules;
  const statement = { ...bound, ...place, ciphertext, low, high };
  const error = await rangeFault(statement, proof, chainsOf(ciphertext, group));
  if (error) yield { kind: "contest", ...place, error };
}

/**
 * @param {Group} group
 * @param {Ciphertext} ciphertext
 * @param {Chains} chains
 * @param {string} place
 * @returns {ProofError[]} one for each of the two numbers that is no member
 */
function nonMembers(group, ciphertext, chains, place) {
  return /** @type {const} */ (["alpha", "beta"]).flatMap((name) => {
    try {
      group.verifyMember(ciphertext[name], `${place}: ${name}`, chains[name]);
      return [];
    } catch (error) {
      if (error instanceof ProofError) return [error];
      throw error;
    }
  });
}

/**
 * @param {import("./range-proof.js").RangeStatement} statement
 * @param {readonly Branch[]} branches
 * @param {Chains} chains
 * @returns {Promise<ProofError | undefined>}
 */
async function rangeFault(statement, branches, chains) {
  try {
    await verifyRange(statement, branches, chains);
    return undefined;
  } catch (error) {
    if (error instanceof ProofError) return error;
    throw error;
  }
}

/** @typedef {{ alpha: PowerChain, beta: PowerChain }} Chains */

/**
 * @param {Ciphertext} ciphertext
 * @param {Group} group
 * @returns {Chains}
 */
function chainsOf({ alpha, beta }, group) {
  return { alpha: group.powersOf(alpha), beta: group.powersOf(beta) };
}

/**
 * Re-encrypts a ballot that was shown and tells what it held.
 * @param {Ballot} ballot
 * @param {readonly (readonly bigint[])[]} nonces xi_ij in the shape of the ballot
 * @param {ElectionContext} context
 * @returns {number[][]} votes for each option of each contest
 * @throws {ProofError} if a nonce does not open its selection
 */
export function openChallenge(ballot, nonces, { manifest, key }) {
  return ballot.contests.map(({ number, selections }, index) => {
    const { options } = manifest.contests[number - 1];
    return selections.map(({ ciphertext }, option) => {
      const place = placeOf({ contest: number, option: option + 1 });
      const nonce = nonces[index][option];
      return openSelection(ciphertext, nonce, { key, high: options[option].optionMax, place });
    });
  });
}

/**
 * @param {Ciphertext} ciphertext
 * @param {bigint} nonce
 * @param {{ key: ElectionContext["key"], high: number, place: string }} rules high: most votes
 * @returns {number}
 * @throws {ProofError}
 */
function openSelection({ alpha, beta }, nonce, { key, high, place }) {
  const zero = key.encrypt(0, nonce);
  if (zero.alpha !== alpha) throw new ProofError(place, "alpha is not g to the nonce");
  let candidate = zero.beta;
  for (let value = 0; value <= high; value += 1) {
    if (candidate === beta) return value;
    candidate = key.group.multiply(candidate, key.jointKey);
  }
  throw new ProofError(place, "the nonce does not open the ciphertext");
}
