/** Entries, checkpoints and receipts as the log gives them out. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { encodeJson } from "../../static/js/crypto/canonical-json.js";
import { concat, encodeBase64, encodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { decodeEntry, verifyEntrySignature } from "../../static/js/crypto/entry.js";
import {
  chainNext,
  chainStart,
  leafHash,
  nodeHash,
  treeRoot,
} from "../../static/js/crypto/merkle.js";
import {
  decodeReceipt,
  openCheckpoint,
  openReceipt,
  parseVerifierKey,
} from "../../static/js/crypto/note.js";
import { entryMessage, publicKeyOf, sign } from "../../static/js/crypto/signing.js";
import { sha256 } from "../../static/js/crypto/transcript.js";

const ORIGIN = "tabella.example/e/00000000-0000-4000-8000-000000000001";
const SEED = new Uint8Array(32).fill(1);
const OTHER_SEED = new Uint8Array(32).fill(2);
const HEX = "ab".repeat(32);

async function keyText(name, seed, type = 1) {
  const typed = concat(Uint8Array.of(type), await publicKeyOf(seed));
  const digest = await sha256(concat(utf8(`${name}\n`), typed));
  return `${name}+${encodeHex(digest.slice(0, 4))}+${encodeBase64(typed)}`;
}

async function signatureLine(text, name, seed) {
  const { id } = await parseVerifierKey(await keyText(name, seed), "key");
  return `\u2014 ${name} ${encodeBase64(concat(id, await sign(seed, utf8(text))))}\n`;
}

async function checkpointNote(size, root, { origin = ORIGIN, name = ORIGIN, seed = SEED } = {}) {
  const text = `${origin}\n${size}\n${encodeBase64(root)}\n`;
  return `${text}\n${await signatureLine(text, name, seed)}`;
}

const key = await parseVerifierKey(await keyText(ORIGIN, SEED), "key");
const root = new Uint8Array(32).fill(7);
const note = await checkpointNote(1204, root);

describe("verifier keys", () => {
  test("a key is read with its name", () => assert.equal(key.name, ORIGIN));

  test("other forms, types and ids are refused", async () => {
    const text = await keyText(ORIGIN, SEED);
    const [name, id, encoded] = text.split("+");
    const wrong = [
      "",
      name,
      `${name}+${id}`,
      `${name}+${id.toUpperCase()}X+${encoded}`,
      `${name}+00000000+${encoded}`,
      `x${text}`,
      `${text}\n`,
      ` ${text}`,
      `+${id}+${encoded}`,
      `${name}+${id}+${encoded.slice(0, -4)}`,
      await keyText("a b", SEED),
      await keyText("a\u00a0b", SEED),
      await keyText(ORIGIN, SEED, 2),
    ];
    for (const bad of wrong)
      await assert.rejects(parseVerifierKey(bad, "key"), { name: "DecodeError" }, bad);
  });
});

describe("checkpoints", () => {
  test("a signed checkpoint is opened", async () => {
    assert.deepEqual(await openCheckpoint(note, key), { origin: ORIGIN, size: 1204, root });
  });

  test("signatures of strangers beside the log's do not matter, whatever they say", async () => {
    const witnessed = `${note}\u2014 witness.example ${encodeBase64(new Uint8Array(72))}\n\u2014 ${ORIGIN} ${encodeBase64(new Uint8Array(68))}\n`;
    await openCheckpoint(witnessed, key);
  });

  test("every signature of the log's own key must hold", async () => {
    const twice = `${note}${await signatureLine("another text\n", ORIGIN, SEED)}`;
    await assert.rejects(openCheckpoint(twice, key), { name: "ProofError" });
  });

  test("a change of any line of the text is noticed", async () => {
    for (const changed of [
      note.replace("1204", "1205"),
      note.replace(encodeBase64(root), encodeBase64(new Uint8Array(32))),
    ]) {
      await assert.rejects(openCheckpoint(changed, key), { name: "ProofError" });
    }
  });

  test("another key or another log is refused", async () => {
    const forged = [
      await checkpointNote(1204, root, { seed: OTHER_SEED }),
      await checkpointNote(1204, root, { name: "other.example" }),
      await checkpointNote(1204, root, { origin: ORIGIN.replace(/1$/, "2") }),
    ];
    for (const bad of forged)
      await assert.rejects(openCheckpoint(bad, key), { name: "ProofError" });
  });

  test("other forms are refused even when they are signed", async () => {
    const encoded = encodeBase64(root);
    const texts = [
      `${ORIGIN}\n01204\n${encoded}\n`,
      `${ORIGIN}\n-1\n${encoded}\n`,
      `${ORIGIN}\n9007199254740992\n${encoded}\n`,
      `${ORIGIN}\n1e3\n${encoded}\n`,
      `${ORIGIN}\n1204\n${encoded}\nextension\n`,
      `${ORIGIN}\n1204\n`,
      `${ORIGIN}\n1204\n${encoded.slice(0, -4)}\n`,
      `${ORIGIN}\n1204\n${encoded.slice(0, -2)}F=\n`,
      `${ORIGIN}\n1204\r\n${encoded}\n`,
      `\n1204\n${encoded}\n`,
    ];
    for (const text of texts) {
      const signed = `${text}\n${await signatureLine(text, ORIGIN, SEED)}`;
      await assert.rejects(openCheckpoint(signed, key), { name: "DecodeError" }, text);
    }
  });

  test("notes without proper signature lines are refused", async () => {
    const [text, line] = note.split("\n\n");
    const wrong = [
      "",
      text,
      `${text}\n\n`,
      `${text}\n\n${line.trimEnd()}`,
      `${text}\n\n${line.replace("\u2014", "-")}`,
      `${text}\n\n${line}\n`,
      `${text}\n\n\u2014 a AAAA\n${line}`,
      `${text}\n\n\u2014 a  AAAAAAA=\n${line}`,
      `${note}${"\u2014 a AAAAAAA=\n".repeat(100)}`,
      `${note}${"\u2014 a AAAAAAA=\n".repeat(2000)}`,
    ];
    for (const bad of wrong)
      await assert.rejects(openCheckpoint(bad, key), { name: "DecodeError" });
  });
});

describe("receipts", async () => {
  const entries = Array.from({ length: 3 }, (_, index) => utf8(`entry ${index}`));
  const leaves = await Promise.all(entries.map(leafHash));
  const checkpoint = await checkpointNote(3, await treeRoot(leaves));
  const receipt = [
    "c2sp.org/tlog-proof@v1",
    `extra ${encodeBase64(entries[2])}`,
    "index 2",
    encodeBase64(await nodeHash(leaves[0], leaves[1])),
    "",
    checkpoint,
  ].join("\n");

  test("an entry that stands in the log is given back", async () => {
    const opened = await openReceipt(receipt, key);
    assert.deepEqual([opened.entry, opened.index, opened.checkpoint.size], [entries[2], 2, 3]);
  });

  test("another entry, index, path or signature is refused", async () => {
    const broken = [
      receipt.replace(encodeBase64(entries[2]), encodeBase64(entries[1])),
      receipt.replace("index 2", "index 1"),
      receipt.replace("index 2", "index 3"),
      receipt.replace(encodeBase64(await nodeHash(leaves[0], leaves[1])), encodeBase64(leaves[0])),
      receipt.replace(`${encodeBase64(await nodeHash(leaves[0], leaves[1]))}\n`, ""),
      receipt.replace(
        checkpoint,
        await checkpointNote(3, await treeRoot(leaves), { seed: OTHER_SEED }),
      ),
    ];
    for (const bad of broken) await assert.rejects(openReceipt(bad, key), { name: "ProofError" });
  });

  test("other forms are refused", () => {
    const wrong = [
      "",
      receipt.replace("@v1", "@v2"),
      receipt.replace("extra ", "extra"),
      receipt.replace("index 2", "index 02"),
      receipt.replace("index 2", "index -2"),
      receipt.replace("index 2\n", ""),
      receipt.replace("\n\n", "\n"),
      receipt.replace("index 2\n", `index 2\n${"AA==\n".repeat(65)}`),
      receipt.replace("index 2\n", "index 2\nAA==\n"),
      `${receipt}${" ".repeat(65536)}`,
    ];
    for (const bad of wrong) assert.throws(() => decodeReceipt(bad), { name: "DecodeError" });
  });
});

describe("the running chain", () => {
  test("starts with the origin and takes in each leaf", async () => {
    const start = await chainStart(ORIGIN);
    assert.deepEqual(start, await sha256(concat(Uint8Array.of(2), utf8(ORIGIN))));
    assert.deepEqual(
      await chainNext(start, root),
      await sha256(concat(Uint8Array.of(2), start, root)),
    );
  });
});

describe("entries", () => {
  const ballot = {
    credential: HEX,
    payload: HEX,
    signature: HEX + HEX,
    size: 9182,
    type: "ballot",
    v: 1,
  };
  const { credential, signature, ...plain } = ballot;

  test("each type has its own fields", () => {
    assert.deepEqual(decodeEntry(encodeJson(ballot), "entry"), {
      type: "ballot",
      payload: HEX,
      size: 9182,
      credential,
      signature,
    });
    assert.deepEqual(decodeEntry(encodeJson({ ...plain, type: "close" }), "entry"), {
      type: "close",
      payload: HEX,
      size: 9182,
    });
    assert.equal(decodeEntry(encodeJson({ ...plain, type: "waiver" }), "entry").type, "waiver");
    assert.equal(
      decodeEntry(encodeJson({ ...plain, type: "drill", trustee: 2, signature }), "entry").trustee,
      2,
    );
    assert.equal(
      decodeEntry(encodeJson({ ...ballot, type: "challenge", ballot: HEX }), "entry").ballot,
      HEX,
    );
  });

  test("other fields, types and ranges are refused", () => {
    const wrong = [
      [],
      "ballot",
      1,
      plain,
      { ...plain, type: "Close" },
      { ...plain, type: "toString" },
      { ...ballot, type: 1 },
      { ...ballot, v: 2 },
      { ...ballot, size: 0 },
      { ...ballot, size: 2 ** 27 },
      { ...ballot, credential: HEX.toUpperCase() },
      { ...ballot, note: "" },
      { ...ballot, trustee: 1 },
      { ...plain, type: "drill", trustee: 0, signature },
      { ...plain, type: "drill", trustee: 101, signature },
      { ...plain, type: "waiver", trustee: 1, signature },
      { ...ballot, extra: "x".repeat(1024) },
    ];
    for (const bad of wrong)
      assert.throws(() => decodeEntry(encodeJson(bad), "entry"), { name: "DecodeError" });
  });

  test("a challenge is signed for the ballot that was shown, others for their payload", async () => {
    const publicKey = await publicKeyOf(SEED);
    const shown = new Uint8Array(32).fill(0xcd);
    const signedChallenge = encodeHex(await sign(SEED, entryMessage("challenge", shown)));
    const challenge = {
      ...ballot,
      type: "challenge",
      ballot: encodeHex(shown),
      signature: signedChallenge,
    };
    await verifyEntrySignature(decodeEntry(encodeJson(challenge), "entry"), publicKey, "entry");
    const other = { ...challenge, ballot: HEX };
    await assert.rejects(
      verifyEntrySignature(decodeEntry(encodeJson(other), "entry"), publicKey, "entry"),
      { name: "ProofError" },
    );
    const cast = {
      ...ballot,
      signature: encodeHex(await sign(SEED, entryMessage("ballot", new Uint8Array(32).fill(0xab)))),
    };
    await verifyEntrySignature(decodeEntry(encodeJson(cast), "entry"), publicKey, "entry");
    await assert.rejects(
      verifyEntrySignature(
        decodeEntry(encodeJson({ ...plain, type: "open" }), "entry"),
        publicKey,
        "entry",
      ),
      { name: "ProofError" },
    );
  });
});
