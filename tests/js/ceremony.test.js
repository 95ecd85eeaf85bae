/** The key ceremony takes what its rules allow, and nothing else. */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { decodeJson, encodeJson } from "../../static/js/crypto/canonical-json.js";
import { CEREMONY_TYPES, CeremonyView } from "../../static/js/crypto/ceremony.js";
import { encodeHex } from "../../static/js/crypto/encoding.js";
import { complaint, drawSecret, hasOwnKeys, signed } from "../../static/js/crypto/trustee-keys.js";
import {
  begun,
  ceremonyDocument,
  confirmed,
  ELECTION,
  entryOf,
  Held,
  keyed,
  logKeyOf,
  shared,
  waiverDocument,
} from "./ceremonies.js";

const OTHER_ELECTION = "00000000-0000-4000-8000-000000000002";
const OTHER_LOG_KEY = await logKeyOf(`elsewhere.example/e/${ELECTION}`);

function documentOf(payload) {
  return structuredClone(decodeJson(payload, 2 ** 20, "payload"));
}

/** The payload with its document changed in place. */
function changed(payload, change) {
  const document = documentOf(payload);
  change(document);
  return encodeJson(document);
}

function flipped(hex) {
  return (hex[0] === "0" ? "1" : "0") + hex.slice(1);
}

/** Another member of the group, or a number that is none, as hex. */
function elements({ group }) {
  return {
    member: group.elementHex(group.power(group.g, 12345n)),
    stray: group.elementHex(group.p - group.power(group.g, 12345n)),
    one: group.elementHex(1n),
  };
}

function stateOf(view) {
  const { phase, keys, shares, confirmed: done, drilled, waived, complaints, attempt } = view;
  return structuredClone({ phase, keys, shares, done, drilled, waived, complaints, attempt });
}

/** Refuses what `act` sends, with this name and these words, and nothing changes. */
async function refuses(view, act, name, words) {
  const state = stateOf(view);
  await assert.rejects(act, (error) => {
    assert.equal(error.name, name, error.stack);
    assert.match(error.message, words);
    return true;
  });
  assert.deepEqual(stateOf(view), state);
}

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

