/** Task and answer files: the way without a network. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { encodeJson } from "../../static/js/crypto/canonical-json.js";
import { concat, utf8 } from "../../static/js/crypto/encoding.js";
import { decodeAnswer, encodeAnswer } from "../../static/js/trustee/answer-file.js";
import { Session } from "../../static/js/trustee/session.js";
import { TaskFile } from "../../static/js/trustee/task-file.js";
import { ELECTION, judge, MemoryBoard, openKey, quiet } from "./trustee-board.js";

const HOLDER = { election: ELECTION, trustee: 1 };

async function started(text, holder = HOLDER) {
  const session = new Session();
  const source = { kind: "task", file: new Blob([text]) };
  return [session, await session.start({ ...holder, source })];
}

test("totals are unlocked from a task file without any request", async () => {
  const board = MemoryBoard.of("counted");
  globalThis.fetch = () => assert.fail("no network");
  const [session, { task }] = await started(await board.task(1));
  assert.deepEqual(task, { step: "unlock", drillChallenge: "07".repeat(32) });
  assert.equal((await session.read(undefined, quiet)).phase, "decrypting");
  await openKey(session, 1);
  await session.recount({ hasProofsChecked: true }, quiet);
  const outgoing = await session.unlock({ mayOpenSingle: false }, quiet);
  judge(board.lines, 1, decodeAnswer(encodeAnswer(HOLDER, outgoing), HOLDER));
});

test("a task file whose entries do not fit its checkpoint is refused", async () => {
  const lines = (await MemoryBoard.of("closed").task(1)).split("\n");
  [lines[5], lines[7]] = [lines[7], lines[5]];
  [lines[6], lines[8]] = [lines[8], lines[6]];
  const [session] = await started(lines.join("\n"));
  await assert.rejects(session.read(undefined, quiet), {
    code: "refused",
    message: /not the ones the checkpoint was signed for/,
  });
});

const drilled = await MemoryBoard.of("drilled").task(1, "wait");
for (const [name, code, text, holder] of [
  [
    "another election",
    "other_election",
    drilled,
    { ...HOLDER, election: ELECTION.replace("8", "9") },
  ],
  ["another key holder", "other_trustee", drilled, { ...HOLDER, trustee: 2 }],
  ["no end", "damaged", drilled.slice(0, -1)],
  ["half an entry", "damaged", `${drilled}{}\n`],
  ["an entry too many", "damaged", `${drilled}{}\n{}\n`],
  ["an entry too few", "damaged", drilled.split("\n").toSpliced(-3, 2).join("\n")],
  ["nothing", "damaged", ""],
  ["one line without end", "damaged", "{"],
  ["another kind", "damaged", drilled.replace("trustee task", "trustee mask")],
  ["another version", "damaged", drilled.replace('"v":1', '"v":2')],
  ["an endless size", "damaged", drilled.replace("\\n13\\n", "\\nInfinity\\n")],
  ["an unknown step", "damaged", drilled.replace('"step":"wait"', '"step":"rest"')],
  ["spaces", "damaged", drilled.replace("{", "{ ")],
  ["a very long header", "damaged", `"${"x".repeat(70_000)}"\n`],
]) {
  test(`a task file with ${name} is not used`, () =>
    assert.rejects(started(text, holder), { code: `task_file:${code}` }));
}

for (const [name, character, most] of [
  ["a line without end", "x", 72 * 2 ** 20],
  ["lines without end", "\n", 5 * 2 ** 20],
]) {
  test(`of a task file with ${name} little is read`, async () => {
    const header = utf8(`${drilled.split("\n")[0]}\n`);
    let read = 0;
    const slice = (start, end) => {
      read += end - start;
      const bytes = new Uint8Array(end - start).fill(character.charCodeAt(0));
      if (start === 0) bytes.set(header);
      return new Blob([bytes]);
    };
    const file = { size: 2 ** 40, slice };
    await assert.rejects(TaskFile.open(file, HOLDER), { code: "task_file:damaged" });
    assert.ok(read < most, `${read} bytes`);
  });
}

test("entries of a large file are handed out in parts", async () => {
  const lines = Array.from(
    { length: 250 },
    (_, index) => `{"a":${index}}\n"${"p".repeat(70_000)}"\n`,
  );
  const header = drilled.split("\n")[0].replace("\\n13\\n", "\\n250\\n");
  const file = await TaskFile.open(new Blob([`${header}\n`, ...lines]), HOLDER);
  const seen = [];
  for (let part = await file.entries(0); part.length > 0; part = await file.entries(seen.length)) {
    assert.ok(part.length < 130);
    seen.push(...part.map(({ entry }) => new TextDecoder().decode(entry)));
  }
  assert.deepEqual(
    seen,
    lines.map((line) => line.split("\n")[0]),
  );
});

const OUTGOING = { type: "drill", payload: utf8('{"a":[1,"b"]}'), signature: "ab".repeat(64) };

test("an answer file keeps an entry as it is", () => {
  const file = encodeAnswer(HOLDER, OUTGOING);
  assert.equal(
    new TextDecoder().decode(file),
    `{"election":"${ELECTION}","kind":"tabella trustee answer","payload":{"a":[1,"b"]},` +
      `"signature":"${OUTGOING.signature}","trustee":1,"type":"drill","v":1}\n`,
  );
  assert.deepEqual(decodeAnswer(file, HOLDER), OUTGOING);
});

const ANSWER = {
  election: ELECTION,
  kind: "tabella trustee answer",
  payload: {},
  signature: "ab".repeat(64),
  trustee: 1,
  type: "drill",
  v: 1,
};
for (const [name, code, change] of [
  ["another election", "other_election", { election: ELECTION.replace("8", "9") }],
  ["another key holder", "other_trustee", { trustee: 2 }],
  ["another kind", "damaged", { kind: "tabella trustee task" }],
  ["a type key holders do not send", "damaged", { type: "ballot" }],
  ["half a signature", "damaged", { signature: "ab" }],
  ["another version", "damaged", { v: 2 }],
  ["a field too many", "damaged", { more: 1 }],
]) {
  test(`an answer file with ${name} is not used`, () => {
    const file = concat(encodeJson({ ...ANSWER, ...change }), utf8("\n"));
    assert.throws(() => decodeAnswer(file, HOLDER), { code: `answer_file:${code}` });
  });
}

test("an answer file that is cut short is not used", () => {
  const file = encodeAnswer(HOLDER, OUTGOING);
  for (const size of [0, 5, file.length - 1])
    assert.throws(() => decodeAnswer(file.slice(0, size), HOLDER), { code: "answer_file:damaged" });
});
