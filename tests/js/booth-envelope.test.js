/** What leaves the booth, and the receipt or the promise that comes back. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { ballotEnvelope, testEnvelope } from "../../static/js/booth/envelope.js";
import { verifyPromise } from "../../static/js/booth/promise.js";
import { verifyReceipt, verifyReceiptPage } from "../../static/js/booth/receipt.js";
import { mustWait } from "../../static/js/crypto/cosignatures.js";
import { decodeChallenge, openChallenge } from "../../static/js/crypto/ballot.js";
import { decodeJson, encodeJson } from "../../static/js/crypto/canonical-json.js";
import { ElectionContext } from "../../static/js/crypto/context.js";
import { credentialOf } from "../../static/js/crypto/credential.js";
import { concat, encodeBase64, encodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { encryptBallot } from "../../static/js/crypto/encryption.js";
import { leafHash } from "../../static/js/crypto/merkle.js";
import { publicKeyOf, sign } from "../../static/js/crypto/signing.js";
import { sha256 } from "../../static/js/crypto/transcript.js";
import { readVectors } from "./fixtures.js";

const [{ manifest, joint_key: jointKey }] = readVectors("golden-v1").elections;
const context = await ElectionContext.build(utf8(manifest), jointKey);
const credential = await credentialOf("7K3M9QXD2VTAR8HN5CWE", context.manifest.election);
const contests = context.manifest.styles[0].contests.map(
  (number) => context.manifest.contests[number - 1],
);

/** The fewest votes a contest allows, or the most, from its first options on. */
function votesOf(bound) {
  return contests.map(({ options, ...contest }) => {
    let left = contest[bound];
    return options.map(({ optionMax }) => {
      const given = Math.min(left, optionMax);
      left -= given;
      return given;
    });
  });
}

async function lockedBallot(votes) {
  const made = await encryptBallot(context, {
    style: 1,
    credential: credential.publicKey,
    votes,
  });
  return { ...made, commitments: encodeJson(made.commitments), nonces: encodeJson(made.nonces) };
}

const fewest = await lockedBallot(votesOf("votesMin"));
const most = await lockedBallot(votesOf("votesMax"));
const cast = await ballotEnvelope(most, credential);
const shown = await testEnvelope(most, most.nonces, credential);
const other = await ballotEnvelope(fewest, credential);

describe("an envelope", () => {
  test("has the same size whatever was chosen", async () => {
    const { body } = await ballotEnvelope(fewest, credential);
    assert.equal(body.length, cast.body.length);
    assert.equal(
      (await testEnvelope(fewest, fewest.nonces, credential)).body.length,
      shown.body.length,
    );
  });

  test("is canonical and holds the very bytes of the ballot", async () => {
    const fields = decodeJson(cast.body, cast.body.length, "body");
    assert.deepEqual(Object.keys(fields), ["ballot", "commitments", "signature"]);
    assert.equal(encodeHex(await sha256(encodeJson(fields.ballot))), most.hash);
    assert.deepEqual(encodeJson(fields.commitments), most.commitments);
  });

  test("of a cast ballot holds nothing that opens it", () => {
    const text = new TextDecoder().decode(cast.body);
    for (const nonce of decodeJson(most.nonces, 1e6, "nonces").flat())
      assert.ok(!text.includes(nonce));
  });

  test("of a test opens to what was chosen", () => {
    const { ballot, nonces } = decodeChallenge(shown.payload, context);
    assert.deepEqual(openChallenge(ballot, nonces, context), votesOf("votesMax"));
  });

  test("signs casting and testing differently", () =>
    assert.notEqual(cast.signature, shown.signature));
});

const ORIGIN = context.manifest.origin;
const LOG_SEED = new Uint8Array(32).fill(3);
const WITNESS_SEEDS = [5, 6].map((number) => new Uint8Array(32).fill(number));