describe("keys", () => {
  /** @type {Held} */
  let held;
  /** @type {Uint8Array} */
  let honest;
  before(async () => {
    held = await begun();
    await held.send("trustee", 2, await held.keys(2));
    honest = await held.keys(1);
  });

  const TAMPERED = {
    "a changed challenge": [
      (document) => (document.proof.challenge = flipped(document.proof.challenge)),
      /key proof does not fit/,
    ],
    "a changed response": [
      (document) => (document.proof.responses[2] = flipped(document.proof.responses[2])),
      /key proof does not fit/,
    ],
    "another commitment": [
      (document) => (document.commitments[1] = elements(held.view.ceremony).member),
      /key proof does not fit/,
    ],
    "a commitment outside the group": [
      (document) => (document.commitments[1] = elements(held.view.ceremony).stray),
      /trustee 1: commitment 1: not a member/,
    ],
    "a commitment of one": [
      (document) => (document.commitments[1] = elements(held.view.ceremony).one),
      /trustee 1: commitment 1: a key must differ from 1/,
    ],
    "a communication key outside the group": [
      (document) => (document.communication_key = elements(held.view.ceremony).stray),
      /trustee 1: kappa: not a member/,
    ],
    "a communication key of one": [
      (document) => (document.communication_key = elements(held.view.ceremony).one),
      /trustee 1: kappa: a key must differ from 1/,
    ],
    "a commitment too few": [(document) => document.commitments.pop(), /expected 2 commitments/],
    "a response too few": [(document) => document.proof.responses.pop(), /wrong length/],
    "a commitment twice": [
      (document) => (document.commitments[1] = document.commitments[0]),
      /stands on the record twice/,
    ],
    "a commitment of another trustee": [
      (document) => {
        const { group } = held.view.ceremony;
        document.commitments[0] = group.elementHex(held.view.keys.get(2).communicationKey);
      },
      /stands on the record twice/,
    ],
  };
  for (const [name, [change, words]] of Object.entries(TAMPERED)) {
    test(`are refused with ${name}`, async () => {
      const act = () => held.send("trustee", 1, changed(honest, change));
      await refuses(held.view, act, "ProofError", words);
    });
  }

  test("are refused under the signing key of another trustee", async () => {
    const own = held.secrets[0];
    held.secrets[0] = { ...own, signingSeed: held.secrets[1].signingSeed };
    const payload = await held.keys(1);
    const act = () => held.send("trustee", 1, payload);
    await refuses(held.view, act, "ProofError", /stands on the record twice/);
    held.secrets[0] = own;
  });

  test("are refused when their proof was made for another signing key", async () => {
    const own = held.secrets[0];
    const { signingSeed } = drawSecret(held.view.ceremony.group, { index: 1, threshold: 2 });
    held.secrets[0] = { ...own, signingSeed };
    const { signing_key: other } = documentOf(await held.keys(1));
    const payload = changed(honest, (document) => (document.signing_key = other));
    const act = () => held.send("trustee", 1, payload);
    await refuses(held.view, act, "ProofError", /key proof does not fit/);
    held.secrets[0] = own;
  });

  for (const [name, change, words] of [
    ["another election", { election: OTHER_ELECTION }, /another election/],
    ["another attempt", { attempt: 2 }, /expected attempt 1, got 2/],
  ]) {
    test(`are refused for ${name}`, async () => {
      const payload = changed(honest, (document) => Object.assign(document, change));
      await refuses(held.view, () => held.send("trustee", 1, payload), "CeremonyError", words);
    });
  }

  test("are refused from a trustee there is not", async () => {
    const payload = changed(honest, (document) => (document.trustee = 4));
    held.secrets[3] = held.secrets[0];
    const act = () => held.send("trustee", 4, payload);
    await refuses(held.view, act, "CeremonyError", /only 3 trustees/);
    held.secrets.pop();
  });

  test("are refused under the number of another trustee", async () => {
    const payload = changed(honest, (document) => (document.trustee = 3));
    const third = held.secrets[2];
    held.secrets[2] = held.secrets[0];
    const act = () => held.send("trustee", 3, payload);
    await refuses(held.view, act, "ProofError", /trustee 3: key proof does not fit/);
    held.secrets[2] = third;
  });

  test("are refused a second time", async () => {
    const payload = await held.keys(2);
    const act = () => held.send("trustee", 2, payload);
    await refuses(held.view, act, "CeremonyError", /taken this step already/);
  });

  test("whose product is one are refused", async () => {
    const ready = await begun();
    const { q } = ready.view.ceremony.group;
    const [first, second, third] = ready.secrets;
    const rest = q - ((first.coefficients[0] + second.coefficients[0]) % q);
    ready.secrets[2] = { ...third, coefficients: [rest, third.coefficients[1]] };
    for (const trustee of [1, 2]) await ready.send("trustee", trustee, await ready.keys(trustee));
    const payload = await ready.keys(3);
    const act = () => ready.send("trustee", 3, payload);
    await refuses(ready.view, act, "ProofError", /joint key must not be one/);
  });

  test("of an earlier attempt do not hold in the next", async () => {
    const ready = await begun();
    const old = await ready.keys(1);
    const { secrets } = ready;
    await ready.begin({ attempt: 2 });
    ready.secrets = secrets;
    const payload = changed(old, (document) => (document.attempt = 2));
    const act = () => ready.send("trustee", 1, payload);
    await refuses(ready.view, act, "ProofError", /key proof does not fit/);
  });

  test("come before anything else of a trustee", async () => {
    const ready = await begun();
    await ready.send("trustee", 1, await ready.keys(1));
    const payload = complaint(ready.secrets[1], ready.view, { against: 1, reason: "proof" });
    const act = () => ready.send("complaint", 2, payload);
    await refuses(ready.view, act, "CeremonyError", /trustee 2: has no keys on the record/);
  });

  test("do not come after the last", async () => {
    const ready = await keyed();
    const payload = await ready.keys(1);
    const act = () => ready.send("trustee", 1, payload);
    await refuses(ready.view, act, "CeremonyError", /not allowed, phase shares/);
  });
});

