/**
 * Says of each document on standard input whether the browser's modules accept it.
 * A line is {"kind", "base64"}; the answer is "accept", "refuse", or the name of an error that should not get out.
 */

import { createInterface } from "node:readline";

import { decodeBallot, verifyBallot } from "../../static/js/crypto/ballot.js";
import { decodeJson } from "../../static/js/crypto/canonical-json.js";
import { openCosignature, parseWitnessKey } from "../../static/js/crypto/cosignatures.js";
import { ElectionContext } from "../../static/js/crypto/context.js";
import { parseCode } from "../../static/js/crypto/credential.js";
import { utf8 } from "../../static/js/crypto/encoding.js";
import { decodeEntry } from "../../static/js/crypto/entry.js";
import { decodeManifest } from "../../static/js/crypto/manifest.js";
import { openReceipt, parseVerifierKey } from "../../static/js/crypto/note.js";
import {
  decodeDecryption,
  decodeFreeze,
  decodeResult,
  decodeRoll,
  decodeRollChange,
  decodeTally,
  decodeTallyInput,
  decodeTurn,
} from "../../static/js/crypto/payloads.js";
import { openPromise } from "../../static/js/crypto/promises.js";
import { decodeReceiptPage } from "../../static/js/crypto/receipt-page.js";
import { readVectors } from "./fixtures.js";

const [{ manifest, joint_key: jointKey }] = readVectors("golden-v1").elections;
const context = await ElectionContext.build(utf8(manifest), jointKey);
const logKey = await parseVerifierKey(process.argv[2], "log key");
const witness = process.argv[3] && (await parseWitnessKey(process.argv[3], "witness"));

function text(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

const READERS = {
  document: (bytes) => decodeJson(bytes, 2 ** 20, "document"),
  manifest: (bytes) => decodeManifest(bytes),
  entry: (bytes) => decodeEntry(bytes, "entry"),
  receipt: (bytes) => openReceipt(text(bytes), logKey),
  cosignature: (bytes) => openCosignature(text(bytes), witness),
  promise: (bytes) => openPromise(text(bytes), logKey),
  "receipt page": (bytes) => decodeReceiptPage(text(bytes)),
  code: (bytes) => parseCode(text(bytes)),
  ballot: (bytes) => decodeBallot(bytes, context),
  roll: (bytes) => decodeRoll(bytes),
  "roll-change": (bytes) => decodeRollChange(bytes),
  freeze: (bytes) => decodeFreeze(bytes, context.group),
  open: (bytes) => decodeTurn(bytes, "open"),
  extend: (bytes) => decodeTurn(bytes, "extend"),
  cancel: (bytes) => decodeTurn(bytes, "cancel"),
  "tally-input": (bytes) => decodeTallyInput(bytes),
  tally: (bytes) => decodeTally(bytes, context.group),
  decryption: (bytes) => decodeDecryption(bytes, context.group),
  result: (bytes) => decodeResult(bytes, context.group),
  "verified ballot": (bytes) => verifyBallot(decodeBallot(bytes, context), context),
};

async function verdict({ kind, base64 }) {
  try {
    await READERS[kind](new Uint8Array(Buffer.from(base64, "base64")));
    return "accept";
  } catch (error) {
    return ["DecodeError", "ProofError"].includes(error.name) ? "refuse" : error.name;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await verdict(JSON.parse(line))}\n`);
}
