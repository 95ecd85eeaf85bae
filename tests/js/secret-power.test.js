/** Powers with a secret exponent are the plain powers, whatever blinds them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { randomBelow, randomScalar } from "../../static/js/crypto/entropy.js";
import { groupNamed } from "../../static/js/crypto/group.js";
import { secretPower } from "../../static/js/crypto/secret-power.js";
import { SMALL, TINY } from "./fixtures.js";

for (const group of [TINY, SMALL, groupNamed("EG-2.1-3072", "test")]) {
  test(`powers in ${group.name} equal the plain ones`, () => {
    const rounds = group.elementSize > 100 ? 10 : 300;
    for (let round = 0; round < rounds; round += 1) {
      const base = group.power(group.g, randomScalar(group));
      const exponent = randomBelow(group.q);
      assert.equal(secretPower(group, base, exponent), group.power(base, exponent));
    }
  });

  test(`the smallest and largest exponents in ${group.name}`, () => {
    for (const exponent of [0n, 1n, 2n, group.q - 1n])
      assert.equal(secretPower(group, group.g, exponent), group.power(group.g, exponent));
  });
}

test("of an element only: any other number shows that the exponent is blinded", () => {
  // -1 has order 2, so an odd multiple of q added to the exponent changes the sign.
  const powers = new Set(Array.from({ length: 64 }, () => secretPower(SMALL, SMALL.p - 1n, 2n)));
  assert.equal(powers.size, 2);
});
