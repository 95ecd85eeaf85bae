/** The key ceremony in the worker: its entries, and when it makes none. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { utf8 } from "../../static/js/crypto/encoding.js";
import { Reading } from "../../static/js/trustee/reading.js";
import { ServerSource } from "../../static/js/trustee/sources.js";
import {
  ELECTION,
  FIXTURE,
  judge,
  KEY_FILES,
  MemoryBoard,
  openKey,
  PASSPHRASE,
  quiet,
  SITE,
} from "./trustee-board.js";

const HOLDERS = [1, 2, 3];
const CHALLENGE = "07".repeat(32);

/** Takes an entry onto the record if the Python program accepts it. */
async function send(board, trustee, outgoing) {
  judge(board.lines, trustee, outgoing);
  await board.append(trustee, outgoing);
}

test("three key holders hold a whole ceremony", async () => {
  const board = MemoryBoard.of("begun");
  const sessions = [];
  for (const trustee of HOLDERS) {
    const session = await board.session(trustee);
    await session.read(undefined, quiet);
    const { file } = await session.makeKey({ passphrase: PASSPHRASE });
    assert.deepEqual(await openKey(session, trustee, file), {
      attempt: 1,
      isCurrent: true,
      isOnRecord: false,
    });
    await send(board, trustee, await session.keyEntry());
    sessions.push([trustee, session, file]);
  }
  for (const type of ["share", "confirm"]) {
    for (const [trustee, session] of sessions) {
      await session.read(undefined, quiet);
      const outgoing = await session.next();
      assert.equal(outgoing.type, type);
      await send(board, trustee, outgoing);
    }
  }
  for (const [trustee, session, file] of sessions) {
    await session.read(undefined, quiet);
    assert.equal(await session.next(), null);
    assert.deepEqual(await openKey(session, trustee, file), {
      attempt: 1,
      isCurrent: true,
      isOnRecord: true,
    });
    await send(board, trustee, await session.drill({ challenge: CHALLENGE }));
  }
  const summary = await sessions[0][1].read(undefined, quiet);
  assert.equal(summary.ceremonyPhase, "drilling");
  assert.deepEqual(
    [summary.keys, summary.shared, summary.confirmed, summary.drilled, summary.missing],
    [HOLDERS, HOLDERS, HOLDERS, HOLDERS, []],
  );
});

test("a drill is possible while people vote, and not after the close", async () => {
  const board = MemoryBoard.of("frozen");
  judge(board.lines, 2, await (await board.opened(2)).drill({ challenge: CHALLENGE }));
  const late = await MemoryBoard.of("closed").opened(2);
  await assert.rejects(late.drill({ challenge: CHALLENGE }), { code: "refused" });
});

test("a drill needs a challenge of 32 bytes", async () => {
  const session = await MemoryBoard.of("drilled").opened();
  await assert.rejects(session.drill({ challenge: "07" }), { name: "DecodeError" });
});

test("before its turn there is nothing to send", async () => {
  const board = MemoryBoard.of("begun");
  board.lines.push(...MemoryBoard.of("keyed").lines.slice(1, 3));
  const session = await reading(board);
  await assert.rejects(openKey(session, 1), { message: /shorter than when your key was made/ });
  const keyed = await MemoryBoard.of("keyed").opened();
  await assert.rejects(keyed.drill({ challenge: CHALLENGE }), {
    code: "not_yet",
    message: "waiting for: Key holder 1, Key holder 2, Key holder 3",
  });
  const shared = MemoryBoard.of("keyed");
  shared.lines.push(MemoryBoard.of("shared").lines[4]);
  await assert.rejects((await shared.opened()).next(), {
    code: "not_yet",
    message: "waiting for: Key holder 2, Key holder 3",
  });
});

async function reading(board, trustee = 1) {
  const session = await board.session(trustee);
  await session.read(undefined, quiet);
  return session;
}

test("a share that does not fit leads to a complaint", async () => {
  const board = MemoryBoard.of("share that does not fit");
  await board.append(1, await (await board.opened(1)).next());
  await board.append(3, await (await board.opened(3)).next());
  const outgoing = await (await board.opened(1)).next();
  assert.equal(outgoing.type, "complaint");
  assert.match(new TextDecoder().decode(outgoing.payload), /"against":2,.*"reason":"share"/);
  await send(board, 1, outgoing);
  const session = await board.opened(3);
  await assert.rejects(session.next(), { code: "stopped" });
  await assert.rejects(session.drill({ challenge: CHALLENGE }), { code: "stopped" });
  const { complaints } = await session.read(undefined, quiet);
  assert.deepEqual(complaints, [{ by: 1, against: 2, reason: "share" }]);
});

for (const [name, reason, kept] of [
  ["share without proof", "proof", 4],
  ["other transcript", "transcript", 7],
]) {
  test(`${name}: worth a complaint by another, not by its maker`, async () => {
    const board = MemoryBoard.of(name);
    const session = await board.session(1);
    const problem = { code: "bad_entry", details: { entry: kept, trustee: 2 } };
    await assert.rejects(session.read(undefined, quiet), (error) => {
      assert.equal(error.code, problem.code);
      assert.equal(error.details.entry, kept);
      assert.equal(error.details.trustee, 2);
      return true;
    });
    await assert.rejects(session.next(), { code: "not_read" });
    await assert.rejects(session.complain(), { code: "no_key" });
    await openKey(session, 1);
    const outgoing = await session.complain();
    judge(board.lines.slice(0, kept), 1, outgoing);
    assert.match(new TextDecoder().decode(outgoing.payload), new RegExp(`"reason":"${reason}"`));
    await assert.rejects((await board.session(2)).read(undefined, quiet), { code: "refused" });
  });
}

