/** Unlocking: exactly the totals this worker added up itself, once, and nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { judge, MemoryBoard, openKey, quiet } from "./trustee-board.js";

/** Counts and unlocks; gives the entry to send. */
async function unlock(board, { trustee = 1, hasProofsChecked = true, mayOpenSingle = false } = {}) {
  const session = await board.opened(trustee);
  await session.recount({ hasProofsChecked }, quiet);
  return session.unlock({ mayOpenSingle }, quiet);
}

/** Nothing may leave the device, whatever is checked. */
async function stops(name, code, words, choices = [false]) {
  for (const hasProofsChecked of choices) {
    await assert.rejects(unlock(MemoryBoard.of(name), { hasProofsChecked }), (error) => {
      assert.equal(error.code, code, error.stack);
      assert.match(error.message, words);
      return true;
    });
  }
}

test("an honest unlock share is one the Python program accepts", async () => {
  const board = MemoryBoard.of("counted");
  for (const trustee of [1, 3]) judge(board.lines, trustee, await unlock(board, { trustee }));
});

test("the count says what was counted and what was not", async () => {
  const session = await MemoryBoard.of("counted").opened();
  const told = [];
  const counted = await session.recount({ hasProofsChecked: true }, (progress) =>
    told.push(progress),
  );
  assert.deepEqual(counted, {
    ballots: 4,
    replaced: 1,
    withdrawn: 0,
    reissued: 0,
    revoked: 0,
    tests: 1,
    totals: 4,
    singles: [],
    hasProofsChecked: true,
  });
  assert.deepEqual(told.at(-1), { stage: "count", done: 6, total: 6 });
});

test("the worker only asks, for what is public, and says nothing of who asks", async () => {
  const board = MemoryBoard.of("counted");
  await unlock(board);
  assert.ok(board.requests.length > 5);
  for (const { pathname, options } of board.requests) {
    assert.match(pathname, /^\/api\/v1\/logs\/[0-9a-f-]{36}\/(checkpoint|entries)$/);
    const { method, body, headers, credentials, redirect, referrerPolicy } = options;
    assert.deepEqual([method, body, headers], [undefined, undefined, undefined]);
    assert.deepEqual([credentials, redirect, referrerPolicy], ["omit", "error", "no-referrer"]);
  }
});

for (const name of ["one ballot as total", "few ballots as total", "all ballots but one"]) {
  test(`${name}: refused`, () =>
    stops(name, "refused", /not the ones the ballots add up to/, [true, false]));
}

test("the count follows new codes and voters taken off the list", async () => {
  const board = MemoryBoard.of("changed list");
  const session = await board.opened();
  const counted = await session.recount({ hasProofsChecked: true }, quiet);
  const { ballots, replaced, withdrawn, reissued, revoked } = counted;
  assert.deepEqual([ballots, replaced, withdrawn, reissued, revoked], [3, 2, 1, 2, 1]);
  judge(board.lines, 1, await unlock(board));
});

test("a ballot of a replaced code is refused", () =>
  stops("ballot of a replaced code", "refused", /its voter is not on the roll/));

test("a new code for nobody on the list is refused", () =>
  stops("voter slipped in", "refused", /\(roll-change\).*not on the roll/));