async function keyOf(name, seed, type) {
  const typed = concat(Uint8Array.of(type), await publicKeyOf(seed));
  const id = (await sha256(concat(utf8(`${name}\n`), typed))).slice(0, 4);
  return { id, text: `${name}+${encodeHex(id)}+${encodeBase64(typed)}` };
}

async function lineOf(name, seed, type, { message, before = new Uint8Array() }) {
  const { id } = await keyOf(name, seed, type);
  const value = concat(id, before, await sign(seed, utf8(message)));
  return `\u2014 ${name} ${encodeBase64(value)}\n`;
}

const LOG_KEY = (await keyOf(ORIGIN, LOG_SEED, 1)).text;
const WITNESSES = {
  degraded: "publish",
  quorum: 1,
  keys: [
    (await keyOf("one.example", WITNESS_SEEDS[0], 4)).text,
    (await keyOf("two.example", WITNESS_SEEDS[1], 4)).text,
  ],
};
const KEYS = { logKey: LOG_KEY, witnesses: WITNESSES };

/** A receipt for a log of this entry alone, changed as asked before log and witnesses sign it. */
async function receiptOf(envelope, changes = {}, witnesses = []) {
  const entry = encodeJson({
    ...(envelope.type === "challenge" && { ballot: envelope.hash }),
    credential: envelope.credential,
    payload: encodeHex(await sha256(envelope.payload)),
    signature: envelope.signature,
    size: envelope.payload.length,
    type: envelope.type,
    v: 1,
    ...changes,
  });
  const text = `${ORIGIN}\n1\n${encodeBase64(await leafHash(entry))}\n`;
  const head = `c2sp.org/tlog-proof@v1\nextra ${encodeBase64(entry)}\nindex 0\n`;
  const lines = [await lineOf(ORIGIN, LOG_SEED, 1, { message: text })];
  for (const [name, number] of witnesses)
    lines.push(
      await lineOf(name, WITNESS_SEEDS[number], 4, {
        message: `cosignature/v1\ntime 7\n${text}`,
        before: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 7),
      }),
    );
  return `${head}\n${text}\n${lines.join("")}`;
}

describe("a receipt", () => {
  test("of exactly what was sent holds", async () => {
    for (const sent of [cast, shown]) {
      const receipt = await receiptOf(sent);
      assert.deepEqual(await verifyReceipt(receipt, sent, KEYS), {
        receipt,
        index: 0,
        size: 1,
        signed: 0,
      });
    }
  });

  test("of anything else is refused, even if the log signed it", async () => {
    const changes = [
      { payload: other.hash },
      { credential: "ab".repeat(32) },
      { signature: other.signature },
      { size: 5 },
    ];
    for (const change of changes)
      await assert.rejects(verifyReceipt(await receiptOf(cast, change), cast, KEYS), {
        name: "ProofError",
        place: `entry.${Object.keys(change)[0]}`,
      });
  });

  test("of a test is none for a cast ballot", async () =>
    assert.rejects(verifyReceipt(await receiptOf(shown), cast, KEYS), { place: "entry.type" }));

  test("signed by another log is refused", async () => {
    const stranger = await keyOf(ORIGIN, new Uint8Array(32).fill(4), 1);
    const keys = { ...KEYS, logKey: stranger.text };
    await assert.rejects(verifyReceipt(await receiptOf(cast), cast, keys), { name: "ProofError" });
  });

  test("whose signature by the voter does not hold is refused", async () => {
    const forged = { ...cast, signature: "00".repeat(64) };
    const receipt = await receiptOf(forged);
    await assert.rejects(verifyReceipt(receipt, forged, KEYS), { name: "ProofError" });
  });

  test("counts the witnesses of the manifest that signed it, each once", async () => {
    for (const [signed, lines] of [
      [1, [["one.example", 0]]],
      [2, [["one.example", 0], ["two.example", 1]]],
      [1, [["one.example", 0], ["one.example", 0]]],
      [1, [["one.example", 0], ["two.example", 0]]],
      [0, [["stranger.example", 0]]],
    ])
      assert.equal(
        (await verifyReceipt(await receiptOf(cast, {}, lines), cast, KEYS)).signed,
        signed,
      );
  });
});