describe("shares", () => {
  /** @type {Held} */
  let held;
  /** @type {Uint8Array} */
  let honest;
  before(async () => {
    held = await keyed();
    honest = await held.shares(1);
  });

  const TAMPERED = {
    "a changed challenge": [
      ({ shares }) => (shares[1].proof.challenge = flipped(shares[1].proof.challenge)),
      /trustee 1: share for trustee 3: proof does not fit/,
    ],
    "a changed response": [
      ({ shares }) => (shares[1].proof.response = flipped(shares[1].proof.response)),
      /proof does not fit/,
    ],
    "changed content": [
      ({ shares }) => (shares[1].c1 = flipped(shares[1].c1)),
      /proof does not fit/,
    ],
    "another C0": [
      ({ shares }) => (shares[1].c0 = elements(held.view.ceremony).member),
      /proof does not fit/,
    ],
    "a C0 outside the group": [
      ({ shares }) => (shares[1].c0 = elements(held.view.ceremony).stray),
      /share for trustee 3: not a member/,
    ],
    "a C0 of one": [
      ({ shares }) => (shares[1].c0 = elements(held.view.ceremony).one),
      /a key must differ from 1/,
    ],
    "two recipients exchanged": [
      ({ shares }) => {
        const [first, second] = shares.map(({ to }) => to);
        shares.reverse();
        Object.assign(shares[0], { to: first });
        Object.assign(shares[1], { to: second });
      },
      /proof does not fit/,
    ],
    "one missing": [({ shares }) => shares.pop(), /not exactly one share/],
    "one for the sender": [
      ({ shares }) => shares.unshift({ ...shares[0], to: 1 }),
      /not exactly one share/,
    ],
    "one for a trustee there is not": [
      ({ shares }) => shares.push({ ...shares[0], to: 4 }),
      /not exactly one share/,
    ],
  };
  for (const [name, [change, words]] of Object.entries(TAMPERED)) {
    test(`are refused with ${name}`, async () => {
      const act = () => held.send("share", 1, changed(honest, change));
      await refuses(held.view, act, "ProofError", words);
    });
  }

  test("are refused out of order", async () => {
    const act = () =>
      held.send(
        "share",
        1,
        changed(honest, ({ shares }) => shares.reverse()),
      );
    await refuses(held.view, act, "DecodeError", /not ascending/);
  });

  test("are refused before every key is there, and twice", async () => {
    const early = await begun();
    await early.send("trustee", 1, await early.keys(1));
    const act = () => early.send("share", 1, honest);
    await refuses(early.view, act, "CeremonyError", /not allowed, phase keys/);
    await assert.rejects(early.shares(1), { name: "CeremonyError" });
    await held.send("share", 1, honest);
    const again = () => held.send("share", 1, honest);
    await refuses(held.view, again, "CeremonyError", /taken this step already/);
  });

  test("that do not fit the keys name their sender", async () => {
    const ready = await keyed();
    const [, liar] = ready.secrets;
    const { group } = ready.view.ceremony;
    ready.secrets[1] = {
      ...drawSecret(group, { index: 2, threshold: 2 }),
      signingSeed: liar.signingSeed,
    };
    await ready.allShares();
    ready.secrets[1] = liar;
    for (const trustee of [1, 3])
      for (const act of [() => ready.confirmation(trustee), () => ready.drill(trustee)])
        await assert.rejects(act, (error) => {
          assert.equal(error.name, "WrongShareError");
          assert.equal(error.sender, 2);
          assert.match(error.message, new RegExp(`trustee 2: share for trustee ${trustee}`));
          return true;
        });
  });

  test("of one trustee are of no use to another", async () => {
    const ready = await shared();
    const [first, second] = ready.secrets;
    ready.secrets[1] = { ...first, index: 2, signingSeed: second.signingSeed };
    await assert.rejects(ready.confirmation(2), { name: "WrongShareError" });
  });
});

