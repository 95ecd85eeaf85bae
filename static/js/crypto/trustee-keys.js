/**
 * The secret side of the key ceremony: what one trustee draws, sends, opens and keeps.
 *
 * Nothing that only reads the record imports this module. Whoever calls it has made sure that the keys on the
 * record in the trustee's name are those of the secret (`hasOwnKeys`).
 * Source: docs/spec/protocol.md section 4; NIST SP 800-108 Rev. 1 section 4.1 for the key stream.
 * @module
 */

import {
  encodeComplaint,
  encodeConfirm,
  encodeDrill,
  encodeShare,
  encodeTrustee,
} from "./ceremony-payloads.js";
import { evaluateCommitments } from "./ceremony-proofs.js";
import {
  concat,
  encodeHex,
  integerBytes,
  integerOfBytes,
  isSameBytes,
  uint32,
  utf8,
} from "./encoding.js";
import { randomBytes, randomScalar } from "./entropy.js";
import { ProofError } from "./errors.js";
import { proveDrill, proveKeys, proveShare } from "./schnorr.js";
import { secretPower } from "./secret-power.js";
import { entryMessage, publicKeyOf, sign } from "./signing.js";
import { hmac, sha256, TAG, Transcript } from "./transcript.js";

/** @typedef {import("./ceremony.js").CeremonyView} CeremonyView */
/** @typedef {import("./ceremony-proofs.js").ProvenShare} ProvenShare */
/** @typedef {import("./ceremony-proofs.js").TrusteeKey} TrusteeKey */
/** @typedef {import("./group.js").Group} Group */

/**
 * Everything trustee `index` has to keep; with the record it gives the key share again at any time:
 * a_i0 .. a_i(k-1), the coefficients of P_i; zeta_i; the 32 bytes of the Ed25519 key.
 * @typedef {Readonly<{
 *   index: number, coefficients: readonly bigint[], communicationSecret: bigint, signingSeed: Uint8Array,
 * }>} TrusteeSecret
 */

/** @typedef {Readonly<{ encryption: bigint, proof: bigint }>} ShareNonces xi and u of one share, used once */
/** @typedef {Readonly<{ type: string, payload: Uint8Array, signature: string }>} Outgoing an entry to send */

const SCALAR_SIZE = 32;

/** A share does not fit what its sender committed to. The sender is to blame, since its proof held. */
export class WrongShareError extends ProofError {
  /**
   * @param {number} sender
   * @param {number} recipient
   */
  constructor(sender, recipient) {
    super(`trustee ${sender}`, `share for trustee ${recipient} does not fit its keys`);
    this.name = "WrongShareError";
    this.sender = sender;
  }
}

/**
 * @param {Group} group
 * @param {{ index: number, threshold: number }} place of the trustee, and k
 * @returns {TrusteeSecret}
 */
export function drawSecret(group, { index, threshold }) {
  return Object.freeze({
    index,
    coefficients: Object.freeze(Array.from({ length: threshold }, () => randomScalar(group))),
    communicationSecret: randomScalar(group),
    signingSeed: randomBytes(32),
  });
}

/**
 * @param {Group} group
 * @param {TrusteeSecret} secret
 * @returns {Promise<TrusteeKey>} what the record has to say of it
 */
export async function publicKeys(group, secret) {
  return Object.freeze({
    index: secret.index,
    commitments: secret.coefficients.map((a) => secretPower(group, group.g, a)),
    communicationKey: secretPower(group, group.g, secret.communicationSecret),
    signingKey: await publicKeyOf(secret.signingSeed),
  });
}

/**
 * @param {TrusteeSecret} secret
 * @param {CeremonyView} view
 * @returns {Promise<boolean>} whether the keys on the record in this trustee's name are those of the secret
 */
export async function hasOwnKeys(secret, view) {
  const found = view.keys.get(secret.index);
  if (found === undefined) return false;
  const own = await publicKeys(view.ceremony.group, secret);
  return (
    own.communicationKey === found.communicationKey &&
    isSameBytes(own.signingKey, found.signingKey) &&
    String(own.commitments) === String(found.commitments)
  );
}

