/**
 * Checking the proofs of many ballots together, with the commitments that came beside them.
 *
 * All equations of all range proofs, and the membership of every number in them, are one product of powers
 * under fresh random exponents. Sets that fail are halved until the ballots at fault stand alone.
 * Source: docs/spec/protocol.md section 10.
 * @module
 */

import { decodeJson } from "./canonical-json.js";
import { randomExponents } from "./entropy.js";
import { checkList, Fields } from "./fields.js";
import { ballotId, ballotKey } from "./hash-chain.js";
import { jacobi } from "./jacobi.js";
import { bitProducts, combineBits } from "./multi-power.js";
import { challengesFit } from "./range-proof.js";

/** @typedef {import("./ballot.js").Ballot} Ballot */
/** @typedef {import("./context.js").ElectionContext} ElectionContext */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./range-proof.js").Branch} Branch */
/** @typedef {import("./range-proof.js").Commitment} Commitment */
/** @typedef {import("./range-proof.js").RangeStatement} RangeStatement */
/** Those of one contest: of its selections in order, and of its sum. @typedef {Readonly<{ selections: readonly Commitment[][], contest: readonly Commitment[] }>} ContestCommitments */
/** @typedef {Readonly<{ ballot: Ballot, commitments: readonly ContestCommitments[] }>} Claim */
/**
 * One ballot's part of the product: powers of its own numbers, and exponents of g and K.
 * @typedef {{ bases: bigint[], exponents: bigint[], g: bigint, k: bigint }} Terms
 */
/** In a bit of `signs` is 1 where the numbers whose exponents have it multiply to one with symbol -1. @typedef {Readonly<{ value: bigint, signs: bigint }>} Product */
/** @typedef {Readonly<{ position: number, terms: Terms }>} Placed */

const MAX_LINE = 64 * 2 ** 20;
const BITS = 128;

/**
 * Reads a line of commitments.jsonl.
 * @param {Uint8Array} bytes
 * @param {Ballot} ballot whose shape the commitments must have
 * @param {Group} group
 * @returns {{ hash: string, commitments: ContestCommitments[] }} hash: of the ballot the line names
 * @throws {import("./errors.js").DecodeError}
 */
export function decodeCommitments(bytes, ballot, group) {
  const fields = new Fields(decodeJson(bytes, MAX_LINE, "line"), "line", ["ballot", "commitments"]);
  const { length } = ballot.contests;
  const contests = fields.objects("commitments", length, length, ["contest", "selections"]);
  return {
    hash: String(fields.any("ballot")),
    commitments: contests.map((contest, index) =>
      readContest(contest, ballot.contests[index], group),
    ),
  };
}

/**
 * @param {Fields} fields
 * @param {import("./ballot.js").BallotContest} contest
 * @param {Group} group
 * @returns {ContestCommitments}
 */
function readContest(fields, { selections, proof }, group) {
  const lists = fields.list("selections", selections.length, selections.length);
  const place = fields.place("selections");
  return {
    selections: selections.map((selection, index) =>
      readPairs(lists[index], selection.proof.length, group, `${place}[${index}]`),
    ),
    contest: readPairs(fields.any("contest"), proof.length, group, fields.place("contest")),
  };
}

/**
 * @param {unknown} value
 * @param {number} count
 * @param {Group} group
 * @param {string} place
 * @returns {Commitment[]}
 */
function readPairs(value, count, group, place) {
  return checkList(value, count, count, place).map((item, index) => {
    const at = `${place}[${index}]`;
    const [a, b] = checkList(item, 2, 2, at);
    return [group.decodeResidue(a, `${at}[0]`), group.decodeResidue(b, `${at}[1]`)];
  });
}

/**
 * @param {readonly Claim[]} claims
 * @param {ElectionContext} context
 * @returns {Promise<boolean[]>} for each whether its numbers are members and its proofs hold with exactly these
 *   commitments. A ballot of which that is not so may be sound all the same: verifyBallot says.
 */
export async function verifyTogether(claims, context) {
  /** @type {Placed[]} */
  const placed = [];
  for (const [position, claim] of claims.entries()) {
    const terms = await termsOf(claim, context);
    if (terms !== undefined) placed.push({ position, terms });
  }
  const proven = new Set(placed.length > 0 ? provenOf(placed, multiply(placed, context), context) : []);
  return claims.map((_, position) => proven.has(position));
}

/**
 * @param {Claim} claim
 * @param {ElectionContext} context
 * @returns {Promise<Terms | undefined>} nothing if its challenges do not add up
 */
async function termsOf({ ballot, commitments }, context) {
  const { electionHash, manifest, key } = context;
  const id = await ballotId(electionHash, ballot.credential, ballot.salt);
  const bound = { key, ballotKey: await ballotKey(electionHash, id) };
  /** @type {Terms} */
  const terms = { bases: [], exponents: [], g: 0n, k: 0n };
  for (const [index, contest] of ballot.contests.entries()) {
    const rules = manifest.contests[contest.number - 1];
    const isSound = await addContest(terms, { contest, rules, bound, sent: commitments[index] });
    if (!isSound) return undefined;
  }
  return terms;
}

