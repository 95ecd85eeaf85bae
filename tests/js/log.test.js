/** Entries, checkpoints and receipts as the log gives them out. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { encodeJson } from "../../static/js/crypto/canonical-json.js";
import {
  concat,
  encodeBase64,
  encodeHex,
  integerBytes,
  utf8,
} from "../../static/js/crypto/encoding.js";
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
  openCosignature,
  openReceipt,
  parseVerifierKey,
  parseWitnessKey,
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

// As in tests/crypto/test_cosignatures.py: a public log's checkpoint and its public witnesses.
const PUBLISHED = `arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

\u2014 witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
\u2014 remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
\u2014 witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
`;
const PUBLISHED_KEYS = [
  "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
  "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
  "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
];

describe("cosignatures", async () => {
  const NAME = "witness.example";
  const witness = await parseWitnessKey(await keyText(NAME, OTHER_SEED, 4), "key");
  const body = `${note.split("\n\n")[0]}\n`;

  async function cosigned(time, { text = body, width = 8, type = 4 } = {}) {
    const { id } =
      type === 4 ? witness : await parseVerifierKey(await keyText(NAME, OTHER_SEED), "key");
    const signature = await sign(OTHER_SEED, utf8(`cosignature/v1\ntime ${time}\n${text}`));
    const value = concat(id, integerBytes(BigInt(time), width), signature);
    return `\u2014 ${NAME} ${encodeBase64(value)}\n`;
  }

  test("published ones hold", async () => {
    for (const text of PUBLISHED_KEYS) {
      const published = await parseWitnessKey(text, "key");
      assert.equal(await openCosignature(PUBLISHED, published), 1_779_573_024);
      const changed = PUBLISHED.replace("1432088532", "1432088533");
      await assert.rejects(openCosignature(changed, published), { name: "ProofError" });
    }
  });

  test("the latest time counts, and all have to hold", async () => {
    const twice = note + (await cosigned(1_790_000_060)) + (await cosigned(1_790_000_000));
    assert.equal(await openCosignature(twice, witness), 1_790_000_060);
    const spoilt = twice + (await cosigned(5, { text: "another text\n" }));
    await assert.rejects(openCosignature(spoilt, witness), { name: "ProofError" });
  });

  test("none, or a plain signature, is no cosignature", async () => {
    const plain = `\u2014 ${NAME} ${encodeBase64(concat(witness.id, await sign(OTHER_SEED, utf8(body))))}\n`;
    await assert.rejects(openCosignature(note, witness), { name: "ProofError" });
    await assert.rejects(openCosignature(note + plain, witness), { name: "DecodeError" });
    const other = await cosigned(1, { type: 1 });
    await assert.rejects(openCosignature(note + other, witness), { name: "ProofError" });
  });

  test("times have one width and a range", async () => {
    for (const [time, width] of [
      [0, 8],
      [2 ** 53, 8],
      [5, 7],
      [5, 9],
    ])
      await assert.rejects(openCosignature(note + (await cosigned(time, { width })), witness), {
        name: "DecodeError",
      });
  });

  test("only checkpoints are cosigned", async () => {
    const text = "tabella/v1/promise\n";
    const promise = `${text}\n${await cosigned(5, { text })}`;
    await assert.rejects(openCosignature(promise, witness), { name: "DecodeError" });
  });

  test("keys of logs and of witnesses do not stand in for each other", async () => {
    const log = await keyText(NAME, OTHER_SEED);
    await assert.rejects(parseWitnessKey(log, "key"), { name: "DecodeError" });
    const ours = await keyText(NAME, OTHER_SEED, 4);
    await assert.rejects(parseVerifierKey(ours, "key"), { name: "DecodeError" });
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