/**
 * @param {TrusteeSecret} secret
 * @param {CeremonyView} view the attempt it was drawn for
 * @param {readonly bigint[]} [nonces] u_i0 .. u_ik; given only by tests
 * @returns {Promise<Uint8Array>} the payload of the trustee's `trustee` entry
 */
export async function publishKeys(secret, view, nonces) {
  const { group, election, attempt } = view.ceremony;
  const { index: trustee, ...keys } = await publicKeys(group, secret);
  const statement = { election, attempt, trustee, ...keys };
  const secrets = [...secret.coefficients, secret.communicationSecret];
  const proof = await proveKeys(group, await view.parameterDigest(), statement, {
    secrets,
    nonces: nonces ?? secrets.map(() => randomScalar(group)),
  });
  return encodeTrustee({ ...statement, proof }, group);
}

/**
 * @param {TrusteeSecret} secret
 * @param {CeremonyView} view with the keys of every trustee
 * @param {ReadonlyMap<number, ShareNonces>} [nonces] by recipient; given only by tests
 * @returns {Promise<Uint8Array>} the payload of the trustee's `share` entry: P_i(l) for each other trustee l
 * @throws {import("./errors.js").CeremonyError} if keys are missing
 */
export async function encryptShares(secret, view, nonces) {
  const { group } = view.ceremony;
  view.verifyKeysComplete();
  const others = [...view.keys.keys()].filter((index) => index !== secret.index);
  const shares = [];
  for (const recipient of others.sort((left, right) => left - right)) {
    const drawn = nonces?.get(recipient) ?? {
      encryption: randomScalar(group),
      proof: randomScalar(group),
    };
    shares.push(await encryptShare(secret, view, recipient, drawn));
  }
  return encodeShare({ ...stepOf(secret, view), shares }, group);
}

/**
 * @param {TrusteeSecret} secret
 * @param {CeremonyView} view with every share
 * @returns {Promise<bigint>} the key share z_l
 * @throws {import("./errors.js").CeremonyError} if shares are missing
 * @throws {WrongShareError} if a share does not fit its sender's keys
 */
export async function keyShare(secret, view) {
  view.verifySharesComplete();
  const { group } = view.ceremony;
  // z_l = sum_i P_i(l)
  let sum = evaluate(secret, secret.index);
  for (const share of view.sharesFor(secret.index)) sum += await decryptShare(secret, view, share);
  return group.scalar(sum);
}

/**
 * @param {TrusteeSecret} secret
 * @param {CeremonyView} view with every share
 * @returns {Promise<Uint8Array>} the payload of the trustee's `confirm` entry
 * @throws {import("./errors.js").CeremonyError} if shares are missing
 * @throws {WrongShareError} if a share does not fit its sender's keys
 */
export async function confirmation(secret, view) {
  await keyShare(secret, view);
  return encodeConfirm({ ...stepOf(secret, view), transcript: await view.transcript() });
}

/**
 * @param {TrusteeSecret} secret
 * @param {CeremonyView} view
 * @param {{ against: number, reason: "proof" | "share" | "transcript" }} complaint
 * @returns {Uint8Array} the payload of a `complaint` entry
 */
export function complaint(secret, view, { against, reason }) {
  return encodeComplaint({ ...stepOf(secret, view), against, reason });
}

/**
 * @param {TrusteeSecret} secret restored from its backup
 * @param {CeremonyView} view with every share
 * @param {Uint8Array} challenge 32 bytes from the server
 * @param {bigint} [nonce] u; given only by tests
 * @returns {Promise<Uint8Array>} the payload of a `drill` entry: the key share is there and can be used
 * @throws {import("./errors.js").CeremonyError} if shares are missing
 * @throws {WrongShareError} if a share does not fit its sender's keys
 */
export async function answerDrill(secret, view, challenge, nonce) {
  const { group } = view.ceremony;
  const witness = { secret: await keyShare(secret, view), nonce: nonce ?? randomScalar(group) };
  const statement = view.drillStatement(secret.index, challenge);
  const proof = await proveDrill(group, await view.parameterDigest(), statement, witness);
  return encodeDrill({ ...stepOf(secret, view), challenge, proof }, group);
}

/**
 * @param {TrusteeSecret} secret
 * @param {string} type of the entry
 * @param {Uint8Array} payload
 * @returns {Promise<Outgoing>} the signature in hex
 */
