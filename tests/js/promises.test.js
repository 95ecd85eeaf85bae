/** What the log promises, and what it does not. */

import { describe, test } from "node:test";

import { parseVerifierKey } from "../../static/js/crypto/note.js";
import { openPromise } from "../../static/js/crypto/promises.js";
import { assertJudged, readVectors } from "./fixtures.js";

const VECTORS = readVectors("notes-v1");
const key = await parseVerifierKey(VECTORS.log_key, "log key");

describe("promises", () => {
  for (const vector of VECTORS.promises)
    test(`of the vectors: ${vector.name}`, () =>
      assertJudged(vector, async (note) => {
        const { at, ballot, credential } = await openPromise(note, key);
        return { at, ballot, credential };
      }));
});
