/**
 * Bringing public keys to the server, as the official who is signed in.
 * @module
 */

import { officialJson } from "../ui/server.js";

/**
 * @param {import("./desk.js").Desk} desk which forgets the codes once the server has the keys
 * @param {Uint8Array} body
 * @returns {Promise<number>} how many the server stored
 * @throws {import("../ui/server.js").UnreachableError} after which it can be called again
 * @throws {import("../ui/server.js").RefusedError} if it stored none
 */
export async function deliver(desk, body) {
  // Whoever signed in again meanwhile has another token.
  const { token } = await officialJson(desk.places.keys);
  const { stored } = await officialJson(desk.places.keys, { body, csrf: String(token) });
  desk.forget();
  return Number(stored);
}
