/** Parts of the in-page checker that a whole record does not reach. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { crc32 as zlibCrc32, deflateRawSync } from "node:zlib";

import { Container } from "../../static/js/check/container.js";
import { crc32 } from "../../static/js/check/crc32.js";
import { centralDirectory, localHeader, MEMBERS } from "../../static/js/check/format.js";
import { fingerprintOf } from "../../static/js/check/fingerprint.js";
import { linesOf } from "../../static/js/check/lines.js";
import { Report } from "../../static/js/check/report.js";
import { concat, utf8 } from "../../static/js/crypto/encoding.js";
import { drawSome } from "../../static/js/crypto/entropy.js";
import { ProofError } from "../../static/js/crypto/errors.js";
import { combineShares } from "../../static/js/crypto/tally.js";
import { SMALL } from "./fixtures.js";

/** A container whose members hold these bytes, or as a header claims. */
function packed(contents = {}, { method = 0, claims = {}, behind = new Uint8Array(0) } = {}) {
  let offset = 0;
  const parts = [];
  const members = MEMBERS.map((name) => {
    const plain = contents[name] ?? new Uint8Array(0);
    const data = method === 8 ? concat(deflateRawSync(plain), behind) : plain;
    const start = offset + 30 + name.length;
    const size = { packed: data.length, size: plain.length, crc: zlibCrc32(plain) };
    const member = { name, method, ...size, start, ...claims[name] };
    parts.push(localHeader(member), data);
    offset = start + data.length;
    return member;
  });
  return new Blob([...parts, centralDirectory(members, offset)]);
}

async function collect(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

async function* inPieces(text, size) {
  const bytes = utf8(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
}

const refuses = (blob, message) =>
  assert.rejects(Container.open(blob), { name: "UnusableRecordError", message });

describe("a container", () => {
  const large = { "entries.jsonl": new Uint8Array(3_000_000).fill(97) };

  test("is read in pieces, stored or deflated", async () => {
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const contents = { "entries.jsonl": concat(...Array.from({ length: 40 }, () => noise)) };
    for (const method of [0, 8]) {
      const container = await Container.open(packed(contents, { method }));
      const pieces = await collect(container.pieces("entries.jsonl"));
      assert.ok(pieces.length > 1);
      assert.deepEqual(concat(...pieces), contents["entries.jsonl"]);
      assert.equal(container.sizeOf("entries.jsonl"), 2_400_000);
    }
  });

  test("that explodes is refused before it is unpacked", async () => {
    await refuses(packed(large, { method: 8 }), /100 times/);
    const small = packed(large, { method: 8, claims: { "entries.jsonl": { size: 5 } } });
    await refuses(small, /more than its header says/);
  });

  test("with bytes behind packed ones is refused", () =>
    refuses(packed({}, { method: 8, behind: Uint8Array.of(0) }), /damaged/));

  test("with another check sum or method is refused", async () => {
    await refuses(packed({}, { claims: { checkpoint: { crc: 1 } } }), /check sum/);
    await refuses(packed({}, { claims: { checkpoint: { method: 12 } } }), /unknown method/);
    const twoSizes = packed({ checkpoint: utf8("a") }, { claims: { checkpoint: { size: 2 } } });
    await refuses(twoSizes, /two sizes/);
  });

  test("with a member beyond its cap is refused before it is read", async () => {
    const size = 2 ** 20 + 1;
    const claims = { "witness-policy.json": { size, packed: size } };
    await refuses(packed({}, { claims }), /more than the cap/);
    const entries = { "entries.jsonl": { size: 2 ** 32 - 1, packed: 2 ** 32 - 1 } };
    await refuses(packed({}, { claims: entries }), /more than the cap/);
  });

  test("tells how far it is", async () => {
    const seen = [];
    const blob = packed(large);
    await Container.open(blob, (done, total) => seen.push([done, total]));
    assert.ok(seen.length > 3);
    assert.deepEqual(seen.at(-1), [blob.size, blob.size]);
  });
});

test("the check sum is that of zip files", () => {
  const noise = crypto.getRandomValues(new Uint8Array(1000));
  assert.equal(crc32(noise), zlibCrc32(noise));
  assert.equal(crc32(noise.slice(300), crc32(noise.slice(0, 300))), zlibCrc32(noise));
});

test("lines are put together across pieces", async () => {
  for (const size of [1, 3, 100]) {
    const lines = await collect(linesOf(inPieces("one\n\nthree\nlast", size)));
    const texts = lines.map(({ bytes, isEnded }) => [new TextDecoder().decode(bytes), isEnded]);
    assert.deepEqual(texts, [
      ["one", true],
      ["", true],
      ["three", true],
      ["last", false],
    ]);
  }
});

test("a line beyond the cap is refused before its end is there", async () => {
  async function* endless() {
    for (;;) yield new Uint8Array(2 ** 24).fill(97);
  }
  await assert.rejects(collect(linesOf(endless())), { name: "UnusableRecordError" });
});

test("of each sentence the first twenty failures are listed", async () => {
  const report = new Report();
  for (let index = 0; index < 25; index += 1) report.fail("C07.10", `entry ${index}`, "again");
  report.fail("C07.2", "entry 3", "other");
  report.leave("C07", "a gap beside a failure changes nothing");
  report.leave("C08", "not tried");
  const { verdict, failures, failures_left_out: left } = report.finding("C07");
  assert.deepEqual([verdict, failures.length, left], ["fail", 21, 5]);
  assert.equal(failures[0].sentence, "C07.2");
  assert.equal(report.verdict("C08"), "not checked");
  assert.equal(report.verdict("C09"), "pass");
});

test("a fault of the program is no failure of the record", async () => {
  const report = new Report();
  const broken = () => {
    throw new TypeError("broken");
  };
  await assert.rejects(report.holds("C07.1", "entry 1", broken), TypeError);
  assert.equal(report.hasFailures, false);
  const refused = () => {
    throw new ProofError("proof", "does not hold");
  };
  await report.holds("C07.1", "entry 1", refused);
  assert.equal(report.verdict("C07"), "fail");
});

test("ballots drawn at random are different ones", () => {
  const all = Array.from({ length: 30 }, (_, index) => index);
  const drawn = drawSome(all, 10);
  assert.equal(new Set(drawn).size, 10);
  assert.deepEqual(drawSome(all, 99).sort((left, right) => left - right), all);
});

test("every file has a fingerprint of its own", async () => {
  const bytes = new Uint8Array(2 ** 20 + 5);
  const same = await fingerprintOf(new Blob([bytes]));
  assert.equal(await fingerprintOf(new Blob([bytes])), same);
  bytes[2 ** 20] = 1;
  assert.notEqual(await fingerprintOf(new Blob([bytes])), same);
});

test("enough shares give the power with the secret that nobody holds", () => {
  // P(x) = 11 + 5 x + 3 x^2: any three of P(1), P(2), .. lead to P(0).
  const secret = (x) => BigInt(11 + 5 * x + 3 * x * x);
  const base = SMALL.power(SMALL.g, 77n);
  for (const trustees of [
    [1, 2, 3],
    [2, 4, 5],
    [1, 3, 5],
  ]) {
    const shares = new Map(trustees.map((x) => [x, SMALL.power(base, secret(x))]));
    assert.equal(combineShares(SMALL, shares), SMALL.power(base, 11n));
  }
});
