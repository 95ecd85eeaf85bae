/**
 * Numbers of the protocol in JSON documents: elements, scalars and pairs of challenge and response.
 * Source: docs/spec/record.md section 1.
 * @module
 */

/** @typedef {import("./fields.js").Fields} Fields */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {Readonly<{ challenge: bigint, response: bigint }>} Proof both in [0, q) */

/**
 * @param {Fields} fields
 * @param {string} name
 * @param {Group} group
 * @returns {bigint} in [1, p), not yet known to be a member
 * @throws {import("./errors.js").DecodeError}
 */
export function residueField(fields, name, group) {
  return group.decodeResidue(fields.any(name), fields.place(name));
}

/**
 * @param {Fields} fields
 * @param {string} name
 * @param {number} low fewest items
 * @param {number} high most items
 * @param {Group} group
 * @returns {bigint[]} in [1, p), not yet known to be members
 * @throws {import("./errors.js").DecodeError}
 */
export function residuesField(fields, name, low, high, group) {
  return fields
    .list(name, low, high)
    .map((item, index) => group.decodeResidue(item, `${fields.place(name)}[${index}]`));
}

/**
 * @param {Fields} fields
 * @param {string} name
 * @param {Group} group
 * @returns {bigint} in [0, q)
 * @throws {import("./errors.js").DecodeError}
 */
export function scalarField(fields, name, group) {
  return group.decodeScalar(fields.any(name), fields.place(name));
}

/**
 * @param {Fields} fields
 * @param {string} name
 * @param {number} low fewest items
 * @param {number} high most items
 * @param {Group} group
 * @returns {bigint[]} in [0, q)
 * @throws {import("./errors.js").DecodeError}
 */
export function scalarsField(fields, name, low, high, group) {
  return fields
    .list(name, low, high)
    .map((item, index) => group.decodeScalar(item, `${fields.place(name)}[${index}]`));
}

/**
 * @param {Fields} fields of which one is called "proof"
 * @param {Group} group
 * @returns {Proof}
 * @throws {import("./errors.js").DecodeError}
 */
export function proofField(fields, group) {
  const proof = fields.object("proof", ["challenge", "response"]);
  return {
    challenge: scalarField(proof, "challenge", group),
    response: scalarField(proof, "response", group),
  };
}

/**
 * @param {Group} group
 * @param {Proof} proof
 * @returns {{ challenge: string, response: string }} the value of a field "proof"
 */
export function proofDocument(group, { challenge, response }) {
  return { challenge: group.scalarHex(challenge), response: group.scalarHex(response) };
}