describe("confirmations", () => {
  test("are refused for another transcript, early, twice and of another attempt", async () => {
    const early = await keyed();
    await early.send("share", 1, await early.shares(1));
    await assert.rejects(early.confirmation(1), { name: "CeremonyError" });
    const held = await shared();
    const { view } = held;
    const honest = await held.confirmation(1);
    const wrong = changed(
      honest,
      (document) => (document.transcript = flipped(document.transcript)),
    );
    await refuses(view, () => held.send("confirm", 1, wrong), "ProofError", /another transcript/);
    const later = changed(honest, (document) => (document.attempt = 2));
    await refuses(
      view,
      () => held.send("confirm", 1, later),
      "CeremonyError",
      /expected attempt 1/,
    );
    const foreign = changed(honest, (document) => (document.election = OTHER_ELECTION));
    await refuses(
      view,
      () => held.send("confirm", 1, foreign),
      "CeremonyError",
      /another election/,
    );
    await held.send("confirm", 1, honest);
    await refuses(view, () => held.send("confirm", 1, honest), "CeremonyError", /already/);
    const act = () => early.send("confirm", 1, honest);
    await refuses(early.view, act, "CeremonyError", /not allowed, phase shares/);
  });

  test("bind keys, signing keys and attempt", async () => {
    const { view } = await keyed();
    const transcript = encodeHex(await view.transcript());
    const first = view.keys.get(1);
    view.keys.set(1, { ...first, signingKey: view.keys.get(2).signingKey });
    assert.notEqual(encodeHex(await view.transcript()), transcript);
    view.keys.set(1, first);
    assert.equal(encodeHex(await view.transcript()), transcript);
  });
});

describe("complaints", () => {
  test("stop the ceremony until it begins again", async () => {
    const held = await shared();
    const { view } = held;
    await held.send(
      "complaint",
      1,
      complaint(held.secrets[0], view, { against: 2, reason: "share" }),
    );
    assert.equal(view.phase, "stopped");
    assert.deepEqual(view.missing(), []);
    const [{ trustee, against, reason }] = view.complaints;
    assert.deepEqual([trustee, against, reason], [1, 2, "share"]);
    const payload = await held.confirmation(2);
    const act = () => held.send("confirm", 2, payload);
    await refuses(view, act, "CeremonyError", /not allowed, phase stopped/);
    await held.begin({ attempt: 2 });
    assert.deepEqual([view.phase, view.complaints.length], ["keys", 0]);
  });

  test("are refused against oneself, against nobody, for no known reason and too early", async () => {
    const held = await keyed();
    const make = (changes) =>
      complaint(held.secrets[0], held.view, { against: 2, reason: "proof", ...changes });
    for (const changes of [{ against: 1 }, { against: 0 }, { against: 101 }, { reason: "mood" }]) {
      const act = () => held.send("complaint", 1, make(changes));
      await refuses(held.view, act, "DecodeError", /complaint/);
    }
    const nobody = () => held.send("complaint", 1, make({ against: 4 }));
    await refuses(held.view, nobody, "CeremonyError", /a trustee there is not/);
    const early = await begun();
    await early.send("trustee", 1, await early.keys(1));
    const payload = complaint(early.secrets[0], early.view, { against: 2, reason: "proof" });
    const act = () => early.send("complaint", 1, payload);
    await refuses(early.view, act, "CeremonyError", /not allowed, phase keys/);
  });
});

