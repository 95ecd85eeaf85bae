/**
 * The way with a network: the key holder's own addresses of the server. The worker reads the public
 * record itself and never learns the token.
 * @module
 */

import { decodeJson, encodeJson } from "../crypto/canonical-json.js";
import { getBytes, getJson, postBytes } from "../ui/server.js";
import { readStatus } from "./status.js";

/** @typedef {import("./answer-file.js").Outgoing} Outgoing */
/** @typedef {import("./status.js").Status} Status */

const MAX_PAYLOAD = 64 * 2 ** 20;
const MAX_REPORT = 1000;

export class ServerWay {
  isOnline = true;
  source = { kind: "server" };
  #folder;
  #token;

  /** @param {import("./link.js").Link} link */
  constructor({ election, trustee, token }) {
    this.election = election;
    this.trustee = trustee;
    this.#folder = `/api/v1/elections/${election}/trustee`;
    this.#token = token;
  }

  /**
   * @returns {Promise<Status>}
   * @throws {import("../ui/server.js").UnreachableError}
   * @throws {import("../ui/server.js").RefusedError} with status 401 if the link is not good
   */
  async status() {
    const status = readStatus(await getJson(this.#folder, this.#token));
    // Whose page this is says the link. Another's key on the record could pass for this one's.
    return { ...status, election: this.election, trustee: this.trustee };
  }

  /**
   * Sends an entry. Sending the same bytes again does no harm.
   * @param {Outgoing} outgoing
   */
  async send({ type, payload, signature }) {
    const address = type === "decryption" ? "decryptions" : "entries";
    const document = { payload: decodeJson(payload, MAX_PAYLOAD, "payload"), signature, type };
    await postBytes(`${this.#folder}/${address}`, encodeJson(document), this.#token);
  }

  /**
   * @param {"key_lost" | "refused"} kind
   * @param {string} text without secrets
   */
  async report(kind, text) {
    const document = { kind, text: [...text].slice(0, MAX_REPORT).join("") };
    await postBytes(`${this.#folder}/reports`, encodeJson(document), this.#token);
  }

  /** @returns {Promise<Blob>} the task file for a device without network */
  async task() {
    return new Blob([
      /** @type {BlobPart} */ (await getBytes(`${this.#folder}/task`, this.#token)),
    ]);
  }
}
