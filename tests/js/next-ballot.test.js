/** The worker that locks ballots makes one ready ahead, gives it out once and remembers none. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { NextBallot } from "../../static/js/booth/next-ballot.js";
import { decodeChallenge, openChallenge } from "../../static/js/crypto/ballot.js";
import { ElectionContext } from "../../static/js/crypto/context.js";
import { concat, encodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { FixedBase } from "../../static/js/crypto/fixed-base.js";
import { readVectors } from "./fixtures.js";

const [{ manifest, joint_key: jointKey }] = readVectors("golden-v1").elections;
const context = await ElectionContext.build(utf8(manifest), jointKey);
const voter = { style: 1, credential: new Uint8Array(32).fill(9) };
const other = { style: 1, credential: new Uint8Array(32).fill(8) };
const VOTES = [
  [0, 1, 0],
  [3, 1],
  [0, 1],
];

/** Everything random that a locked ballot shows. */
function numbersOf({ ballot, commitments }) {
  const text = new TextDecoder().decode(concat(ballot, commitments));
  return text.match(/[0-9a-f]{64,}/g).filter((number) => number !== encodeHex(voter.credential));
}

/** How many powers a piece of work takes. */
async function powersOf(t, work) {
  const power = t.mock.method(FixedBase.prototype, "power");
  await work();
  power.mock.restore();
  return power.mock.callCount();
}

describe("the next ballot", () => {
  test("is ready when it is taken", async (t) => {
    const next = new NextBallot(context);
    await next.begin(voter);
    assert.equal(await powersOf(t, () => next.take(voter).lock(VOTES)), 0);
  });

  test("can be taken before it is ready, and loses nothing", async (t) => {
    const next = new NextBallot(context);
    let begun;
    const all = await powersOf(t, async () => {
      begun = next.begin(voter);
      await next.take(voter).lock(VOTES);
      await begun;
    });
    assert.equal(all, await powersOf(t, () => new NextBallot(context).begin(voter)));
  });

  test("is taken once: the place is empty then", async () => {
    const next = new NextBallot(context);
    await next.begin(voter);
    const taken = next.take(voter);
    assert.notEqual(next.take(voter), taken);
    await next.begin(voter);
    assert.notEqual(next.take(voter), taken);
  });

  test("is one: asking again makes no second one", async (t) => {
    const next = new NextBallot(context);
    await next.begin(voter);
    const draw = t.mock.method(globalThis.crypto, "getRandomValues");
    const powers = await powersOf(t, () => Promise.all([next.begin(voter), next.begin(voter)]));
    assert.deepEqual([powers, draw.mock.callCount()], [0, 0]);
  });

  test("is of one voter and of no other", async (t) => {
    const next = new NextBallot(context);
    await next.begin(other);
    assert.ok((await powersOf(t, () => next.take(voter).lock(VOTES))) > 0);
    const { ballot } = await next.take(voter).lock(VOTES);
    assert.ok(new TextDecoder().decode(ballot).includes(encodeHex(voter.credential)));
  });

  test("is forgotten when it is dropped, and nobody goes on with it", async (t) => {
    const next = new NextBallot(context);
    const begun = next.begin(voter);
    next.drop();
    assert.ok((await powersOf(t, () => begun)) <= 2);
    assert.ok((await powersOf(t, () => next.take(voter).lock(VOTES))) > 0);
  });

  test("that could not be made leaves the place empty", async (t) => {
    const next = new NextBallot(context);
    const failing = t.mock.method(globalThis.crypto.subtle, "sign", () => {
      throw new Error("no hash");
    });
    await assert.rejects(next.begin(voter), /no hash/);
    failing.mock.restore();
    assert.ok((await next.take(voter).lock(VOTES)).tracker);
  });
});

/** The worker's own module, with this file as the page. */
async function startWorker() {
  const answers = new Map();
  globalThis.onmessage = undefined;
  globalThis.postMessage = ({ number, ...answer }) => answers.get(number)?.(answer);
  await import("../../static/js/booth/worker.js");
  let count = 0;
  return async (act, argument) => {
    count += 1;
    const answered = new Promise((resolve) => {
      answers.set(count, resolve);
    });
    globalThis.onmessage({ data: { number: count, act, argument: structuredClone(argument) } });
    const { value, problem } = await answered;
    if (problem !== undefined) throw new Error(problem.message);
    return value;
  };
}

describe("the booth's worker", async () => {
  const call = await startWorker();
  await call("prepare", { manifest: utf8(manifest), jointKey });

  test("locks every ballot with numbers of its own: after Back, after a test, at once", async () => {
    const ballots = [];
    const lock = async () => ballots.push(await call("lock", { ...voter, votes: VOTES }));
    await call("readAhead", voter);
    await lock();
    // Back and on again, with nothing made ahead.
    await lock();
    // A changed answer: another one is made ahead, and asked for at every question.
    await Promise.all([call("readAhead", voter), call("readAhead", voter)]);
    await lock();
    // A test ballot.
    call("readAhead", voter);
    await call("reveal");
    await lock();
    // Two at the same moment, as a voter in a hurry makes them.
    call("readAhead", voter);
    await Promise.all([lock(), lock()]);
    const numbers = ballots.flatMap(numbersOf);
    assert.equal(ballots.length, 6);
    assert.equal(new Set(numbers).size, numbers.length);
  });

  const CHANGED = [
    [1, 0, 0],
    [1, 0],
    [1, 0],
  ];

  /** What the ballot holds, by the nonces that the worker gives out. */
  async function revealed({ ballot }) {
    const nonces = await call("reveal");
    const payload = concat(utf8('{"ballot":'), ballot, utf8(',"nonces":'), nonces, utf8(',"v":1}'));
    const shown = decodeChallenge(payload, context);
    return openChallenge(shown.ballot, shown.nonces, context);
  }

  test("opens the ballot that was locked last, once, and none that is only made ready", async () => {
    await call("lock", { ...voter, votes: VOTES });
    const last = await call("lock", { ...voter, votes: CHANGED });
    await call("readAhead", voter);
    assert.deepEqual(await revealed(last), CHANGED);
    await assert.rejects(call("reveal"), /no ballot is locked/);
    await call("readAhead", voter);
    await assert.rejects(call("reveal"), /no ballot is locked/);
  });

  test("opens the one whose lock was asked for last, if an earlier one takes longer", async (t) => {
    await call("lock", { ...voter, votes: VOTES });
    const own = globalThis.crypto.subtle.sign.bind(globalThis.crypto.subtle);
    let release;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    const hash = t.mock.method(globalThis.crypto.subtle, "sign", own);
    hash.mock.mockImplementationOnce((...parameters) => held.then(() => own(...parameters)));
    const early = call("lock", { ...voter, votes: VOTES });
    while (hash.mock.callCount() === 0) await new Promise(setImmediate);
    const late = await call("lock", { ...voter, votes: CHANGED });
    release();
    await early;
    assert.deepEqual(await revealed(late), CHANGED);
  });

  test("says when it cannot make a ballot", async (t) => {
    await assert.rejects(call("readAhead", { ...voter, style: 9 }), /style/);
    await call("lock", { ...voter, votes: VOTES });
    t.mock.method(globalThis.crypto, "getRandomValues", () => {
      throw new Error("no entropy");
    });
    await assert.rejects(call("lock", { ...voter, votes: VOTES }), /no entropy/);
  });
});
