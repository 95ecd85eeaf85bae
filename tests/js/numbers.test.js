/** Groups, powers, randomness and the spelling of numbers. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  decodeBase64,
  decodeHex,
  encodeBase64,
  encodeHex,
  integerBytes,
  integerHex,
  integerOfBytes,
  uint32,
} from "../../static/js/crypto/encoding.js";
import { randomBelow, randomBytes } from "../../static/js/crypto/entropy.js";
import { FixedBase } from "../../static/js/crypto/fixed-base.js";
import { groupNamed } from "../../static/js/crypto/group.js";
import { PowerChain } from "../../static/js/crypto/power-chain.js";
import { TAG, Transcript } from "../../static/js/crypto/transcript.js";
import { TINY } from "./fixtures.js";

const SETS = ["EG-2.1-3072", "EG-2.1-4096"];
const BAD_HEX = [
  "0x1f",
  "1_f0",
  " 1f0",
  "+1f0",
  "1F00",
  "001",
  "00001",
  "１f00",
  "1f0\n",
  "",
  "1f0g",
  7936,
  null,
  ["1f00"],
];

function naivePower(base, exponent, modulus) {
  let result = 1n;
  for (let count = 0n; count < exponent; count += 1n) result = (result * base) % modulus;
  return result;
}

describe("powers", () => {
  test("tables and chains agree with plain multiplication for every exponent of a tiny group", () => {
    const table = new FixedBase(TINY, TINY.g);
    const chain = new PowerChain(TINY.g, TINY.p);
    for (let exponent = 0n; exponent < TINY.q; exponent += 1n) {
      const expected = naivePower(TINY.g, exponent, TINY.p);
      assert.equal(table.power(exponent), expected);
      assert.equal(chain.power(exponent), expected);
    }
  });

  for (const name of SETS) {
    test(`tables and chains agree in ${name}`, () => {
      const group = groupNamed(name, "test");
      const table = new FixedBase(group, group.g);
      for (const exponent of [0n, 1n, 63n, 64n, group.q - 1n, randomBelow(group.q)]) {
        assert.equal(table.power(exponent), group.power(group.g, exponent));
      }
      assert.equal(group.multiply(table.power(5n), table.power(group.q - 5n)), 1n);
    });
  }
});

describe("membership", () => {
  test("in a tiny group exactly the q members pass", () => {
    const isMember = (residue) => {
      try {
        TINY.verifyMember(residue, "x");
        return true;
      } catch {
        return false;
      }
    };
    const members = Array.from({ length: Number(TINY.p) + 1 }, (_, value) => BigInt(value)).filter(
      isMember,
    );
    assert.equal(BigInt(members.length), TINY.q);
    assert.ok(members.every((value) => naivePower(value, TINY.q, TINY.p) === 1n));
  });

  for (const name of SETS) {
    test(`${name} refuses elements of every other order`, () => {
      const group = groupNamed(name, "test");
      group.verifyMember(group.g, "g");
      group.verifyMember(1n, "one");
      const cofactor = (group.p - 1n) / (2n * group.q);
      const ofCofactorOrder = group.power(3n, 2n * group.q);
      assert.equal(group.power(ofCofactorOrder, cofactor), 1n);
      for (const stranger of [
        0n,
        group.p,
        group.p + group.g,
        -group.g,
        group.p - 1n,
        group.p - group.g,
        ofCofactorOrder,
        2n,
        3n,
      ]) {
        assert.throws(() => group.verifyMember(stranger, "x"), { name: "ProofError", place: "x" });
        assert.throws(() => group.verifyMember(stranger * group.g, "x"), { name: "ProofError" });
      }
    });
  }

  test("a key differs from one", () => {
    assert.throws(() => TINY.verifyKey(1n, "key"), { name: "ProofError" });
    TINY.verifyKey(TINY.g, "key");
  });
});

describe("spellings", () => {
  test("exactly one spelling of hex is read", () => {
    assert.deepEqual(decodeHex("1f00", 2, "x"), Uint8Array.of(0x1f, 0));
    for (const text of BAD_HEX)
      assert.throws(() => decodeHex(text, 2, "x"), { name: "DecodeError", place: "x" });
  });

  test("elements and scalars have their own ranges", () => {
    const last = TINY.elementHex(TINY.p - 1n);
    assert.equal(TINY.decodeResidue(last, "x"), TINY.p - 1n);
    for (const text of ["0000", TINY.elementHex(TINY.p), "ffff", ...BAD_HEX]) {
      assert.throws(() => TINY.decodeResidue(text, "x"), { name: "DecodeError" });
    }
    assert.equal(TINY.decodeScalar(TINY.scalarHex(TINY.q - 1n), "x"), TINY.q - 1n);
    assert.throws(() => TINY.decodeScalar(TINY.scalarHex(TINY.q), "x"), { name: "DecodeError" });
  });

  test("unknown parameter sets are refused", () => {
    for (const name of ["EG-2.1-2048", "tiny", "", "__proto__", "toString", 3072, null]) {
      assert.throws(() => groupNamed(name, "x"), { name: "DecodeError" });
    }
  });

  test("integers come back from their bytes and never lose digits", () => {
    for (const value of [0n, 1n, 255n, 256n, 2n ** 256n - 1n])
      assert.equal(integerOfBytes(integerBytes(value, 32)), value);
    assert.throws(() => integerHex(256n, 1), RangeError);
    assert.throws(() => integerHex(-1n, 1), RangeError);
    assert.equal(encodeHex(uint32(2 ** 31 - 1)), "7fffffff");
    for (const value of [-1, 2 ** 31, 1.5, NaN]) assert.throws(() => uint32(value), RangeError);
  });

  test("base64 has one spelling", () => {
    for (let size = 0; size < 40; size += 1) {
      const value = randomBytes(size);
      assert.deepEqual(decodeBase64(encodeBase64(value), "x"), value);
    }
    for (const text of [
      "AB",
      "AB=",
      "AB==",
      "AAB=",
      "A A=",
      "AA==\n",
      "AA-_",
      "AA===",
      "=",
      "AAAA=",
    ]) {
      if (text === "AB==" || text === "AAB=")
        assert.throws(() => decodeBase64(text, "x"), /unused bits/);
      else assert.throws(() => decodeBase64(text, "x"), { name: "DecodeError" });
    }
  });
});

describe("randomness", () => {
  test("what is drawn lies below the bound and reaches all of it", () => {
    const seen = new Set(Array.from({ length: 400 }, () => randomBelow(11n)));
    assert.deepEqual(
      [...seen].sort((a, b) => Number(a - b)),
      Array.from({ length: 11 }, (_, value) => BigInt(value)),
    );
    assert.equal(randomBelow(1n), 0n);
  });

  test("values at or above the bound are drawn again, not reduced", (context) => {
    const draws = [0xff, 0xf7, 0x0b, 0x0a];
    context.mock.method(globalThis.crypto, "getRandomValues", (buffer) =>
      buffer.fill(draws.shift()),
    );
    assert.equal(randomBelow(0xf0n), 0x0bn);
    assert.deepEqual(draws, [0x0a]);
  });

  test("without the system's generator nothing is drawn", (context) => {
    context.mock.method(globalThis.crypto, "getRandomValues", () => {
      throw new Error("no entropy");
    });
    assert.throws(() => randomBytes(32), /no entropy/);
    assert.throws(() => randomBelow(11n), /no entropy/);
  });
});

describe("transcript", () => {
  test("every field has a known length", async () => {
    const key = new Uint8Array(32);
    const parts = () =>
      new Transcript(TAG.BALLOT_ID).digest(key).text("é").integer(1).element(TINY, TINY.g);
    assert.equal((await parts().digestUnder(key)).length, 32);
    assert.ok((await parts().challengeUnder(key, TINY)) < TINY.q);
    assert.throws(() => parts().digest(new Uint8Array(31)), RangeError);
    await assert.rejects(parts().digestUnder(new Uint8Array(31)), RangeError);
  });

  test("text is hashed in normal form behind its length", async () => {
    const hash = (text) => new Transcript(TAG.CEREMONY).text(text).digestUnder(new Uint8Array(32));
    assert.deepEqual(await hash("e\u0301"), await hash("\u00e9"));
    const joined = new Transcript(TAG.CEREMONY).text("a").text("b").digestUnder(new Uint8Array(32));
    assert.notDeepEqual(await joined, await hash("ab"));
  });

  test("no two purposes share a tag", () => {
    assert.equal(new Set(Object.values(TAG)).size, Object.keys(TAG).length);
  });
});
