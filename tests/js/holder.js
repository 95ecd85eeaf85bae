/**
 * A key holder with the browser's modules, for tests in another language.
 * A line on standard input is {"act", ...}; the answer is {"value"} or {"error": name, "code", "sender", "message"}.
 */

import { createInterface } from "node:readline";

import { CeremonyView } from "../../static/js/crypto/ceremony.js";
import { encodeHex } from "../../static/js/crypto/encoding.js";
import { decodeEntry } from "../../static/js/crypto/entry.js";
import { decodeKeyFile, encodeKeyFile } from "../../static/js/crypto/key-file.js";
import * as trusteeKeys from "../../static/js/crypto/trustee-keys.js";
import { big, bytes } from "./fixtures.js";

let view = new CeremonyView();
let entries = [];
let secret;
const kept = new Map();

const MAKERS = {
  trustee: () => trusteeKeys.publishKeys(secret, view),
  share: () => trusteeKeys.encryptShares(secret, view),
  confirm: () => trusteeKeys.confirmation(secret, view),
  complaint: ({ against, reason }) => trusteeKeys.complaint(secret, view, { against, reason }),
  drill: ({ challenge }) => trusteeKeys.answerDrill(secret, view, bytes(challenge)),
};

function fromBase64(text) {
  return new Uint8Array(Buffer.from(text, "base64"));
}

function toBase64(data) {
  return Buffer.from(data).toString("base64");
}

function plain({ index, coefficients, communicationSecret, signingSeed }) {
  return {
    index,
    coefficients: coefficients.map((number) => number.toString(16)),
    communication_secret: communicationSecret.toString(16),
    signing_seed: encodeHex(signingSeed),
  };
}

async function replay(recorded) {
  const fresh = new CeremonyView();
  for (const { entry, payload } of recorded)
    await fresh.addEntry(decodeEntry(entry, "entry"), payload, "entry");
  return fresh;
}

function pairOf({ entry, payload }) {
  return { entry: fromBase64(entry), payload: fromBase64(payload) };
}

const ACTS = {
  /** Leaves the record followed so far for another one. */
  async follow({ record }) {
    entries = record.map(pairOf);
    view = await replay(entries);
  },
  /** Keeps the record followed so far under a name, for judge. */
  keepRecord({ name }) {
    kept.set(name, { view, entries });
  },
  async add(line) {
    const pair = pairOf(line);
    await view.addEntry(decodeEntry(pair.entry, "entry"), pair.payload, "entry");
    entries.push(pair);
  },
  /** Like add, but the record kept under the name stays as it was. */
  async judge({ name, ...line }) {
    const { entry, payload } = pairOf(line);
    ({ view, entries } = kept.get(name));
    await view.addEntry(decodeEntry(entry, "entry"), payload, "entry");
    kept.set(name, { view: await replay(entries), entries });
  },
  draw({ index }) {
    const { group, threshold } = view.ceremony;
    secret = trusteeKeys.drawSecret(group, { index, threshold });
    return plain(secret);
  },
  keep({ secret: given }) {
    secret = {
      index: given.index,
      coefficients: given.coefficients.map(big),
      communicationSecret: big(given.communication_secret),
      signingSeed: bytes(given.signing_seed),
    };
  },
  async make({ type, ...more }) {
    const { payload, signature } = await trusteeKeys.signed(secret, type, await MAKERS[type](more));
    return { payload: toBase64(payload), signature };
  },
  async state() {
    const { group, trustees } = view.ceremony;
    const isKeyed = view.keys.size === trustees.length;
    return {
      phase: view.phase,
      missing: view.missing(),
      drilled: [...view.drilled].sort(),
      waived: [...view.waived].sort(),
      is_complete: view.isComplete,
      parameter_hash: encodeHex(await view.parameterDigest()),
      joint_key: isKeyed && group.elementHex(view.jointKey()),
      transcript: isKeyed && encodeHex(await view.transcript()),
      share_keys: isKeyed && trustees.map((_, index) => group.elementHex(view.shareKey(index + 1))),
    };
  },
  async keyShare() {
    return view.ceremony.group.scalarHex(await trusteeKeys.keyShare(secret, view));
  },
  hasOwnKeys() {
    return trusteeKeys.hasOwnKeys(secret, view);
  },
  async encodeKeyFile({ purpose, passphrase, salt, nonce }) {
    const randomness = salt && { salt: bytes(salt), nonce: bytes(nonce) };
    return toBase64(await encodeKeyFile(secret, purpose, passphrase, randomness));
  },
  async decodeKeyFile({ file, passphrase, election, trustee }) {
    const opened = await decodeKeyFile(fromBase64(file), passphrase, { election, trustee });
    secret = opened.secret;
    return { purpose: opened.purpose, secret: plain(secret) };
  },
};

async function answer({ act, ...more }) {
  try {
    return { value: (await ACTS[act](more)) ?? null };
  } catch (error) {
    const { name, code = "", sender = 0, message } = error;
    return { error: name, code, sender, message };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
