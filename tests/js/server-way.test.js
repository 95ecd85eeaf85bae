/** The key holder's own addresses of the server. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerWay } from "../../static/js/trustee/server-way.js";

const ELECTION = "0d8a2a1e-58a4-4f8e-9d0d-3b6c5e6f7a80";
const OTHER = "00000000-0000-4000-8000-000000000001";

test("whose page this is says the link, not the server", async () => {
  globalThis.fetch = async () => Response.json({ election: OTHER, trustee: 2, step: "share" });
  const way = new ServerWay({ election: ELECTION, trustee: 1, token: "secret" });
  const { election, trustee, step } = await way.status();
  assert.deepEqual([election, trustee, step], [ELECTION, 1, "share"]);
});