describe("witnesses", () => {
  test("are waited for only where the election says so and they are too few", () => {
    for (const [degraded, quorum, signed, expected] of [
      ["wait", 2, 1, true],
      ["wait", 2, 2, false],
      ["wait", 2, 3, false],
      ["wait", 0, 0, false],
      ["publish", 2, 0, false],
    ])
      assert.equal(mustWait({ degraded, quorum }, signed), expected);
  });
});

function pageOf(proof, code = cast.tracker) {
  const place = `<strong id="ballot-code">${code}</strong><pre id="tlog-proof">${proof}</pre>`;
  return `<!DOCTYPE html>\n<html><body>${place}</body></html>\n`;
}

describe("a page with a receipt", async () => {
  const one = await receiptOf(cast, {}, [["one.example", 0]]);
  const proven = await verifyReceipt(one, cast, KEYS);

  test("is taken with the proof that was checked", () =>
    verifyReceiptPage(pageOf(one), cast, KEYS, proven));

  test("is taken if a witness has signed since", async () => {
    const lines = [["one.example", 0], ["two.example", 1]];
    await verifyReceiptPage(pageOf(await receiptOf(cast, {}, lines)), cast, KEYS, proven);
  });

  for (const [name, page] of [
    ["another ballot code", pageOf(one, other.tracker)],
    ["fewer witnesses", pageOf(await receiptOf(cast))],
    ["the receipt of another ballot", pageOf(await receiptOf(other))],
    ["a false receipt", pageOf(one.replace("index 0", "index 1"))],
    ["something after the receipt", pageOf(`${one}x`)],
    ["no receipt", pageOf("")],
    ["a script", pageOf(one).replace("</body>", "<script>alert(1)</script></body>")],
  ])
    test(`is refused with ${name}`, () =>
      assert.rejects(
        verifyReceiptPage(page, cast, KEYS, proven),
        ({ name: kind }) => kind === "ProofError" || kind === "DecodeError",
      ));

  test("of another checkpoint is refused, even if all holds", async () => {
    const later = { ...proven, receipt: "", size: 2 };
    await assert.rejects(verifyReceiptPage(pageOf(one), cast, KEYS, later), { name: "ProofError" });
  });
});

/** A promise as a log gives it, changed as asked before it signs. */
async function promiseOf(changes = {}, seed = LOG_SEED) {
  const { origin, ballot, voter } = {
    origin: ORIGIN,
    ballot: cast.hash,
    voter: cast.credential,
    ...changes,
  };
  const text = `tabella/v1/promise\n${origin}\n${ballot}\n${voter}\n2030-05-01T08:00:01Z\n`;
  return `${text}\n${await lineOf(ORIGIN, seed, 1, { message: text })}`;
}

describe("a promise", () => {
  test("of exactly what was sent holds", async () =>
    verifyPromise(await promiseOf(), cast, LOG_KEY));

  for (const [name, changes, seed] of [
    ["of another ballot", { ballot: other.hash }],
    ["to somebody else", { voter: "ab".repeat(32) }],
    ["of another log", { origin: "elsewhere.example/e/1" }],
    ["signed by another key", {}, new Uint8Array(32).fill(4)],
  ])
    test(`${name} is refused`, async () =>
      assert.rejects(verifyPromise(await promiseOf(changes, seed), cast, LOG_KEY), {
        name: "ProofError",
      }));

  test("is no receipt, and a receipt no promise", async () => {
    await assert.rejects(verifyReceipt(await promiseOf(), cast, KEYS), { name: "DecodeError" });
    const note = (await receiptOf(cast)).split("\n\n").slice(1).join("\n\n");
    await assert.rejects(verifyPromise(note, cast, LOG_KEY), { name: "DecodeError" });
  });
});
