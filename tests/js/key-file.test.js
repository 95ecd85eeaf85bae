/** A key file opens for its own trustee, election and passphrase, and says what is wrong otherwise. */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { decodeJson, encodeJson } from "../../static/js/crypto/canonical-json.js";
import { encodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { groupNamed } from "../../static/js/crypto/group.js";
import { decodeKeyFile, encodeKeyFile } from "../../static/js/crypto/key-file.js";
import { seal, stretchPassphrase } from "../../static/js/crypto/sealing.js";
import { sha256 } from "../../static/js/crypto/transcript.js";
import { drawSecret } from "../../static/js/crypto/trustee-keys.js";
import { ELECTION, logKeyOf } from "./ceremonies.js";
import { bytes } from "./fixtures.js";

const PASSPHRASE = "correct horse battery staple";
const MINE = { election: ELECTION, trustee: 2 };
const group = groupNamed("EG-2.1-3072", "test");
const secret = drawSecret(group, { index: 2, threshold: 3 });
const purpose = {
  ...MINE,
  parameters: group.name,
  attempt: 4,
  logKey: await logKeyOf(`tabella.example/e/${ELECTION}`),
  checkpoint: `tabella.example/e/${ELECTION}\n7\nAAAA\n\n— tabella.example AAAA\n`,
};

/** @type {Uint8Array} */
let file;
before(async () => {
  file = await encodeKeyFile(secret, purpose, PASSPHRASE);
});

function documentOf(data) {
  return structuredClone(decodeJson(data.slice(0, -1), 2 ** 20, "file"));
}

/** The file with its document changed and a check sum that fits again. */
async function resealed(change) {
  const content = documentOf(file);
  delete content.checksum;
  change(content);
  return encodeJson({ ...content, checksum: encodeHex(await sha256(encodeJson(content))) });
}

function refuses(data, code, { passphrase = PASSPHRASE, expected = MINE } = {}) {
  return assert.rejects(decodeKeyFile(data, passphrase, expected), (error) => {
    assert.equal(error.name, "KeyFileError", error.stack);
    assert.equal(error.code, code);
    return true;
  });
}

describe("a key file", () => {
  test("gives back what it keeps", async () => {
    assert.deepEqual(await decodeKeyFile(file, PASSPHRASE, MINE), { purpose, secret });
  });

  test("is one line of canonical JSON that shows no secret", () => {
    assert.equal(file.at(-1), 10);
    assert.equal(file.indexOf(10), file.length - 1);
    const text = new TextDecoder().decode(file);
    for (const coefficient of secret.coefficients)
      assert.ok(!text.includes(group.scalarHex(coefficient)));
    assert.ok(!text.includes(encodeHex(secret.signingSeed)));
  });

  test("is another one each time", async () => {
    const { salt, nonce, sealed } = documentOf(file);
    const again = documentOf(await encodeKeyFile(secret, purpose, PASSPHRASE));
    assert.notEqual(again.salt, salt);
    assert.notEqual(again.nonce, nonce);
    assert.notEqual(again.sealed, sealed);
  });

  test("opens with blanks around it, as mail programs and editors leave them", async () => {
    const padded = Uint8Array.of(32, 10, ...file, 13, 10, 9);
    assert.deepEqual((await decodeKeyFile(padded, PASSPHRASE, MINE)).secret, secret);
  });

  test("opens with its passphrase in another Unicode form", async () => {
    const composed = await encodeKeyFile(secret, purpose, "Ångström für alle 2");
    const decomposed = "Ångström für alle 2".normalize("NFD");
    assert.deepEqual((await decodeKeyFile(composed, decomposed, MINE)).secret, secret);
    await refuses(composed, "passphrase", { passphrase: "Angström für alle 2" });
  });
});

describe("a key file is refused", () => {
  for (const passphrase of ["", "Correct horse battery staple", `${PASSPHRASE} `]) {
    test(`with the wrong passphrase ${JSON.stringify(passphrase)}`, () =>
      refuses(file, "passphrase", { passphrase }));
  }

  test("for another election or key holder, before the passphrase is looked at", async () => {
    const election = "00000000-0000-4000-8000-000000000002";
    const passphrase = "wrong";
    await refuses(file, "other_election", { passphrase, expected: { ...MINE, election } });
    await refuses(file, "other_trustee", { passphrase, expected: { ...MINE, trustee: 1 } });
  });

  test("when cut short anywhere", async () => {
    for (let size = 0; size < file.length - 1; size += 41)
      await refuses(file.slice(0, size), "damaged");
    await refuses(file.slice(0, -2), "damaged");
    await refuses(file.slice(1), "damaged");
  });

  test("when a byte is changed anywhere", async () => {
    for (let place = 0; place < file.length - 1; place += 1) {
      const edited = file.slice();
      edited[place] ^= 1 << (place % 7);
      await refuses(edited, "damaged");
    }
  });

  test("when a byte is put in or left out anywhere", async () => {
    for (let place = 1; place < file.length - 1; place += 7) {
      await refuses(Uint8Array.of(...file.slice(0, place), 48, ...file.slice(place)), "damaged");
      await refuses(Uint8Array.of(...file.slice(0, place), ...file.slice(place + 1)), "damaged");
    }
  });

  test("when it is something else", async () => {
    for (const data of [
      utf8(""),
      utf8("\n"),
      utf8("{}"),
      bytes("ffd8ffe0"),
      new Uint8Array(2 ** 21),
    ])
      await refuses(data, "damaged");
  });

  // One that is surely another, whatever was drawn for this run's nonce and secrets.
  const otherDigit = (hex) => `${hex[0] === "0" ? "1" : "0"}${hex.slice(1)}`;
  const EXCHANGED = {
    "the purpose's attempt": (content) => (content.purpose.attempt = 5),
    "the checkpoint": (content) => (content.purpose.checkpoint = "another"),
    "the parameter set": (content) => (content.purpose.parameters = "EG-2.1-4096"),
    "the log key": (content) => (content.purpose.log_key = "another"),
    "the salt": (content) => (content.salt = "0".repeat(32)),
    "the nonce": (content) => (content.nonce = "0".repeat(24)),
    "the secrets": (content) => (content.sealed = otherDigit(content.sealed)),
  };
  for (const [name, change] of Object.entries(EXCHANGED)) {
    test(`when ${name} was exchanged, check sum and all`, async () =>
      refuses(await resealed(change), "passphrase"));
  }

  const MALFORMED = {
    "another kind": (content) => (content.kind = "tabella voter key"),
    "fewer rounds": (content) => (content.rounds = 1000),
    "another version": (content) => (content.v = 2),
    "one more field": (content) => (content.more = 1),
    "a tag too short": (content) => (content.sealed = "00".repeat(15)),
    "half a byte": (content) => (content.sealed += "0"),
    "trustee 0": (content) => (content.purpose.trustee = 0),
    "an unknown parameter set": (content) => (content.purpose.parameters = "toString"),
  };
  for (const [name, change] of Object.entries(MALFORMED)) {
    test(`with ${name}, check sum and all`, async () => refuses(await resealed(change), "damaged"));
  }

  test("whose sealed part holds no secrets, and the message repeats nothing", async () => {
    const salt = new Uint8Array(16);
    const nonce = new Uint8Array(12);
    const key = await stretchPassphrase(PASSPHRASE, { salt, rounds: 600_000 });
    const hidden = "fe".repeat(32);
    for (const plaintext of [utf8(hidden), encodeJson({ [hidden]: 1 })]) {
      const content = documentOf(file);
      delete content.checksum;
      delete content.sealed;
      Object.assign(content, { salt: encodeHex(salt), nonce: encodeHex(nonce) });
      const associated = encodeJson(content);
      content.sealed = encodeHex(await seal(key, { nonce, plaintext, associated }));
      const checksum = encodeHex(await sha256(encodeJson(content)));
      const data = encodeJson({ ...content, checksum });
      await refuses(data, "damaged");
      await assert.rejects(
        decodeKeyFile(data, PASSPHRASE, MINE),
        ({ message, cause }) => !message.includes("fe") && cause === undefined,
      );
    }
  });
});
