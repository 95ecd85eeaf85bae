/** Keys and shares of a key ceremony: those the rules allow, and no others. */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { complaint, drawSecret } from "../../static/js/crypto/trustee-keys.js";
import { begun, keyed, shared } from "./ceremonies.js";
import {
  OTHER_ELECTION,
  documentOf,
  changed,
  flipped,
  elements,
  refuses,
} from "./ceremony-changes.js";

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
