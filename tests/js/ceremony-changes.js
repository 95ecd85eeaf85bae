/** What tests of a key ceremony change in honest messages, and how they look at refusals. */

import assert from "node:assert/strict";

import { decodeJson, encodeJson } from "../../static/js/crypto/canonical-json.js";
import { ELECTION, logKeyOf } from "./ceremonies.js";

export const OTHER_ELECTION = "00000000-0000-4000-8000-000000000002";
export const OTHER_LOG_KEY = await logKeyOf(`elsewhere.example/e/${ELECTION}`);

export function documentOf(payload) {
  return structuredClone(decodeJson(payload, 2 ** 20, "payload"));
}

/** The payload with its document changed in place. */
export function changed(payload, change) {
  const document = documentOf(payload);
  change(document);
  return encodeJson(document);
}

export function flipped(hex) {
  return (hex[0] === "0" ? "1" : "0") + hex.slice(1);
}

/** Another member of the group, or a number that is none, as hex. */
export function elements({ group }) {
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
export async function refuses(view, act, name, words) {
  const state = stateOf(view);
  await assert.rejects(act, (error) => {
    assert.equal(error.name, name, error.stack);
    assert.match(error.message, words);
    return true;
  });
  assert.deepEqual(stateOf(view), state);
}
