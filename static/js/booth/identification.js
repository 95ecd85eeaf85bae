/**
 * From a typed code to a voter the server knows.
 * @module
 */

import { encodeJson } from "../crypto/canonical-json.js";
import { credentialOf, parseCode, signSignIn } from "../crypto/credential.js";
import { encodeHex } from "../crypto/encoding.js";
import { DecodeError } from "../crypto/errors.js";
import { postBytes, RefusedError, UnreachableError } from "../ui/server.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */

/**
 * @param {Visit} visit
 * @param {string} typed
 * @returns {Promise<string | undefined>} what went wrong, in words for the voter
 */
export async function signIn(visit, typed) {
  if (typed.trim() === "") return words.signIn.empty;
  try {
    const credential = await credentialOf(parseCode(typed), visit.election.id);
    visit.signIn(credential, await askSigned(visit.election.id, credential));
    return undefined;
  } catch (error) {
    return problemText(error);
  }
}

/**
 * @param {string} election its id
 * @param {import("../crypto/credential.js").Credential} credential
 * @param {string} [act] below the address of the sign-in
 * @returns {Promise<any>} what the server says to the voter whose signature it sees
 * @throws {UnreachableError}
 * @throws {RefusedError}
 */
export async function askSigned(election, credential, act = "") {
  const path = `/api/v1/elections/${election}/sign-in`;
  const { challenge } = await postBytes(`${path}/challenge`, encodeJson({}));
  const signature = encodeHex(await signSignIn(credential, election, String(challenge)));
  return postBytes(
    `${path}${act}`,
    encodeJson({
      challenge: String(challenge),
      credential: encodeHex(credential.publicKey),
      signature,
    }),
  );
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function problemText(error) {
  if (error instanceof DecodeError) return words.signIn.mistyped;
  if (error instanceof RefusedError) return words.signIn.refused;
  if (error instanceof UnreachableError) return words.signIn.unreachable;
  throw error;
}