describe("drills", () => {
  /** @type {Held} */
  let held;
  /** @type {Uint8Array} */
  let honest;
  before(async () => {
    held = await confirmed();
    honest = await held.drill(1);
  });

  const TAMPERED = {
    "another challenge": (document) => (document.challenge = flipped(document.challenge)),
    "a changed proof": ({ proof }) => (proof.response = flipped(proof.response)),
    "a changed hash": ({ proof }) => (proof.challenge = flipped(proof.challenge)),
  };
  for (const [name, change] of Object.entries(TAMPERED)) {
    test(`are refused with ${name}`, async () => {
      const act = () => held.send("drill", 1, changed(honest, change));
      await refuses(held.view, act, "ProofError", /trustee 1: drill proof does not fit/);
    });
  }

  test("of another trustee are refused", async () => {
    const payload = changed(honest, (document) => (document.trustee = 2));
    const act = () => held.send("drill", 2, payload);
    await refuses(held.view, act, "ProofError", /trustee 2: drill proof does not fit/);
  });

  test("are refused early, twice, and for another attempt", async () => {
    const early = await shared();
    const payload = await early.drill(1);
    const act = () => early.send("drill", 1, payload);
    await refuses(early.view, act, "CeremonyError", /not allowed, phase confirming/);
    const later = changed(honest, (document) => (document.attempt = 2));
    await refuses(held.view, () => held.send("drill", 1, later), "CeremonyError", /attempt/);
    await held.send("drill", 1, honest);
    const again = () => held.send("drill", 1, honest);
    await refuses(held.view, again, "ProofError", /stands on the record already/);
  });
});

describe("waivers", () => {
  async function drilledBy(...trustees) {
    const held = await confirmed({ n: 4, k: 2 });
    for (const trustee of trustees) await held.send("drill", trustee, await held.drill(trustee));
    return held;
  }

  test("let the ceremony end without the drill of one", async () => {
    const held = await drilledBy(1, 2, 4);
    const { view } = held;
    await held.record("waiver", waiverDocument());
    assert.deepEqual([[...view.waived], view.missing(), view.isComplete], [[3], [], true]);
    await held.send("drill", 3, await held.drill(3));
    assert.deepEqual([[...view.waived], [...view.drilled]], [[3], [1, 2, 4, 3]]);
  });

  test("are refused while fewer than one more than needed have drilled", async () => {
    const held = await drilledBy(1, 2);
    const act = () => held.record("waiver", waiverDocument({ trustees: [3, 4] }));
    await refuses(held.view, act, "CeremonyError", /expected 3 drills, got 2/);
  });

  const REFUSED = [
    ["for one who drilled", { trustees: [2, 3] }, "CeremonyError", /trustee 2 any more/],
    ["for one there is not", { trustees: [3, 5] }, "CeremonyError", /only 4 trustees/],
    ["for another election", { election: OTHER_ELECTION }, "CeremonyError", /another election/],
    ["for another attempt", { attempt: 2 }, "CeremonyError", /expected attempt 1/],
    ["for nobody", { trustees: [] }, "DecodeError", /trustees/],
    ["out of order", { trustees: [4, 3] }, "DecodeError", /not ascending/],
    ["for one twice", { trustees: [3, 3] }, "DecodeError", /not ascending/],
    ["for trustee 0", { trustees: [0] }, "DecodeError", /trustees/],
    ["without a reason", { reason: "" }, "DecodeError", /reason/],
    ["with a reason too long", { reason: "x".repeat(2001) }, "DecodeError", /reason/],
    ["on no day", { at: "2031-02-30T00:00:00Z" }, "DecodeError", /waiver\.at/],
  ];
  test("are refused where a rule is broken", async (context) => {
    const held = await drilledBy(1, 2, 4);
    for (const [name, changes, error, words] of REFUSED) {
      await context.test(name, async () => {
        const act = () => held.record("waiver", waiverDocument(changes));
        await refuses(held.view, act, error, words);
      });
    }
    await held.record("waiver", waiverDocument());
    const again = () => held.record("waiver", waiverDocument());
    await refuses(held.view, again, "CeremonyError", /trustee 3 any more/);
  });

  test("are refused before the drills and void in the next attempt", async () => {
    const early = await shared();
    const act = () => early.record("waiver", waiverDocument());
    await refuses(early.view, act, "CeremonyError", /not allowed, phase confirming/);
    const held = await drilledBy(1, 2, 4);
    await held.record("waiver", waiverDocument());
    await held.begin({ attempt: 2 });
    assert.equal(held.view.waived.size, 0);
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
