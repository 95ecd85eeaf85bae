/** Records made by the Python program, and a server in this process that shows them and may lie. */

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import {
  concat,
  decodeHex,
  encodeBase64,
  encodeHex,
  uint32,
  utf8,
} from "../../static/js/crypto/encoding.js";
import { decodeEntry } from "../../static/js/crypto/entry.js";
import { chainNext, chainStart, leafHash, treeRoot } from "../../static/js/crypto/merkle.js";
import { parseVerifierKey } from "../../static/js/crypto/note.js";
import { publicKeyOf, sign } from "../../static/js/crypto/signing.js";
import { encodeJson } from "../../static/js/crypto/canonical-json.js";
import { sha256 } from "../../static/js/crypto/transcript.js";
import { Session } from "../../static/js/trustee/session.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PYTHON = process.env.PYTHON ?? `${ROOT}.venv/bin/python`;
export const SITE = "http://server.example";

function python(command, input = "") {
  const options = { cwd: ROOT, input, maxBuffer: 2 ** 28, encoding: "utf8" };
  return execFileSync(PYTHON, ["-m", "tests.js.trustee_records", command], options);
}

export const FIXTURE = JSON.parse(python("make"));
export const { election: ELECTION, passphrase: PASSPHRASE } = FIXTURE;
export const KEY_FILES = FIXTURE.key_files.map(utf8);
const LOG_KEY = await parseVerifierKey(FIXTURE.log_key, "log key");

async function keyParts(name, seed, type = 1) {
  const typed = concat(Uint8Array.of(type), await publicKeyOf(seed));
  return { typed, id: (await sha256(concat(utf8(`${name}\n`), typed))).slice(0, 4) };
}

async function signatureLine(name, seed, text) {
  const { id } = await keyParts(name, seed);
  return `\u2014 ${name} ${encodeBase64(concat(id, await sign(seed, utf8(text))))}\n`;
}

async function cosignatureLine(name, seed, text) {
  const { id } = await keyParts(name, seed, 4);
  const time = concat(new Uint8Array(4), uint32(1_790_000_000));
  const signature = await sign(seed, utf8(`cosignature/v1\ntime 1790000000\n${text}`));
  return `\u2014 ${name} ${encodeBase64(concat(id, time, signature))}\n`;
}

/** A log as the server keeps it: entries with their payloads, both as text. */
export class MemoryBoard {
  seed = decodeHex(FIXTURE.log_seed, 32, "seed");
  witnesses = [decodeHex(FIXTURE.witness_seed, 32, "seed")];
  origin = LOG_KEY.name;
  /** Changes what the server answers for entries. */
  lie = (documents) => documents;
  /** How many entries one answer holds. */
  count = 7;
  requests = [];

  constructor(lines) {
    this.lines = [...lines];
  }

  static of(name) {
    return new MemoryBoard(FIXTURE.records[name]);
  }

  async append(trustee, { type, payload, signature }) {
    const hash = encodeHex(await sha256(payload));
    const entry = { payload: hash, signature, size: payload.length, trustee, type, v: 1 };
    this.lines.push([
      new TextDecoder().decode(encodeJson(entry)),
      new TextDecoder().decode(payload),
    ]);
  }

  index(type) {
    return this.lines.findIndex(([entry]) => decodeEntry(utf8(entry), "entry").type === type);
  }

  /** The key that checkpoints are signed with, as the first entry of an honest record names it. */
  async verifierKey() {
    const { typed, id } = await keyParts(this.origin, this.seed);
    return `${this.origin}+${encodeHex(id)}+${encodeBase64(typed)}`;
  }

  async leaves() {
    return Promise.all(this.lines.map(([entry]) => leafHash(utf8(entry))));
  }

  async checkpoint(size = this.lines.length) {
    const root = await treeRoot((await this.leaves()).slice(0, size));
    const text = `${this.origin}\n${size}\n${encodeBase64(root)}\n`;
    let note = `${text}\n${await signatureLine(this.origin, this.seed, text)}`;
    for (const seed of this.witnesses) note += await cosignatureLine("witness.example", seed, text);
    return note;
  }

  async documents() {
    let chain = await chainStart(this.origin);
    const documents = [];
    for (const [index, leaf] of (await this.leaves()).entries()) {
      const [entry, payload] = this.lines[index];
      chain = await chainNext(chain, leaf);
      const [leafText, chainText] = [encodeHex(leaf), encodeHex(chain)];
      documents.push({ chain: chainText, entry, index, leaf: leafText, payload });
    }
    return this.lie(documents);
  }

  async answer(url, options) {
    const { pathname, searchParams } = new URL(url);
    this.requests.push({ pathname, options });
    if (pathname === `/api/v1/logs/${ELECTION}/checkpoint`)
      return new Response(await this.checkpoint());
    const start = Number(searchParams.get("start"));
    const entries = (await this.documents()).slice(start, start + this.count);
    return new Response(JSON.stringify({ entries, origin: this.origin, size: this.lines.length }));
  }

  /** A session of one key holder that reads this board. */
  async session(trustee = 1, election = ELECTION) {
    const session = new Session();
    await this.serve(session, trustee, election);
    return session;
  }

  async serve(session, trustee = 1, election = ELECTION) {
    globalThis.fetch = (url, options) => this.answer(url, options);
    const source = { kind: "server", site: SITE };
    await session.start({ election, trustee, source });
  }

  /** A session that has read this board and opened the key file of a key holder. */
  async opened(trustee = 1) {
    const session = await this.session(trustee);
    await session.read(undefined, quiet);
    await openKey(session, trustee);
    return session;
  }

  async task(trustee, step = "unlock") {
    const header = {
      checkpoint: await this.checkpoint(),
      drill_challenge: "07".repeat(32),
      election: ELECTION,
      kind: "tabella trustee task",
      step,
      trustee,
      v: 1,
    };
    const lines = [new TextDecoder().decode(encodeJson(header)), ...this.lines.flat()];
    return lines.map((line) => `${line}\n`).join("");
  }
}

export const quiet = () => {};

export function openKey(session, trustee, file = KEY_FILES[trustee - 1]) {
  return session.openKey({ file, passphrase: PASSPHRASE });
}

/** Lets the Python program judge an entry made for a record; throws if it does not hold. */
export function judge(lines, trustee, { type, payload, signature }) {
  const text = new TextDecoder().decode(payload);
  python("judge", JSON.stringify({ lines, payload: text, signature, trustee, type }));
}