for (const [name, kept] of [
  ["share without proof", 4],
  ["other transcript", 7],
])
  test(`${name} that the log has not signed is the server's fault`, async () => {
    const board = MemoryBoard.of(name);
    const other = new MemoryBoard(board.lines.with(kept, board.lines[0]));
    board.checkpoint = () => other.checkpoint();
    const session = await board.session(1);
    const fault = { code: "refused", message: /not the ones the checkpoint was signed for/ };
    await assert.rejects(session.read(undefined, quiet), fault);
    await assert.rejects(session.complain(), { code: "no_fault" });
    await assert.rejects(openKey(session, 1), { code: "not_read" });
  });

test("a faulty share on a record that was rewritten since is the server's fault", async () => {
  const board = MemoryBoard.of("share without proof");
  const session = await board.session(1);
  const forged = new MemoryBoard(board.lines.with(0, board.lines[1]));
  const seen = { logKey: await board.verifierKey(), checkpoint: await forged.checkpoint(1) };
  const fault = { code: "refused", message: /rewritten since your key was made/ };
  await assert.rejects(session.read(undefined, quiet), { code: "bad_entry" });
  const reader = new Reading(new ServerSource(ELECTION, SITE), { election: ELECTION, trustee: 1 });
  await assert.rejects(reader.read(seen, quiet), fault);
  assert.throws(() => reader.toFault(), { code: "not_read" });
});

function unsigned([entry, payload]) {
  return [entry.replace(/"signature":"..../, '"signature":"0000'), payload];
}

for (const [name, lines, message] of [
  ["under another signature", (board) => [unsigned(board.lines[5])], /signature/],
  ["put there again", (board) => [board.lines[4], board.lines[4]], /taken this step already/],
]) {
  test(`a share ${name} is the server's fault, and nobody's to complain of`, async () => {
    const whole = MemoryBoard.of("shared");
    const board = MemoryBoard.of("keyed");
    board.lines.push(...lines(whole));
    const session = await board.session(3);
    await assert.rejects(session.read(undefined, quiet), { code: "refused", message });
    await assert.rejects(session.complain(), { code: "no_fault" });
  });
}

test("nothing to complain of is no complaint", async () => {
  const session = await MemoryBoard.of("shared").opened();
  await assert.rejects(session.complain(), { code: "no_fault" });
});

test("a key of an earlier attempt is said to be one, and not kept", async () => {
  const session = await reading(MemoryBoard.of("restarted"));
  assert.deepEqual(await openKey(session, 1), {
    attempt: 1,
    isCurrent: false,
    isOnRecord: false,
  });
  await assert.rejects(session.next(), { code: "no_key" });
});

test("a ceremony that starts again makes an open key void", async () => {
  const board = MemoryBoard.of("confirmed");
  const session = await board.opened();
  board.lines = MemoryBoard.of("restarted").lines;
  await session.read(undefined, quiet);
  await assert.rejects(session.next(), { code: "restarted" });
  await assert.rejects(session.keyEntry(), { code: "restarted" });
});

test("another key on the record in my name is told", async () => {
  const session = await reading(MemoryBoard.of("drilled"));
  const file = utf8(FIXTURE.other_key_file);
  await assert.rejects(openKey(session, 1, file), { code: "other_key" });
  await assert.rejects(session.next(), { code: "no_key" });
});

test("whoever has a key on the record makes no second one", async () => {
  const session = await reading(MemoryBoard.of("keyed"));
  await assert.rejects(session.makeKey({ passphrase: PASSPHRASE }), { code: "has_key" });
});

test("a key holder there is not makes no key", async () => {
  const session = await reading(MemoryBoard.of("begun"), 4);
  await assert.rejects(session.makeKey({ passphrase: PASSPHRASE }), { code: "refused" });
});

test("a short passphrase makes no key", async () => {
  const session = await reading(MemoryBoard.of("begun"));
  await assert.rejects(session.makeKey({ passphrase: "eleven char" }), { code: "weak_passphrase" });
});

for (const [code, trustee, file, passphrase] of [
  ["key_file:passphrase", 1, KEY_FILES[0], "another passphrase"],
  ["key_file:other_trustee", 1, KEY_FILES[1], PASSPHRASE],
  ["key_file:damaged", 1, KEY_FILES[0].slice(0, 300), PASSPHRASE],
]) {
  test(code, async () => {
    const session = await reading(MemoryBoard.of("shared"), trustee);
    await assert.rejects(session.openKey({ file, passphrase }), { code });
  });
}

test("nothing is done with a record that was not read, nor after forgetting", async () => {
  const session = await MemoryBoard.of("counted").session();
  await assert.rejects(openKey(session, 1), { code: "not_read" });
  await assert.rejects(session.makeKey({ passphrase: PASSPHRASE }), { code: "not_read" });
  const opened = await MemoryBoard.of("counted").opened();
  opened.forget();
  await assert.rejects(opened.next(), { code: "not_read" });
  await assert.rejects(opened.recount({ hasProofsChecked: false }, quiet), { code: "not_read" });
});
