/** What leaves the booth, and the receipt that comes back. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { ballotEnvelope, testEnvelope } from "../../static/js/booth/envelope.js";
import { receiptText } from "../../static/js/booth/receipt-file.js";
import { verifyReceipt } from "../../static/js/booth/receipt.js";
import { decodeChallenge, openChallenge } from "../../static/js/crypto/ballot.js";
import { decodeJson, encodeJson } from "../../static/js/crypto/canonical-json.js";
import { ElectionContext } from "../../static/js/crypto/context.js";
import { credentialOf } from "../../static/js/crypto/credential.js";
import {
  concat,
  decodeHex,
  encodeBase64,
  encodeHex,
  utf8,
} from "../../static/js/crypto/encoding.js";
import { encryptBallot } from "../../static/js/crypto/encryption.js";
import { leafHash } from "../../static/js/crypto/merkle.js";
import { parseVerifierKey } from "../../static/js/crypto/note.js";
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

async function logKey(seed) {
  const typed = concat(Uint8Array.of(1), await publicKeyOf(seed));
  const id = encodeHex((await sha256(concat(utf8(`${ORIGIN}\n`), typed))).slice(0, 4));
  return `${ORIGIN}+${id}+${encodeBase64(typed)}`;
}

const LOG_KEY = await logKey(LOG_SEED);

/** A receipt for a log of this entry alone, changed as asked before the log signs it. */
async function receiptOf(envelope, changes = {}) {
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
  const { id } = await parseVerifierKey(LOG_KEY, "key");
  const signature = encodeBase64(concat(id, await sign(LOG_SEED, utf8(text))));
  const head = `c2sp.org/tlog-proof@v1\nextra ${encodeBase64(entry)}\nindex 0\n`;
  return `${head}\n${text}\n\u2014 ${ORIGIN} ${signature}\n`;
}

describe("a receipt", () => {
  test("of exactly what was sent holds", async () => {
    assert.deepEqual(await verifyReceipt(await receiptOf(cast), cast, LOG_KEY), { index: 0 });
    assert.deepEqual(await verifyReceipt(await receiptOf(shown), shown, LOG_KEY), { index: 0 });
  });

  test("of anything else is refused, even if the log signed it", async () => {
    const other = await ballotEnvelope(fewest, credential);
    const changes = [
      { payload: other.hash },
      { credential: "ab".repeat(32) },
      { signature: other.signature },
      { size: 5 },
    ];
    for (const change of changes)
      await assert.rejects(verifyReceipt(await receiptOf(cast, change), cast, LOG_KEY), {
        name: "ProofError",
        place: `entry.${Object.keys(change)[0]}`,
      });
  });

  test("of a test is none for a cast ballot", async () =>
    assert.rejects(verifyReceipt(await receiptOf(shown), cast, LOG_KEY), { place: "entry.type" }));

  test("signed by another log is refused", async () => {
    const stranger = await logKey(new Uint8Array(32).fill(4));
    await assert.rejects(verifyReceipt(await receiptOf(cast), cast, stranger), {
      name: "ProofError",
    });
  });

  test("whose signature by the voter does not hold is refused", async () => {
    const forged = { ...cast, signature: "00".repeat(64) };
    const receipt = await receiptOf(forged);
    await assert.rejects(verifyReceipt(receipt, forged, LOG_KEY), { name: "ProofError" });
  });

  test("as a file names the ballot and carries the proof, and no choice", async () => {
    const text = receiptText({
      title: "Riverside",
      election: context.manifest.election,
      tracker: cast.tracker,
      hash: cast.hash,
      index: 4,
      proof: await receiptOf(cast),
      origin: "https://vote.example",
    });
    assert.ok(text.includes(`Ballot code: ${cast.tracker}`));
    assert.ok(text.includes("c2sp.org/tlog-proof@v1\n"));
    for (const { options } of contests)
      for (const { title } of options) assert.ok(!text.includes(`: ${Object.values(title)[0]}`));
    assert.equal(decodeHex(cast.hash, 32, "hash").length, 32);
  });
});
