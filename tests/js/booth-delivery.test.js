/** Ballots on their way over connections that break. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Delivery } from "../../static/js/booth/delivery.js";
import { ProofError } from "../../static/js/crypto/errors.js";
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
    now: () => 0,
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

  test("to a busy server is made again when it asks for that, as the same bytes", async () => {
    const busy = () => new UnreachableError("status 503", 5);
    const server = scripted(busy(), busy(), {}, RECORDED);
    const waits = [];
    server.ways.sleep = async (milliseconds) => waits.push(milliseconds);
    let said = 0;
    assert.equal(await delivery(server.ways).deliver({ onBusy: () => (said += 1) }), RECORDED);
    assert.equal(said, 2);
    assert.deepEqual(
      server.asked.filter(([kind]) => kind === "post").map(([, , body]) => body),
      Array(3).fill(ENVELOPE.body),
    );
    for (const wait of waits.slice(0, 2)) assert.ok(wait >= 5000 && wait < 7000, String(wait));
  });

  test("is not looked for before the server says that it can be there", async () => {
    const server = scripted({ wait: 1500 }, { status: "waiting", wait: 700 }, { status: "waiting" }, RECORDED);
    const waits = [];
    server.ways.sleep = async (milliseconds) => waits.push(milliseconds);
    await delivery(server.ways).deliver();
    assert.deepEqual(waits.slice(0, 2), [1500, 700]);
    assert.ok(waits[2] < 700, String(waits[2]));
  });

  for (const wait of [-5, "soon", null, 1e12, NaN])
    test(`waits within reason whatever the server says: ${wait}`, async () => {
      const server = scripted({ wait }, RECORDED);
      const waits = [];
      server.ways.sleep = async (milliseconds) => waits.push(milliseconds);
      await delivery(server.ways).deliver();
      assert.ok(waits[0] >= 100 && waits[0] <= 10_000, String(waits[0]));
    });

  test("to a server that stays busy is given up in the end", async () => {
    const server = scripted(...Array.from({ length: 20 }, () => new UnreachableError("503", 0)));
    await assert.rejects(delivery(server.ways).deliver(), UnreachableError);
    assert.equal(server.left.length, 0);
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
    await assert.rejects(way.deliver({ onArrived }), UnreachableError);
    assert.equal(arrived, 0);
    await way.deliver({ onArrived });
    assert.equal(arrived, 1);
  });

  test("goes on waiting while what is told to be recorded is not proven enough", async () => {
    const server = scripted({}, RECORDED, { status: "waiting" }, RECORDED, RECORDED);
    let asked = 0;
    const isProven = async () => (asked += 1) === 3;
    assert.equal(await delivery(server.ways).deliver({ isProven }), RECORDED);
    assert.deepEqual([asked, server.left.length], [3, 0]);
  });

  test("ends with what is wrong about a proof", async () => {
    const error = new ProofError("receipt", "does not hold");
    const isProven = async () => {
      throw error;
    };
    await assert.rejects(delivery(scripted({}, RECORDED).ways).deliver({ isProven }), error);
  });
});

/**
 * A server that takes a ballot and has it recorded after so many milliseconds. Time goes by only while
 * the booth sleeps. Asked for a promise it gives what it is told to, or never answers.
 */
function lateServer({ after = 60_000, promise = () => ({ status: "waiting", promise: "p" }) } = {}) {
  const server = { clock: 0, asks: [], isClosed: false };
  const fate = () => (server.clock < after ? { status: "waiting" } : RECORDED);
  server.ways = {
    get: async () => (server.isClosed ? Promise.reject(LOST()) : fate()),
    post: async (path) => {
      if (!path.endsWith("/promise")) return { status: "waiting" };
      server.asks.push(server.clock);
      return promise(server);
    },
    sleep: async (milliseconds) => {
      server.clock += milliseconds;
      // Whatever was asked beside has its answer by then.
      await new Promise(setImmediate);
    },
    now: () => server.clock,
  };
  return server;
}

