/**
 * From a locked ballot to a receipt that this device has checked.
 * @module
 */

import { mustWait } from "../crypto/cosignatures.js";
import { verifyPromise } from "./promise.js";
import { verifyReceipt } from "./receipt.js";
import { RefusedError } from "../ui/server.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {import("./delivery.js").Delivery} Delivery */
/** @typedef {import("./receipt.js").Proven} Proven */
/** @typedef {Omit<import("./delivery.js").Course, "isProven" | "verify">} Course */

/**
 * What the server says is believed when its proof holds, and when as many witnesses have signed as the
 * manifest makes everybody wait for.
 * @param {Visit} visit
 * @param {Delivery} delivery
 * @param {Course} [course]
 * @returns {Promise<Proven>}
 * @throws {import("../ui/server.js").UnreachableError} after which it can be called again
 * @throws {RefusedError} if the server did not take it
 * @throws {import("../crypto/errors.js").DecodeError | import("../crypto/errors.js").ProofError} if it says
 *   that it is recorded and cannot prove it
 */
export async function record({ manifest, pass }, delivery, course = {}) {
  delivery.pass = pass;
  const { envelope } = delivery;
  /** @type {Proven | undefined} */
  let proven;
  const fate = await delivery.deliver({
    ...course,
    isProven: async ({ receipt }) => {
      proven = await verifyReceipt(String(receipt), envelope, manifest);
      return !mustWait(manifest.witnesses, proven.signed);
    },
    verify: (promise) => verifyPromise(promise, envelope, manifest.logKey),
  });
  if (fate.status !== "recorded" || proven === undefined)
    throw new RefusedError(422, String(fate.reason), "refused");
  return proven;
}