export async function signed(secret, type, payload) {
  const message = entryMessage(type, await sha256(payload));
  return { type, payload, signature: encodeHex(await sign(secret.signingSeed, message)) };
}

/**
 * @param {TrusteeSecret} secret
 * @param {CeremonyView} view
 * @returns {import("./ceremony-payloads.js").Step}
 */
function stepOf({ index: trustee }, { ceremony: { election, attempt } }) {
  return { election, attempt, trustee };
}

/**
 * @param {TrusteeSecret} secret
 * @param {number} point l
 * @returns {bigint} P_i(l), not reduced
 */
function evaluate({ coefficients }, point) {
  // P_i(l) = sum_j a_ij l^j
  return coefficients.reduceRight((value, a) => value * BigInt(point) + a, 0n);
}

/**
 * @param {TrusteeSecret} secret
 * @param {CeremonyView} view
 * @param {number} recipient
 * @param {ShareNonces} nonces
 * @returns {Promise<import("./ceremony-payloads.js").EncryptedShare>}
 */
async function encryptShare(secret, view, recipient, nonces) {
  const { group, election } = view.ceremony;
  const { communicationKey: kappa } = /** @type {TrusteeKey} */ (view.keys.get(recipient));
  // C0 = alpha = g^xi,  beta = kappa_l^xi,  C1 = P_i(l) xor stream
  const c0 = secretPower(group, group.g, nonces.encryption);
  const beta = secretPower(group, kappa, nonces.encryption);
  const head = { sender: secret.index, recipient, c0 };
  const stream = await keyStream(view, head, { kappa, beta });
  const plain = integerBytes(group.scalar(evaluate(secret, recipient)), SCALAR_SIZE);
  const statement = { election, ...head, c1: xor(plain, stream) };
  const witness = { secret: nonces.encryption, nonce: nonces.proof };
  const proof = await proveShare(group, await view.parameterDigest(), statement, witness);
  return { recipient, c0, c1: statement.c1, proof };
}

/**
 * @param {TrusteeSecret} secret of the recipient
 * @param {CeremonyView} view
 * @param {ProvenShare} share
 * @returns {Promise<bigint>} P_i(l)
 * @throws {WrongShareError}
 */
async function decryptShare(secret, view, share) {
  const { group } = view.ceremony;
  const { communicationKey: kappa } = /** @type {TrusteeKey} */ (view.keys.get(secret.index));
  const { commitments } = /** @type {TrusteeKey} */ (view.keys.get(share.sender));
  // beta = C0^(zeta_l)
  const beta = secretPower(group, share.c0, secret.communicationSecret);
  const stream = await keyStream(view, share, { kappa, beta });
  const value = integerOfBytes(xor(share.c1, stream));
  // g^(P_i(l)) = prod_j K_ij^(l^j)
  const expected = evaluateCommitments(group, commitments, secret.index);
  if (value >= group.q || secretPower(group, group.g, value) !== expected)
    throw new WrongShareError(share.sender, secret.index);
  return value;
}

/**
 * @param {CeremonyView} view
 * @param {Readonly<{ sender: number, recipient: number, c0: bigint }>} share C1 plays no part
 * @param {{ kappa: bigint, beta: bigint }} shared kappa_l and what only the two trustees can compute
 * @returns {Promise<Uint8Array>} the 32 bytes that hide a share
 */
async function keyStream(view, { sender, recipient, c0 }, { kappa, beta }) {
  const { group, election } = view.ceremony;
  // k = H(H_P; 11, id, i, l, kappa_l, alpha, beta)
  const key = await new Transcript(TAG.SHARE_KEY)
    .text(election)
    .integer(sender)
    .integer(recipient)
    .element(group, kappa, c0, beta)
    .digestUnder(await view.parameterDigest());
  // One block of counter mode: counter, label, zero, context, length in bits.
  const label = utf8("\x01share enc keys\x00share encrypt");
  return hmac(key, concat(label, uint32(sender), uint32(recipient), Uint8Array.of(1, 0)));
}

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {Uint8Array}
 */
function xor(left, right) {
  return left.map((byte, index) => byte ^ right[index]);
}
