/** What witnesses add to checkpoints, and how many of them did. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  countWitnesses,
  openCosignature,
  parseWitnessKey,
} from "../../static/js/crypto/cosignatures.js";
import { parseVerifierKey } from "../../static/js/crypto/note.js";
import { assertJudged, noteOf, readVectors } from "./fixtures.js";

// As in tests/crypto/test_cosignatures.py: a public log's checkpoint and its public witnesses.
const PUBLISHED = `arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

\u2014 witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
\u2014 remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
\u2014 witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
`;
const PUBLISHED_KEYS = [
  "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
  "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
  "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
];

const VECTORS = readVectors("notes-v1");
const KEYS = VECTORS.witness_keys;

describe("cosignatures", async () => {
  const witness = await parseWitnessKey(KEYS[0], "key");

  test("published ones hold", async () => {
    for (const text of PUBLISHED_KEYS) {
      const published = await parseWitnessKey(text, "key");
      assert.equal(await openCosignature(PUBLISHED, published), 1_779_573_024);
      const changed = PUBLISHED.replace("1432088532", "1432088533");
      await assert.rejects(openCosignature(changed, published), { name: "ProofError" });
    }
  });

  for (const vector of VECTORS.cosignatures)
    test(`of the vectors: ${vector.name}`, () =>
      assertJudged(vector, (note) => openCosignature(note, witness)));

  test("keys of logs and of witnesses do not stand in for each other", async () => {
    await assert.rejects(parseWitnessKey(VECTORS.log_key, "key"), { name: "DecodeError" });
    await assert.rejects(parseVerifierKey(KEYS[0], "key"), { name: "DecodeError" });
  });
});

describe("witnesses are counted", () => {
  for (const vector of VECTORS.counts)
    test(`in the vectors: ${vector.name}`, () =>
      assertJudged(vector, (note) => countWitnesses(note, { keys: KEYS })));

  test("only if their keys are keys", async () => {
    const note = noteOf(VECTORS.counts[0]);
    await assert.rejects(countWitnesses(note, { keys: ["key"] }), { name: "DecodeError" });
  });
});
