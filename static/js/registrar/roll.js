/**
 * What the server says of the voters who need codes.
 * @module
 */

import { officialJson } from "../ui/server.js";

/** @typedef {import("./letters.js").Notice} Notice */
/** @typedef {Readonly<{ number: number, name: string, email: string }>} WaitingVoter */
/**
 * @typedef {Readonly<{ election: string, fingerprint: string, voters: readonly WaitingVoter[], notice: Notice,
 *   renews: boolean }>} Roll the fingerprint goes back with the public keys, so that nobody gets the key of another
 *   list; renews: the only voter has a public key, which is the fingerprint, and gets another one
 */

/**
 * @param {string} path
 * @returns {Promise<Roll>}
 * @throws {import("../ui/server.js").UnreachableError}
 * @throws {import("../ui/server.js").RefusedError}
 */
export async function fetchRoll(path) {
  const told = await officialJson(path);
  return {
    election: String(told.election),
    fingerprint: String(told.roll),
    renews: told.renews === true,
    voters: told.voters.map((/** @type {[number, string, string]} */ [number, name, email]) => ({
      number: Number(number),
      name: String(name),
      email: String(email),
    })),
    notice: {
      title: told.title,
      languages: told.languages,
      opens: String(told.opens),
      closes: String(told.closes),
      timeZone: String(told.time_zone),
      page: String(told.page),
      contact: String(told.contact),
      isDemonstration: told.demonstration === true,
    },
  };
}
