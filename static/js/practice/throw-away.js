/**
 * Keys that nobody keeps: what they lock, nobody can ever open, and what they sign counts nowhere.
 * @module
 */

import { encodeBase32 } from "../crypto/base32.js";
import { credentialOf } from "../crypto/credential.js";
import { randomBytes, randomScalar } from "../crypto/entropy.js";
import { groupNamed } from "../crypto/group.js";

const CODE_LENGTH = 20;

/**
 * @param {string} parameters name of the parameter set
 * @returns {string} a joint key, hex
 */
export function throwAwayKey(parameters) {
  const group = groupNamed(parameters, "parameters");
  // Without the table of g, which would hold up the page. The time this takes tells of a key without worth.
  return group.elementHex(group.power(group.g, randomScalar(group)));
}

/**
 * @param {string} election its id
 * @returns {Promise<import("../crypto/credential.js").Credential>}
 */
export function throwAwayCredential(election) {
  return credentialOf(encodeBase32(randomBytes(13), CODE_LENGTH), election);
}
