/** Reading the record: a server may lie in every way, and each lie is found. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { isKeySpent } from "../../static/js/trustee/summary.js";
import { FIXTURE, MemoryBoard, openKey, quiet } from "./trustee-board.js";

const OTHER = "00000000-0000-4000-8000-000000000001";

async function read(board, trustee = 1) {
  return (await board.session(trustee)).read(undefined, quiet);
}

/** The record is refused, in the words given. */
async function refuses(board, message, code = "refused") {
  await assert.rejects(read(board), (error) => {
    assert.equal(error.code, code, error.stack);
    assert.match(error.message, message);
    return true;
  });
}

test("an honest record says what stands on it", async () => {
  const board = MemoryBoard.of("unlocked");
  const summary = await read(board);
  const { tally, ...rest } = summary;
  for (const hash of Object.values(rest.keyTools)) assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(tally.hash.length, 64);
  assert.deepEqual(
    { ...tally, hash: "" },
    {
      hash: "",
      entry: 25,
      totals: 4,
      ballots: 4,
      contests: 2,
    },
  );
  assert.deepEqual(rest, {
    size: 27,
    phase: "decrypting",
    ceremonyPhase: "drilling",
    attempt: 1,
    trustees: ["Key holder 1", "Key holder 2", "Key holder 3"],
    threshold: 2,
    keys: [1, 2, 3],
    shared: [1, 2, 3],
    confirmed: [1, 2, 3],
    drilled: [1, 2, 3],
    drills: board.lines
      .map(([entry]) => JSON.parse(entry))
      .filter(({ type }) => type === "drill")
      .map(({ payload }) => payload),
    waived: [],
    missing: [],
    complaints: [],
    demonstration: false,
    title: { en: "General meeting" },
    keyTools: { ceremony: rest.keyTools.ceremony, manifest: rest.keyTools.manifest },
    ballots: 5,
    decryptions: [1],
  });
});

test("a record is read on from where it was", async () => {
  const board = MemoryBoard.of("keyed");
  const session = await board.session();
  assert.equal((await session.read(undefined, quiet)).phase, "ceremony");
  const starts = [];
  board.lines = MemoryBoard.of("ended").lines;
  const answer = board.answer.bind(board);
  board.answer = (url) => {
    starts.push(new URL(url).searchParams.get("start"));
    return answer(url);
  };
  const summary = await session.read(undefined, quiet);
  assert.equal(summary.phase, "end");
  assert.deepEqual(starts.slice(0, 2), [null, "4"]);
});

test("progress is told", async () => {
  const told = [];
  const session = await MemoryBoard.of("frozen").session();
  await session.read(undefined, (progress) => told.push(progress));
  assert.deepEqual(told[0], { stage: "record", done: 0, total: 16 });
  assert.deepEqual(told.at(-1), { stage: "record", done: 16, total: 16 });
});

test("a broken running chain is refused", () => {
  const board = MemoryBoard.of("closed");
  board.lie = (documents) =>
    documents.map((item) => (item.index < 5 ? item : { ...item, chain: "00".repeat(32) }));
  return refuses(board, /^entry 5: the running chain is broken/);
});

test("another hash of an entry is refused", () => {
  const board = MemoryBoard.of("closed");
  board.lie = (documents) =>
    documents.map((item) => (item.index < 5 ? item : { ...item, leaf: "00".repeat(32) }));
  return refuses(board, /^entry 5: its hash/);
});

test("an entry out of order is refused", () => {
  const board = MemoryBoard.of("closed");
  board.lie = (documents) => [...documents.slice(0, 3), documents[4], documents[3]];
  return refuses(board, /^entry 3: entry 4 was given in its place/);
});

test("entries that the checkpoint counts cannot be held back", () => {
  const board = MemoryBoard.of("closed");
  board.lie = (documents) => documents.slice(0, 20);
  return refuses(board, /held back/);
});

test("a payload that is another one is refused", () => {
  const board = MemoryBoard.of("closed");
  const { payload } = { payload: board.lines[5][1] };
  board.lie = (documents) =>
    documents.map((item) => (item.index === 6 ? { ...item, payload } : item));
  return refuses(board, /^entry 6: payload: is not the one the entry names/);
});

test("steps in an order the record does not allow are refused", () => {
  const board = MemoryBoard.of("confirmed");
  [board.lines[6], board.lines[7]] = [board.lines[7], board.lines[6]];
  return refuses(board, /^entry 6 \(confirm\): .*not allowed/);
});

test("an election before every key holder has proven its key is refused", () => {
  const board = MemoryBoard.of("frozen");
  board.lines.splice(10, 1);
  return refuses(board, /^entry 12 \(election\): .*not every key holder has proven its key/);
});

test("a checkpoint by another key is refused", () => {
  const board = MemoryBoard.of("closed");
  board.seed = new Uint8Array(32).fill(9);
  return refuses(board, /signature does not hold/);
});

