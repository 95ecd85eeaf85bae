/** Ballots on their way over connections that break. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Delivery } from "../../static/js/booth/delivery.js";
import { RefusedError, UnreachableError } from "../../static/js/ui/server.js";

const HASH = "ab".repeat(32);
const ENVELOPE = { type: "ballot", hash: HASH, body: Uint8Array.of(1, 2, 3) };
const RECORDED = { status: "recorded", index: 7, receipt: "..." };
const LOST = () => new UnreachableError("lost");
const UNKNOWN = () => new RefusedError(404, "not_found", "");

/** A server that does what a list says, call by call, and remembers what was asked. */
function scripted(...steps) {
  const asked = [];
  const next = (call) => {
    asked.push(call);
    const step = steps.shift();
    if (step instanceof Error) throw step;
    return step;
  };
  const ways = {
    get: async (path) => next(["get", path]),
    post: async (path, body) => next(["post", path, body]),
    sleep: async () => {},
  };
  return { ways, asked, left: steps };
}

function delivery(ways, envelope = ENVELOPE) {
  return new Delivery("election", envelope, ways);
}

describe("a delivery", () => {
  test("sends once and waits until the ballot is recorded", async () => {
    const server = scripted({}, { status: "waiting" }, { status: "waiting" }, RECORDED);
    assert.equal(await delivery(server.ways).deliver(), RECORDED);
    assert.deepEqual(
      server.asked.map(([kind, path]) => [kind, path]),
      [
        ["post", "/api/v1/elections/election/ballots"],
        ...Array(3).fill(["get", `/api/v1/elections/election/ballots/${HASH}`]),
      ],
    );
  });

  test("of a test goes to the tests", async () => {
    const server = scripted({}, RECORDED);
    await delivery(server.ways, { ...ENVELOPE, type: "challenge" }).deliver();
    assert.equal(server.asked[0][1], "/api/v1/elections/election/challenges");
  });

  test("whose answer was lost is looked up and not sent again", async () => {
    const server = scripted(LOST(), { status: "waiting" }, RECORDED);
    const way = delivery(server.ways);
    await assert.rejects(way.deliver(), UnreachableError);
    assert.equal(await way.deliver(), RECORDED);
    assert.ok(way.hadArrived);
    assert.equal(server.asked.filter(([kind]) => kind === "post").length, 1);
  });

  test("that never arrived is sent again as the same bytes", async () => {
    const server = scripted(LOST(), UNKNOWN(), {}, RECORDED);
    const way = delivery(server.ways);
    await assert.rejects(way.deliver(), UnreachableError);
    await way.deliver();
    assert.ok(!way.hadArrived);
    const bodies = server.asked.filter(([kind]) => kind === "post").map(([, , body]) => body);
    assert.deepEqual(bodies, [ENVELOPE.body, ENVELOPE.body]);
  });

  test("that breaks off while waiting goes on waiting", async () => {
    const server = scripted({}, LOST(), { status: "waiting" }, RECORDED);
    const way = delivery(server.ways);
    await assert.rejects(way.deliver(), UnreachableError);
    assert.equal(await way.deliver(), RECORDED);
  });

  test("that the server lost again can be tried again", async () => {
    const server = scripted({}, UNKNOWN(), UNKNOWN(), {}, RECORDED);
    const way = delivery(server.ways);
    await assert.rejects(way.deliver(), UnreachableError);
    assert.equal(await way.deliver(), RECORDED);
  });

  test("that is refused says so", async () => {
    const refusal = new RefusedError(403, "signature_refused", "");
    await assert.rejects(delivery(scripted(refusal).ways).deliver(), refusal);
    const refused = { status: "refused", reason: "proof" };
    assert.equal(await delivery(scripted({}, refused).ways).deliver(), refused);
  });

  test("tells when the server has it", async () => {
    let arrived = 0;
    const server = scripted(LOST(), UNKNOWN(), {}, RECORDED);
    const way = delivery(server.ways);
    const onArrived = () => {
      arrived += 1;
    };
    await assert.rejects(way.deliver(onArrived), UnreachableError);
    assert.equal(arrived, 0);
    await way.deliver(onArrived);
    assert.equal(arrived, 1);
  });
});
