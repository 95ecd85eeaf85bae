/**
 * The link of a key holder. Its secret part stands behind the #, which browsers never send.
 * @module
 */

const PATH = /^\/trustee\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([1-9]\d{0,2})$/;
const TOKEN = /^#[A-Za-z0-9_-]{16,200}$/;

/**
 * @typedef {Readonly<{ election: string, trustee: number, token: string }>} Link the token is empty
 *   if the address does not hold it
 */

/**
 * @param {{ pathname: string, hash: string }} address
 * @returns {Link}
 * @throws {Error} if the path is not that of a key holder's page
 */
export function parseLink({ pathname, hash }) {
  const match = PATH.exec(pathname);
  if (match === null) throw new Error("the address names no key holder");
  const token = TOKEN.test(hash) ? hash.slice(1) : "";
  return { election: match[1], trustee: Number(match[2]), token };
}