test("a record that names another key when it is read again is refused", async () => {
  const board = MemoryBoard.of("closed");
  board.seed = new Uint8Array(32).fill(9);
  const payload = board.lines[0][1].replace(FIXTURE.log_key, await board.verifierKey());
  let asked = 0;
  board.lie = ([first, ...rest]) => {
    asked += 1;
    return asked === 1 ? [{ ...first, payload }] : [first, ...rest];
  };
  await refuses(board, /^entry 0: .*signed by another key than it names/);
});

test("a checkpoint of other entries is refused", async () => {
  const board = MemoryBoard.of("closed");
  const note = await board.checkpoint();
  board.lines.splice(18, 1);
  board.lines.push(MemoryBoard.of("counted").lines.at(-2));
  board.checkpoint = async () => note;
  await refuses(board, /not the ones the checkpoint was signed for|does not end/);
});

test("another election's record is refused", async () => {
  const board = MemoryBoard.of("closed");
  board.answer = forAnyElection(board);
  const session = await board.session(1, OTHER);
  await assert.rejects(session.read(undefined, quiet), {
    code: "refused",
    message: "the record is of another election",
  });
});

function forAnyElection(board) {
  const answer = board.answer.bind(board);
  return (url) => answer(url.replace(OTHER, board.origin.split("/").at(-1)));
}

for (const [name, message] of [
  ["stranger", /\(ballot\): .*not on the roll/],
  ["forged signature", /\(ballot\): .*signature does not match/],
  ["replayed ballot", /\(ballot\): .*stands on the record already/],
]) {
  test(`${name}: refused`, () => refuses(MemoryBoard.of(name), message));
}

test("an unlock share under another signature is refused, not complained of", () => {
  const board = MemoryBoard.of("unlocked");
  const [entry, payload] = board.lines.at(-1);
  const broken = entry.replace(/"signature":"..../, '"signature":"0000');
  board.lines[board.lines.length - 1] = [broken, payload];
  return refuses(board, /\(decryption\): .*signature/);
});

test("a record shorter than when the key was made is refused", async () => {
  const session = await MemoryBoard.of("begun").session();
  await session.read(undefined, quiet);
  await assert.rejects(openKey(session, 1), {
    code: "refused",
    message: /shorter than when your key was made/,
  });
});

test("a record that was rewritten since the key was made is refused", async () => {
  const board = MemoryBoard.of("keyed");
  [board.lines[2], board.lines[3]] = [board.lines[3], board.lines[2]];
  const session = await board.session();
  await session.read(undefined, quiet);
  await assert.rejects(openKey(session, 1), {
    code: "refused",
    message: /rewritten since your key was made/,
  });
});

test("a record that is rewritten while it is read is refused, and read anew", async () => {
  const board = MemoryBoard.of("closed");
  const session = await board.opened();
  const honest = board.lines;
  board.lines = MemoryBoard.of("restarted").lines;
  await assert.rejects(session.read(undefined, quiet), { code: "refused" });
  await assert.rejects(session.next(), { code: "not_read" });
  board.lines = honest;
  assert.equal((await session.read(undefined, quiet)).phase, "closed");
});

test("an older checkpoint of the same record changes nothing", async () => {
  const board = MemoryBoard.of("closed");
  const session = await board.opened();
  const note = await board.checkpoint(20);
  board.checkpoint = async () => note;
  assert.equal((await session.read(undefined, quiet)).size, 24);
});

test("before the first entry it is too early", async () => {
  const board = new MemoryBoard([]);
  await refuses(board, /has not begun/, "not_yet");
});

for (const [name, answer] of [
  ["no network", () => Promise.reject(new TypeError("failed to fetch"))],
  ["a server in trouble", async () => new Response("", { status: 500 })],
  ["another document", async () => new Response("<html></html>")],
  ["an answer without entries", async () => new Response("{}")],
  ["bytes that are no text", async () => new Response(Uint8Array.of(0xff, 0xfe))],
]) {
  test(`${name} is trouble that passes`, async () => {
    const board = MemoryBoard.of("closed");
    const session = await board.session();
    const honest = board.answer.bind(board);
    board.answer = (url) => (url.includes("start=7") ? answer() : honest(url));
    await assert.rejects(session.read(undefined, quiet), { code: "unreachable" });
    await assert.rejects(session.next(), { code: "not_read" });
    board.answer = honest;
    assert.equal((await session.read(undefined, quiet)).phase, "closed");
  });
}

test("a key is spent once its unlock share, or enough of others with a result, are on the record", () => {
  const record = { phase: "decrypting", decryptions: [1], threshold: 2 };
  assert.ok(isKeySpent(record, 1));
  assert.ok(!isKeySpent(record, 2));
  assert.ok(!isKeySpent({ ...record, phase: "counted" }, 2));
  assert.ok(isKeySpent({ ...record, phase: "counted", decryptions: [1, 3] }, 2));
  assert.ok(isKeySpent({ ...record, phase: "cancelled", decryptions: [] }, 2));
});
