/** What follows the shares of a key ceremony: confirmations, complaints, drills and waivers. */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { encodeHex } from "../../static/js/crypto/encoding.js";
import { complaint } from "../../static/js/crypto/trustee-keys.js";
import { begun, confirmed, keyed, shared, waiverDocument } from "./ceremonies.js";
import { OTHER_ELECTION, changed, flipped, refuses } from "./ceremony-changes.js";

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
