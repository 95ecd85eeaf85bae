/**
 * Getting the record from the server, piece by piece.
 * @module
 */

import { UnreachableError } from "../ui/server.js";

/**
 * @param {string} url of this site
 * @param {(done: number, total: number) => void} show total is 0 if the server does not say
 * @returns {Promise<Blob>}
 * @throws {UnreachableError}
 */
export async function downloadRecord(url, show) {
  try {
    const answer = await fetch(url, {
      cache: "no-store",
      credentials: "omit",
      mode: "same-origin",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    if (!answer.ok || answer.body === null) throw new UnreachableError(`status ${answer.status}`);
    const total = Number(answer.headers.get("Content-Length") ?? 0);
    return new Blob(await piecesOf(answer.body, (done) => show(done, total)));
  } catch (error) {
    throw error instanceof UnreachableError ? error : new UnreachableError(String(error));
  }
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {(done: number) => void} show
 * @returns {Promise<Blob[]>} which the browser may keep on its disk
 */
async function piecesOf(body, show) {
  const reader = body.getReader();
  const pieces = [];
  for (let done = 0; ; ) {
    const { value, done: isOver } = await reader.read();
    if (isOver) return pieces;
    pieces.push(new Blob([/** @type {BlobPart} */ (value)]));
    done += value.length;
    show(done);
  }
}
