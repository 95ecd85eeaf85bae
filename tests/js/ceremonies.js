/** Key ceremonies as tests hold them: entries made and signed by trustees whose secrets are known. */

import { encodeJson } from "../../static/js/crypto/canonical-json.js";
import { CeremonyView } from "../../static/js/crypto/ceremony.js";
import { concat, encodeBase64, encodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { publicKeyOf } from "../../static/js/crypto/signing.js";
import { sha256 } from "../../static/js/crypto/transcript.js";
import {
  answerDrill,
  confirmation,
  drawSecret,
  encryptShares,
  publishKeys,
  signed,
} from "../../static/js/crypto/trustee-keys.js";

export const ELECTION = "00000000-0000-4000-8000-000000000001";
export const CHALLENGE = Uint8Array.from({ length: 32 }, (_, index) => index);

/** The verifier key of a log by the name of its origin. */
export async function logKeyOf(origin) {
  const typed = concat(Uint8Array.of(1), await publicKeyOf(new Uint8Array(32)));
  const digest = await sha256(concat(utf8(`${origin}\n`), typed));
  return `${origin}+${encodeHex(digest.slice(0, 4))}+${encodeBase64(typed)}`;
}

/** The document of a `ceremony` payload, with some of its fields changed. */
export async function ceremonyDocument({ n = 3, k = 2, election = ELECTION, ...changes } = {}) {
  const origin = changes.origin ?? `tabella.example/e/${election}`;
  return {
    attempt: 1,
    demonstration: n === 1,
    election,
    key_tool: "0".repeat(64),
    log_key: await logKeyOf(origin),
    origin,
    parameters: "EG-2.1-3072",
    threshold: k,
    trustees: Array.from({ length: n }, (_, index) => `Trustee ${index + 1}`),
    v: 1,
    ...changes,
  };
}

export function waiverDocument(changes = {}) {
  return {
    at: "2031-03-01T12:00:00Z",
    attempt: 1,
    election: ELECTION,
    reason: "The device was stolen.",
    trustees: [3],
    v: 1,
    ...changes,
  };
}

/** What decodeEntry gives for an entry of this type and payload. */
export async function entryOf(type, payload, more = {}) {
  return { type, payload: encodeHex(await sha256(payload)), size: payload.length, ...more };
}

/** One ceremony with the secrets of all its trustees, who act one after the other. */
export class Held {
  constructor() {
    this.view = new CeremonyView();
    this.secrets = [];
  }

  async begin(changes = {}) {
    const document = await ceremonyDocument(changes);
    await this.record("ceremony", document);
    const { group, threshold } = this.view.ceremony;
    this.secrets = document.trustees.map((_, index) =>
      drawSecret(group, { index: index + 1, threshold }),
    );
    return this;
  }

  /** Records a document nobody signs. */
  async record(type, document) {
    const payload = encodeJson(document);
    await this.view.addEntry(await entryOf(type, payload), payload, type);
  }

  /** Records what a trustee made, signed by it. */
  async send(type, trustee, payload) {
    const { signature } = await signed(this.secrets[trustee - 1], type, payload);
    await this.view.addEntry(await entryOf(type, payload, { signature, trustee }), payload, type);
  }

  keys(trustee) {
    return publishKeys(this.secrets[trustee - 1], this.view);
  }

  shares(trustee) {
    return encryptShares(this.secrets[trustee - 1], this.view);
  }

  confirmation(trustee) {
    return confirmation(this.secrets[trustee - 1], this.view);
  }

  drill(trustee, challenge = CHALLENGE) {
    return answerDrill(this.secrets[trustee - 1], this.view, challenge);
  }

  async #all(type, make) {
    for (const { index } of this.secrets) await this.send(type, index, await make(index));
    return this;
  }

  allKeys() {
    return this.#all("trustee", (index) => this.keys(index));
  }

  allShares() {
    return this.#all("share", (index) => this.shares(index));
  }

  allConfirmations() {
    return this.#all("confirm", (index) => this.confirmation(index));
  }
}

export async function begun(changes) {
  return new Held().begin(changes);
}

export async function keyed(changes) {
  return (await begun(changes)).allKeys();
}

export async function shared(changes) {
  return (await keyed(changes)).allShares();
}

export async function confirmed(changes) {
  return (await shared(changes)).allConfirmations();
}