for (const name of [
  "ballot left out",
  "replaced ballot counted",
  "ballot of an old code counted too",
  "ballot of a voter taken off counted",
]) {
  test(`${name}: refused`, () => stops(name, "refused", /not each voter's last one/));
}

test("totals of another list are refused", () =>
  stops("other list", "refused", /another list of counted ballots/));

test("a counted test ballot is refused", () =>
  stops("counted test", "refused", /shown as a test is counted/));

test("a ballot under another voter's entry is refused", () =>
  stops("other voter's ballot", "refused", /do not belong together/));

for (const kind of ["counted ballot", "replaced ballot", "test"]) {
  const name = `false proof of a ${kind}`;
  test(`${name}: refused`, () => stops(name, "refused", /^entry \d+: contest 1 option 1/, [true]));
}

for (const name of ["other unlock factor", "other unlock proof", "unlock factor outside the group"]) {
  test(`${name} of another key holder: refused by name`, async () => {
    const board = MemoryBoard.of(name);
    await assert.rejects(unlock(board, { trustee: 2 }), (error) => {
      assert.deepEqual([error.code, error.details.trustee], ["refused", 1]);
      assert.match(error.message, /^unlock share of trustee 1: contest 2 option 1/);
      return true;
    });
    judge(board.lines, 2, await unlock(board, { trustee: 2, hasProofsChecked: false }));
  });
}

test("unlock shares of other totals are refused by name", () =>
  assert.rejects(unlock(MemoryBoard.of("decryption of other totals"), { trustee: 2 }), {
    message: "unlock share of trustee 1: partial decryptions: are of another tally",
  }));

test("right unlock shares of others are no obstacle", async () => {
  const board = MemoryBoard.of("unlocked");
  judge(board.lines, 2, await unlock(board, { trustee: 2 }));
});

test("a test that does not open to what is shown is refused", () =>
  stops("false nonce of a test", "refused", /^entry \d+: contest 1 option 1/, [true]));

test("proofs can be left unchecked", async () => {
  const board = MemoryBoard.of("false proof of a counted ballot");
  judge(board.lines, 1, await unlock(board, { hasProofsChecked: false }));
});

test("a single ballot is opened only if that is agreed", async () => {
  await stops("single ballot", "single_ballots", /one ballot/);
  const board = MemoryBoard.of("single ballot");
  judge(board.lines, 1, await unlock(board, { mayOpenSingle: true }));
});

test("the count of no ballots opens like any other", async () => {
  const board = MemoryBoard.of("no ballots");
  judge(board.lines, 1, await unlock(board));
});

test("a cancelled election is not unlocked", () => stops("cancelled", "cancelled", /cancelled/));

test("before the totals are there it is too early", () =>
  stops("closed", "not_yet", /not on the record/));

test("totals that others have opened need nothing more", () =>
  stops("opened by others", "opened_by_others", /without your key/));

test("an unlock share of mine for other totals is refused", () =>
  stops("decryption of other totals", "refused", /other totals stands on the record/));

test("an unlock share of mine for these totals is enough", () =>
  stops("unlocked", "already_unlocked", /already/));

test("nothing is unlocked that was not counted", async () => {
  const session = await MemoryBoard.of("counted").opened();
  await assert.rejects(session.unlock({ mayOpenSingle: true }, quiet), { code: "not_counted" });
});

test("the same totals unlock to the same entry, others not at all", async () => {
  const board = MemoryBoard.of("counted");
  const session = await board.opened();
  await session.recount({ hasProofsChecked: false }, quiet);
  const first = await session.unlock({ mayOpenSingle: false }, quiet);
  assert.equal(await session.unlock({ mayOpenSingle: false }, quiet), first);
  // The server hides the unlock share and comes with other totals of the same ballots' election.
  await MemoryBoard.of("single ballot").serve(session);
  await session.read(undefined, quiet);
  await openKey(session, 1);
  await session.recount({ hasProofsChecked: false }, quiet);
  await assert.rejects(session.unlock({ mayOpenSingle: true }, quiet), { code: "other_tally" });
});

test("witnesses the manifest asks for have to sign first", async () => {
  for (const witnesses of [[], [new Uint8Array(32).fill(5)]]) {
    const board = MemoryBoard.of("counted");
    board.witnesses = witnesses;
    await assert.rejects(unlock(board), { code: "not_yet", message: /^0 of 1 witnesses/ });
  }
});

test("a ballot that is another one the second time is refused", async () => {
  const board = MemoryBoard.of("counted");
  const session = await board.opened();
  const [first, second] = [board.index("ballot"), board.index("ballot") + 2];
  board.lie = (documents) => {
    const [a, b] = [documents[first], documents[second]];
    documents[second] = { ...b, entry: a.entry, payload: a.payload, leaf: a.leaf };
    return documents;
  };
  await assert.rejects(session.recount({ hasProofsChecked: false }, quiet), { code: "refused" });
});

test("an answer that breaks off while counting is trouble that passes", async () => {
  const board = MemoryBoard.of("counted");
  const session = await board.opened();
  board.answer = async () => new Response("", { status: 503 });
  await assert.rejects(session.recount({ hasProofsChecked: false }, quiet), {
    code: "unreachable",
  });
});