function watched(verify = async () => {}) {
  const seen = { late: 0, promises: [] };
  const course = {
    onLate: () => {
      seen.late += 1;
    },
    onPromise: (promise) => seen.promises.push(promise),
    verify,
  };
  return { seen, course };
}

describe("a late ballot", () => {
  test("gets a promise after ten seconds, asked for once it is held", async () => {
    const server = lateServer();
    const { seen, course } = watched();
    const way = delivery(server.ways);
    assert.equal(await way.deliver(course), RECORDED);
    assert.equal(server.asks.length, 1);
    assert.ok(server.asks[0] >= 10_000 && server.asks[0] < 12_000, server.asks[0]);
    assert.deepEqual([seen.promises, way.promise], [["p"], "p"]);
    assert.ok(seen.late > 10);
  });

  test("that is recorded in time asks for none", async () => {
    const server = lateServer({ after: 9000 });
    const { seen, course } = watched();
    await delivery(server.ways).deliver(course);
    assert.deepEqual([server.asks, seen], [[], { late: 0, promises: [] }]);
  });

  test("asks again every few seconds while none is given", async () => {
    const server = lateServer({ promise: () => ({ status: "waiting" }) });
    const { seen, course } = watched();
    await delivery(server.ways).deliver(course);
    assert.ok(server.asks.length > 8, server.asks.length);
    for (let place = 1; place < server.asks.length; place += 1)
      assert.ok(server.asks[place] - server.asks[place - 1] >= 4000);
    assert.deepEqual(seen.promises, []);
  });

  test("shows no false promise, and goes on asking", async () => {
    let asked = 0;
    const server = lateServer({
      promise: () => ({ promise: (asked += 1) < 3 ? "false" : "true" }),
    });
    const { seen, course } = watched(async (promise) => {
      if (promise === "false") throw new ProofError("promise", "does not hold");
    });
    await delivery(server.ways).deliver(course);
    assert.deepEqual([asked, seen.promises], [3, ["true"]]);
  });

  for (const [name, answer] of [
    ["a refusal", () => Promise.reject(new RefusedError(404, "not_found", ""))],
    ["no answer", () => Promise.reject(LOST())],
    ["an answer of another kind", () => ({ promise: 7 })],
    ["an empty answer", () => null],
    ["an answer that never comes", () => new Promise(() => {})],
  ])
    test(`is recorded all the same after ${name} to its asking`, async () => {
      const { seen, course } = watched();
      assert.equal(await delivery(lateServer({ promise: answer }).ways).deliver(course), RECORDED);
      assert.deepEqual(seen.promises, []);
    });

  test("is not promised any more once it is recorded", async () => {
    let give;
    const server = lateServer({
      after: 15_000,
      promise: () =>
        new Promise((resolve) => {
          give = resolve;
        }),
    });
    const { seen, course } = watched();
    const way = delivery(server.ways);
    await way.deliver(course);
    give({ promise: "p" });
    await new Promise(setImmediate);
    assert.deepEqual([seen.promises, way.promise], [[], undefined]);
  });

  test("keeps its promise when the connection breaks", async () => {
    const server = lateServer();
    const { seen, course } = watched();
    const way = delivery(server.ways);
    const broken = way.deliver({
      ...course,
      onPromise: () => {
        server.isClosed = true;
      },
    });
    await assert.rejects(broken, UnreachableError);
    server.isClosed = false;
    assert.equal(await way.deliver(course), RECORDED);
    assert.deepEqual([seen.promises, server.asks.length], [["p"], 1]);
  });

  test("that nobody wants a promise for asks for none", async () => {
    const server = lateServer();
    await delivery(server.ways, { ...ENVELOPE, type: "challenge" }).deliver();
    assert.deepEqual(server.asks, []);
  });
});
