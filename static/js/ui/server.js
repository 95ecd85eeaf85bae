/**
 * Talking to the server this page came from, and to no other.
 * @module
 */

const PATIENCE = 20_000;
/** Officials send and get lists of whole rolls. */
const LONG_PATIENCE = 180_000;

/** The longest time a server is believed to need, in seconds. */
const LONGEST_RETRY = 30;

/** The server could not be reached or could not do its work; trying again may help. */
export class UnreachableError extends Error {
  name = "UnreachableError";

  /**
   * @param {string} message
   * @param {number} [retryAfter] seconds after which the server wants to be asked again
   */
  constructor(message, retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/** The server answered, and the answer is no. */
export class RefusedError extends Error {
  /**
   * @param {number} status of HTTP
   * @param {string} code for machines
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.name = "RefusedError";
    this.status = status;
    this.code = code;
  }
}

/**
 * @typedef {{ body?: Uint8Array, token?: string, official?: { csrf?: string } }} Choices a body is
 *   sent by POST; a token says who asks, or the session of an official, whose page has to know a
 *   token too before it changes something
 */

/**
 * @param {string} path
 * @param {Choices} [choices]
 * @returns {Promise<Response>} of status 2xx
 * @throws {UnreachableError}
 * @throws {RefusedError}
 */
async function request(path, choices = {}) {
  const answer = await attempt(path, choices);
  if (answer.ok) return answer;
  if (answer.status >= 500)
    throw new UnreachableError(`status ${answer.status}`, retryAfterOf(answer));
  const { code = "", message = "" } = await answer.json().catch(() => ({}));
  throw new RefusedError(answer.status, String(code), String(message));
}

/**
 * @param {Response} answer
 * @returns {number | undefined}
 */
function retryAfterOf(answer) {
  const seconds = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
  if (answer.status !== 503 || Number.isNaN(seconds) || seconds < 0) return undefined;
  return Math.min(seconds, LONGEST_RETRY);
}

/**
 * @param {string} path
 * @param {Choices} choices
 * @returns {Promise<Response>}
 */
async function attempt(path, { body, token, official }) {
  try {
    return await fetch(path, {
      method: body ? "POST" : "GET",
      body: /** @type {BodyInit | undefined} */ (body),
      headers: {
        ...(body && { "Content-Type": "application/json" }),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(official?.csrf && { "X-CSRFToken": official.csrf }),
      },
      cache: "no-store",
      credentials: official ? "same-origin" : "omit",
      mode: "same-origin",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(official ? LONG_PATIENCE : PATIENCE),
    });
  } catch (error) {
    throw new UnreachableError(String(error));
  }
}

/**
 * @param {Response} answer
 * @returns {Promise<any>} decoded; every field must be checked where it is used
 */
async function decoded(answer) {
  try {
    return await answer.json();
  } catch (error) {
    throw new UnreachableError(`the answer broke off: ${error}`);
  }
}

/**
 * @param {string} path
 * @param {string} [token]
 * @returns {Promise<any>}
 */
export async function getJson(path, token) {
  return decoded(await request(path, { token }));
}

/**
 * @param {string} path
 * @returns {Promise<{ value: any, date: number }>} with the server's clock, or the device's if it
 *   is not told
 */
export async function getDatedJson(path) {
  const answer = await request(path);
  const date = Date.parse(answer.headers.get("Date") ?? "");
  return { value: await decoded(answer), date: Number.isNaN(date) ? Date.now() : date };
}

/**
 * @param {string} path
 * @param {string} [token]
 * @returns {Promise<Uint8Array>}
 */
export async function getBytes(path, token) {
  const answer = await request(path, { token });
  try {
    return new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    throw new UnreachableError(`the answer broke off: ${error}`);
  }
}

/**
 * @param {string} path
 * @param {Uint8Array} body
 * @param {string} [token]
 * @returns {Promise<any>}
 */
export async function postBytes(path, body, token) {
  return decoded(await request(path, { body, token }));
}

/**
 * Asks as the official who is signed in on this site's pages.
 * @param {string} path
 * @param {{ body?: Uint8Array, csrf?: string }} [choices] what is sent, and the token that goes with it
 * @returns {Promise<any>}
 */
export async function officialJson(path, { body, csrf } = {}) {
  return decoded(await request(path, { body, official: { csrf } }));
}
