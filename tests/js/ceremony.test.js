/** The key ceremony takes what its rules allow, and nothing else: its beginning, its order, and what entries have in common. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { encodeJson } from "../../static/js/crypto/canonical-json.js";
import { CEREMONY_TYPES, CeremonyView } from "../../static/js/crypto/ceremony.js";
import { encodeHex } from "../../static/js/crypto/encoding.js";
import { drawSecret, hasOwnKeys, signed } from "../../static/js/crypto/trustee-keys.js";
import {
  begun,
  ceremonyDocument,
  confirmed,
  ELECTION,
  entryOf,
  Held,
  keyed,
  shared,
} from "./ceremonies.js";
import { OTHER_ELECTION, OTHER_LOG_KEY, flipped, refuses } from "./ceremony-changes.js";

describe("an honest ceremony", () => {
  test("goes from phase to phase and ends with keys for everybody", async () => {
    const held = new Held();
    const { view } = held;
    assert.deepEqual([view.phase, view.attempt, view.missing()], ["start", 0, []]);
    await held.begin();
    assert.deepEqual([view.phase, view.attempt, view.missing()], ["keys", 1, [1, 2, 3]]);
    await held.send("trustee", 2, await held.keys(2));
    assert.deepEqual(view.missing(), [1, 3]);
    for (const trustee of [3, 1]) await held.send("trustee", trustee, await held.keys(trustee));
    assert.equal(view.phase, "shares");
    await held.allShares();
    assert.equal(view.phase, "confirming");
    await held.allConfirmations();
    assert.equal(view.phase, "drilling");
    for (const trustee of [1, 2]) await held.send("drill", trustee, await held.drill(trustee));
    assert.deepEqual([view.isComplete, view.missing()], [false, [3]]);
    await held.send("drill", 3, await held.drill(3));
    assert.equal(view.isComplete, true);
  });

  test("of one trustee is held in a demonstration", async () => {
    const held = await confirmed({ n: 1, k: 1 });
    await held.send("drill", 1, await held.drill(1));
    assert.equal(held.view.isComplete, true);
  });

  test("knows whose keys stand on the record", async () => {
    const held = await begun();
    const [first, second] = held.secrets;
    await held.send("trustee", 1, await held.keys(1));
    assert.equal(await hasOwnKeys(first, held.view), true);
    assert.equal(await hasOwnKeys(second, held.view), false);
    const drawn = drawSecret(held.view.ceremony.group, { index: 1, threshold: 2 });
    assert.equal(await hasOwnKeys(drawn, held.view), false);
    assert.equal(await hasOwnKeys({ ...first, signingSeed: drawn.signingSeed }, held.view), false);
  });

  test("takes a drill again for another challenge", async () => {
    const held = await confirmed();
    await held.send("drill", 1, await held.drill(1));
    await held.send("drill", 1, await held.drill(1, new Uint8Array(32)));
    assert.deepEqual([...held.view.drilled], [1]);
  });

  test("names the types it takes", () => {
    assert.ok(CEREMONY_TYPES.includes("waiver"));
    assert.ok(!CEREMONY_TYPES.includes("election"));
  });
});

describe("the beginning", () => {
  test("is attempt 1", async () => {
    const held = new Held();
    const act = async () => held.record("ceremony", await ceremonyDocument({ attempt: 2 }));
    await refuses(held.view, act, "CeremonyError", /expected attempt 1, got 2/);
  });

  for (const [name, changes, words] of [
    ["more needed than there are", { k: 4 }, /more than there are trustees/],
    ["one trustee in earnest", { n: 1, k: 1, demonstration: false }, /only for a demonstration/],
    ["the origin of another election", { origin: `x/e/${OTHER_ELECTION}` }, /another election/],
    ["no key of a log", { log_key: "x+00000000+AAAA" }, /log_key/],
    ["the key of another log", { log_key: OTHER_LOG_KEY }, /its name is not the origin/],
    ["no hash of the tool", { key_tool: "" }, /key_tool/],
    ["an unknown parameter set", { parameters: "small" }, /parameters/],
    ["a field nobody knows", { more: 1 }, /unknown field/],
  ]) {
    test(`is refused with ${name}`, async () => {
      const held = new Held();
      const act = async () => held.record("ceremony", await ceremonyDocument(changes));
      await refuses(held.view, act, "DecodeError", words);
    });
  }

  test("makes all void that stood before it", async () => {
    const held = await shared();
    const old = held.secrets[0];
    await held.begin({ attempt: 2, key_tool: "1".repeat(64), k: 3 });
    const { view } = held;
    assert.deepEqual([view.phase, view.attempt, view.keys.size], ["keys", 2, 0]);
    assert.equal(view.ceremony.keyTool, "1".repeat(64));
    assert.equal(await hasOwnKeys(old, view), false);
    await (await held.allKeys()).allShares();
    assert.equal(view.phase, "confirming");
  });

  test("of another attempt stays in the same log", async () => {
    const held = await begun();
    const origin = `elsewhere.example/e/${ELECTION}`;
    for (const changes of [{ origin }, { election: OTHER_ELECTION }, { demonstration: true }]) {
      const document = await ceremonyDocument({ attempt: 2, ...changes });
      const act = () => held.record("ceremony", document);
      await refuses(held.view, act, "CeremonyError", /another election or log/);
    }
  });
});

describe("entry and payload", () => {
  test("belong together by size and hash", async () => {
    const held = await begun();
    const payload = await held.keys(1);
    const { signature } = await signed(held.secrets[0], "trustee", payload);
    const entry = await entryOf("trustee", payload, { signature, trustee: 1 });
    const { view } = held;
    for (const wrong of [
      { ...entry, size: entry.size + 1 },
      { ...entry, payload: flipped(entry.payload) },
    ])
      await refuses(view, () => view.addEntry(wrong, payload, "entry 4"), "DecodeError", /entry 4/);
    for (const wrong of [
      { ...entry, trustee: 2 },
      { ...entry, signature: flipped(entry.signature) },
      { ...entry, signature: undefined },
    ])
      await refuses(view, () => view.addEntry(wrong, payload, "entry 4"), "ProofError", /entry 4/);
    await view.addEntry(entry, payload, "entry 4");
  });

  test("of the keys are signed by the key they bring, later ones by the same", async () => {
    const held = await begun();
    const [one, two] = held.secrets;
    held.secrets[0] = { ...one, signingSeed: two.signingSeed };
    const payload = await held.keys(1);
    held.secrets[0] = one;
    await refuses(held.view, () => held.send("trustee", 1, payload), "ProofError", /signature/);
    const ready = await keyed();
    const shares = await ready.shares(1);
    ready.secrets[0] = ready.secrets[1];
    await refuses(ready.view, () => ready.send("share", 1, shares), "ProofError", /signature/);
  });

  test("of other types are none of a ceremony", async () => {
    const { view } = await begun();
    for (const type of ["election", "constructor", "toString"]) {
      const payload = encodeJson({});
      const act = async () => view.addEntry(await entryOf(type, payload), payload, "entry 9");
      await refuses(view, act, "CeremonyError", /none of a ceremony/);
    }
  });

  test("come after the beginning", async () => {
    const held = await begun();
    const payload = await held.keys(1);
    held.view = new CeremonyView();
    await refuses(held.view, () => held.send("trustee", 1, payload), "CeremonyError", /not begun/);
  });
});

test("no message repeats a secret", async () => {
  const held = await shared();
  const secrets = held.secrets.flatMap(({ coefficients, communicationSecret, signingSeed }) => [
    ...[...coefficients, communicationSecret].flatMap((number) => [
      `${number}`,
      number.toString(16),
    ]),
    encodeHex(signingSeed),
  ]);
  // With the secrets of another trustee no share fits.
  held.secrets[0] = { ...held.secrets[1], index: 1 };
  const messages = [];
  for (const act of [() => held.confirmation(1), () => held.drill(1)])
    await act().catch((error) => messages.push(error.stack));
  assert.equal(messages.length, 2);
  for (const secret of secrets) assert.ok(!messages.join().includes(secret));
});
