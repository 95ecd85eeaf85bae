/** Codes as people type them, and the keys they stand for. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { encodeBase32, groupByFour } from "../../static/js/crypto/base32.js";
import {
  checkSymbol,
  credentialOf,
  parseCode,
  signEntry,
  signSignIn,
} from "../../static/js/crypto/credential.js";
import { concat, utf8 } from "../../static/js/crypto/encoding.js";
import { entryMessage, verifySignature } from "../../static/js/crypto/signing.js";
import { bytes } from "./fixtures.js";

const CODE = "7K3M9QXD2VTAR8HN5CWE";
const PRINTED = `7K3M-9QXD-2VTA-R8HN-5CWE-${checkSymbol(CODE)}`;
const ELECTION = "00000000-0000-4000-8000-000000000001";

/** The check symbol by its definition: the code as one number modulo 37. */
function slowCheckSymbol(code) {
  const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const value = [...code].reduce(
    (number, symbol) => number * 32n + BigInt(symbols.indexOf(symbol)),
    0n,
  );
  return `${symbols}*~$=U`[Number(value % 37n)];
}

test("the check symbol is the code modulo 37", () => {
  for (const code of [
    CODE,
    "00000000000000000000",
    "ZZZZZZZZZZZZZZZZZZZZ",
    "0000000000000000000Z",
    "00000000000000000014",
  ]) {
    assert.equal(checkSymbol(code), slowCheckSymbol(code));
  }
  assert.equal(checkSymbol("00000000000000000014"), "U");
});

test("case, spaces, hyphens and look-alikes do not matter", () => {
  const withLookAlikes = `1111-0000-2VTA-R8HN-5CWE-${checkSymbol("111100002VTAR8HN5CWE")}`;
  for (const text of [
    PRINTED,
    PRINTED.toLowerCase(),
    PRINTED.replaceAll("-", ""),
    PRINTED.replaceAll("-", " \u2011\t"),
    ` ${PRINTED}\n`,
  ]) {
    assert.equal(parseCode(text), CODE);
  }
  assert.equal(
    parseCode(withLookAlikes.replace("1111", "IlLi").replace("0000", "OoO0")),
    "111100002VTAR8HN5CWE",
  );
  assert.equal(parseCode("00000000000000000014u"), "00000000000000000014");
});

test("every single slip and every swap of neighbours is noticed", () => {
  const typed = PRINTED.replaceAll("-", "");
  for (let index = 0; index < 20; index += 1) {
    const symbol = typed[index] === "7" ? "8" : "7";
    assert.throws(() => parseCode(typed.slice(0, index) + symbol + typed.slice(index + 1)), {
      name: "DecodeError",
    });
    if (index < 19 && typed[index] !== typed[index + 1]) {
      const swapped =
        typed.slice(0, index) + typed[index + 1] + typed[index] + typed.slice(index + 2);
      assert.throws(() => parseCode(swapped), { name: "DecodeError" });
    }
  }
});

test("what is no code is refused without being repeated", () => {
  const wrong = [
    "",
    CODE,
    `${PRINTED}0`,
    `U${PRINTED.slice(1)}`,
    `*${PRINTED.slice(1)}`,
    `\u0131${PRINTED.slice(1)}`,
    "-".repeat(101),
  ];
  for (const text of wrong) {
    assert.throws(
      () => parseCode(text),
      (error) => error.name === "DecodeError" && !error.message.includes("QXD"),
    );
  }
});

test("another election gives another key", async () => {
  const one = await credentialOf(CODE, ELECTION);
  const other = await credentialOf(CODE, ELECTION.replace(/1$/, "2"));
  assert.notDeepEqual(one.publicKey, other.publicKey);
});

test("a signature holds for its own type and hash only", async () => {
  const credential = await credentialOf(CODE, ELECTION);
  const hash = new Uint8Array(32).fill(3);
  const signature = await signEntry(credential, "ballot", hash);
  await verifySignature(credential.publicKey, entryMessage("ballot", hash), signature, "entry");
  for (const message of [
    entryMessage("challenge", hash),
    entryMessage("ballot", new Uint8Array(32)),
  ]) {
    await assert.rejects(verifySignature(credential.publicKey, message, signature, "entry"), {
      name: "ProofError",
    });
  }
  assert.throws(() => entryMessage("ballot", new Uint8Array(31)), RangeError);
});

test("signing in signs election and challenge", async () => {
  const credential = await credentialOf(CODE, ELECTION);
  const signature = await signSignIn(credential, ELECTION, "17000.abc");
  await verifySignature(
    credential.publicKey,
    concat(utf8("tabella/v1/sign-in"), utf8(ELECTION), utf8("17000.abc")),
    signature,
    "sign-in",
  );
});

test("base 32 takes the first bits", () => {
  assert.equal(
    encodeBase32(bytes("00443214c74254b635cf84653a56d7c675be77df"), 32),
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
  );
  assert.equal(encodeBase32(bytes("ffffffffffffffffffffffffff"), 20), "ZZZZZZZZZZZZZZZZZZZZ");
  assert.equal(groupByFour("0123456789"), "0123-4567-89");
  assert.throws(() => encodeBase32(bytes("ff"), 20), RangeError);
});