/**
 * @param {Terms} terms
 * @param {{ contest: import("./ballot.js").BallotContest, rules: import("./manifest.js").Contest,
 *   bound: { key: ElectionContext["key"], ballotKey: Uint8Array }, sent: ContestCommitments }} part
 * @returns {Promise<boolean>} whether its challenges add up
 */
async function addContest(terms, { contest, rules, bound, sent }) {
  const { number, selections, proof } = contest;
  const total = bound.key.add(selections.map(({ ciphertext }) => ciphertext));
  const { votesMin, votesMax } = rules;
  const whole = { ...bound, contest: number, option: 0, ciphertext: total };
  const ofSum = await equations(terms, { ...whole, low: votesMin, high: votesMax }, proof, sent.contest);
  if (ofSum === undefined) return false;
  for (const [index, { ciphertext, proof: branches }] of selections.entries()) {
    const high = rules.options[index].optionMax;
    const statement = { ...bound, contest: number, option: index + 1, ciphertext, low: 0, high };
    const own = await equations(terms, statement, branches, sent.selections[index]);
    if (own === undefined) return false;
    // The sum of a contest is the product of its selections, so each has the exponents of both.
    const { group } = bound.key;
    addPower(terms, ciphertext.alpha, own.alpha + ofSum.alpha, group);
    addPower(terms, ciphertext.beta, own.beta + ofSum.beta, group);
  }
  return true;
}

/**
 * @param {Terms} terms gets the powers of the commitments
 * @param {RangeStatement} statement
 * @param {readonly Branch[]} branches
 * @param {readonly Commitment[]} commitments
 * @returns {Promise<{ alpha: bigint, beta: bigint } | undefined>} what the equations make of the exponents of
 *   the ciphertext; nothing if the challenges do not add up
 */
async function equations(terms, statement, branches, commitments) {
  if (!(await challengesFit(statement, branches, commitments))) return undefined;
  const coefficients = randomExponents(2 * branches.length, BITS);
  let [alpha, beta] = [0n, 0n];
  for (const [index, [c, v]] of branches.entries()) {
    const [a, b] = commitments[index];
    const [d, e] = coefficients.slice(2 * index, 2 * index + 2);
    // (g^v alpha^c a^-1)^d (K^{v - j c} beta^c b^-1)^e = 1, here inverted
    terms.bases.push(a, b);
    terms.exponents.push(d, e);
    alpha -= d * c;
    beta -= e * c;
    terms.g -= d * v;
    terms.k -= e * (v - BigInt(statement.low + index) * c);
  }
  return { alpha, beta };
}

/**
 * Exponents of a member count modulo q. A power q other than 1, of what is none, does not cancel but by chance.
 * @param {Terms} terms
 * @param {bigint} number
 * @param {bigint} exponent
 * @param {Group} group
 */
function addPower(terms, number, exponent, group) {
  const [s] = randomExponents(1, BITS);
  terms.bases.push(number);
  terms.exponents.push(group.scalar(exponent) + group.q * s);
}

/**
 * @param {readonly Placed[]} placed
 * @param {Product} product over all of them
 * @param {ElectionContext} context
 * @returns {number[]} the positions of the ballots that are proven
 */
function provenOf(placed, product, context) {
  if (product.value === 1n && product.signs === 0n) return placed.map(({ position }) => position);
  if (placed.length === 1) return [];
  const half = Math.floor(placed.length / 2);
  const [first, second] = [placed.slice(0, half), placed.slice(half)];
  const part = multiply(first, context);
  // What is left follows from the whole: the random exponents stay the same.
  const { group } = context;
  const value = group.multiply(product.value, group.inverse(part.value));
  const rest = { value, signs: product.signs ^ part.signs };
  return [...provenOf(first, part, context), ...provenOf(second, rest, context)];
}

/**
 * @param {readonly Placed[]} placed
 * @param {ElectionContext} context
 * @returns {Product}
 */
function multiply(placed, { group, key }) {
  const bases = placed.flatMap(({ terms }) => terms.bases);
  const exponents = placed.flatMap(({ terms }) => terms.exponents);
  const products = bitProducts(bases, exponents, group.p);
  const sum = (/** @type {"g" | "k"} */ name) =>
    group.scalar(placed.reduce((total, { terms }) => total + terms[name], 0n));
  const powers = [combineBits(products, group.p), key.g.power(sum("g")), key.k.power(sum("k"))];
  return { value: group.product(powers), signs: signsOf(products.slice(0, BITS), group) };
}

/**
 * The low 128 bits of every exponent are uniform and independent, so that a wrong sign shows in each of these
 * products with a chance of one half.
 * @param {readonly bigint[]} products
 * @param {Group} group
 * @returns {bigint}
 */
function signsOf(products, group) {
  return products.reduce(
    (signs, product, bit) => (jacobi(product, group.p) === 1 ? signs : signs | (1n << BigInt(bit))),
    0n,
  );
}
