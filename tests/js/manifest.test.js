/** The manifest is read only if it keeps every rule of the record's format. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { encodeJson } from "../../static/js/crypto/canonical-json.js";
import { ElectionContext } from "../../static/js/crypto/context.js";
import { concat, encodeBase64, encodeHex, utf8 } from "../../static/js/crypto/encoding.js";
import { groupNamed } from "../../static/js/crypto/group.js";
import { contestsOfStyle, decodeManifest, shownOrder } from "../../static/js/crypto/manifest.js";
import { publicKeyOf } from "../../static/js/crypto/signing.js";
import { sha256 } from "../../static/js/crypto/transcript.js";
import { readVectors } from "./fixtures.js";

const [{ manifest: text, joint_key: jointKey }] = readVectors("golden-v1").elections;

async function witnessKey(name, seed) {
  const typed = concat(Uint8Array.of(4), await publicKeyOf(new Uint8Array(32).fill(seed)));
  const id = (await sha256(concat(utf8(`${name}\n`), typed))).slice(0, 4);
  return `${name}+${encodeHex(id)}+${encodeBase64(typed)}`;
}

const WITNESS = await witnessKey("witness.example", 1);
const SAME_NAME = await witnessKey("witness.example", 2);
const SAME_KEY = await witnessKey("another.example", 1);
const NAMED_AS_LOG = await witnessKey(JSON.parse(text).origin, 1);

/** A copy of the honest manifest after one change. */
function changed(change) {
  const document = JSON.parse(text);
  change(document);
  return encodeJson(document);
}

const BROKEN = {
  "another version": (m) => {
    m.v = 2;
  },
  "a field too many": (m) => {
    m.colour = "red";
  },
  "a field too few": (m) => {
    delete m.booth;
  },
  "a booth hash in capitals": (m) => {
    m.booth = m.booth.toUpperCase();
  },
  "no hash of the key holders' tool": (m) => {
    delete m.key_tool;
  },
  "a short hash of the key holders' tool": (m) => {
    m.key_tool = m.key_tool.slice(2);
  },
  "a day that does not exist": (m) => {
    m.opens = "2031-02-30T08:00:00Z";
  },
  "an hour that does not exist": (m) => {
    m.opens = "2031-02-28T24:00:00Z";
  },
  "the year 0": (m) => {
    m.opens = "0000-02-28T08:00:00Z";
  },
  "a time with an offset": (m) => {
    m.opens = "2031-02-28T08:00:00+00:00";
  },
  "a close before the opening": (m) => {
    m.closes = m.opens;
  },
  "no contest": (m) => {
    m.contests = [];
  },
  "101 contests": (m) => {
    m.contests = Array.from({ length: 101 }, () => m.contests[0]);
  },
  "a contest without options": (m) => {
    m.contests[0].options = [];
  },
  "501 options": (m) => {
    m.contests[0].options = Array.from({ length: 501 }, () => m.contests[0].options[0]);
  },
  "more votes than options take": (m) => {
    m.contests[0].votes_max = 4;
  },
  "more votes needed than allowed": (m) => {
    m.contests[0].votes_min = 2;
  },
  "no votes at all": (m) => {
    m.contests[0].votes_max = 0;
  },
  "an option nobody may choose": (m) => {
    m.contests[0].options[0].option_max = 0;
  },
  "an option for 101 votes": (m) => {
    m.contests[0].options[0].option_max = 101;
  },
  "votes in words": (m) => {
    m.contests[0].votes_max = "1";
  },
  "a missing translation": (m) => {
    delete m.title.ar;
  },
  "a translation too many": (m) => {
    m.title.fr = "Titre";
  },
  "an empty title": (m) => {
    m.contests[0].title.de = "";
  },
  "a title of 1,001 characters": (m) => {
    m.title.de = "x".repeat(1001);
  },
  "a description of 20,001 characters": (m) => {
    m.description.de = "x".repeat(20001);
  },
  "a contact of 2,001 characters": (m) => {
    m.contact.de = "x".repeat(2001);
  },
  "no contact": (m) => {
    delete m.contact;
  },
  "a quorum in words": (m) => {
    m.quorum = "12";
  },
  "a quorum of more than can vote": (m) => {
    m.quorum = 1000001;
  },
  "an order nobody knows": (m) => {
    m.contests[0].order = "random";
  },
  "more seats than options": (m) => {
    m.contests[0].seats = 4;
  },
  "a section in one language": (m) => {
    m.contests[0].section.ar = "";
  },
  "a section too long": (m) => {
    m.contests[0].section.de = "x".repeat(1001);
  },
  "an exclusive option in words": (m) => {
    m.contests[0].options[0].exclusive = "yes";
  },
  "an exclusive option among points": (m) => {
    m.contests[1].options[0].exclusive = true;
  },
  "an exclusive option where two have to be chosen": (m) => {
    m.contests[0].votes_min = 2;
    m.contests[0].votes_max = 2;
  },
  "a control character": (m) => {
    m.title.de = "a\u0007";
  },
  "a word for a truth value": (m) => {
    m.demonstration = "true";
  },
  "an election id in capitals": (m) => {
    m.election = "00000000-0000-4000-8000-00000000000A";
  },
  "no language": (m) => {
    m.languages = [];
  },
  "a language twice": (m) => {
    m.languages = ["de", "ar", "de"];
  },
  "a language that is no code": (m) => {
    m.languages = ["de", "ar", "Deutsch!"];
  },
  "the log key of another origin": (m) => {
    m.origin = m.origin.replace("wahl", "qahl");
  },
  "an origin of another election": (m) => {
    m.election = m.election.replace(/1$/, "2");
  },
  "an origin that is no origin": (m) => {
    m.origin = "https://wahl.example";
  },
  "a log key that is none": (m) => {
    m.log_key = "key";
  },
  "an unknown parameter set": (m) => {
    m.parameters = "EG-2x1-3072";
  },
  "a parameter set of the prototype": (m) => {
    m.parameters = "toString";
  },
  "another rule for voting again": (m) => {
    m.revote = "first";
  },
  "no style": (m) => {
    m.styles = [];
  },
  "a style without contests": (m) => {
    m.styles[0].contests = [];
  },
  "a style with a contest twice": (m) => {
    m.styles[0].contests = [1, 1];
  },
  "a style out of order": (m) => {
    m.styles[0].contests = [2, 1];
  },
  "a style with an unknown contest": (m) => {
    m.styles[0].contests = [1, 4];
  },
  "no trustee": (m) => {
    m.trustees = [];
  },
  "a trustee without a name": (m) => {
    m.trustees[0] = "";
  },
  "a threshold above the trustees": (m) => {
    m.threshold = 4;
  },
  "a threshold of none": (m) => {
    m.threshold = 0;
  },
  "a single trustee in earnest": (m) => {
    m.trustees = ["Ada"];
    m.threshold = 1;
    m.demonstration = false;
  },
  "a time zone that is none": (m) => {
    m.time_zone = "Europe Berlin";
  },
  "a witness that is no key": (m) => {
    m.witnesses.keys = ["key"];
  },
  "a witness twice": (m) => {
    m.witnesses.keys = [WITNESS, WITNESS];
  },
  "a log's key for a witness's": (m) => {
    m.witnesses.keys = [m.log_key];
  },
  "two witnesses of one name": (m) => {
    m.witnesses.keys = [WITNESS, SAME_NAME];
  },
  "two witnesses with one key": (m) => {
    m.witnesses.keys = [WITNESS, SAME_KEY];
  },
  "a witness with the log's name": (m) => {
    m.witnesses.keys = [NAMED_AS_LOG];
  },
  "no word on what happens without witnesses": (m) => {
    delete m.witnesses.degraded;
  },
  "another word on what happens without witnesses": (m) => {
    m.witnesses.degraded = "give up";
  },
  "a quorum without witnesses": (m) => {
    m.witnesses.quorum = 1;
  },
  "an object for a list": (m) => {
    m.contests = {};
  },
  "a number for a text": (m) => {
    m.trustees[0] = 1;
  },
  "a list for a contest": (m) => {
    m.contests[0] = [];
  },
};

describe("manifest", () => {
  test("the honest one is read", async () => {
    const manifest = await decodeManifest(utf8(text));
    assert.deepEqual(
      manifest.contests.map(({ votesMin, votesMax }) => [votesMin, votesMax]),
      [
        [0, 1],
        [1, 4],
        [1, 1],
      ],
    );
    assert.deepEqual(
      contestsOfStyle(manifest, 3, "style").map(({ number }) => number),
      [1, 3],
    );
    for (const style of [0, 4, 1.5])
      assert.throws(() => contestsOfStyle(manifest, style, "style"), {
        name: "DecodeError",
        place: "style",
      });
  });

  test("options are shown as frozen, or from another one on for each style", async () => {
    const { contests } = await decodeManifest(utf8(text));
    const shown = (style) => [0, 1].map((index) => shownOrder(contests[index], style));
    assert.deepEqual(shown(1), [
      [1, 2, 3],
      [1, 2],
    ]);
    assert.deepEqual(shown(2), [
      [2, 1, 3],
      [1, 2],
    ]);
    assert.deepEqual(shown(3), shown(1));
    const options = [{ exclusive: true }];
    assert.deepEqual(shownOrder({ ...contests[0], options }, 2), [1]);
  });

  test("a single trustee is enough for a demonstration, and a witness may be named", async () => {
    await decodeManifest(
      changed((m) => {
        m.trustees = ["Ada"];
        m.threshold = 1;
        m.demonstration = true;
      }),
    );
    await decodeManifest(
      changed((m) => {
        m.witnesses = { degraded: "wait", keys: [WITNESS], quorum: 1 };
      }),
    );
  });

  for (const [name, change] of Object.entries(BROKEN)) {
    test(`refuses ${name}`, () =>
      assert.rejects(decodeManifest(changed(change)), { name: "DecodeError" }));
  }

  test("errors name the place", async () => {
    await assert.rejects(decodeManifest(changed(BROKEN["an empty title"])), {
      place: "manifest.contests[0].title.de",
    });
  });
});

describe("context", () => {
  const group = groupNamed("EG-2.1-3072", "test");

  test("a joint key that is one, no member or misspelled is refused", async () => {
    for (const key of [1n, group.p - 1n, 2n, group.p - group.g]) {
      await assert.rejects(ElectionContext.build(utf8(text), group.elementHex(key)), {
        name: "ProofError",
        place: "joint key",
      });
    }
    for (const key of [
      group.elementHex(0n),
      group.elementHex(group.p),
      jointKey.toUpperCase(),
      `0${jointKey}`,
      "",
    ]) {
      await assert.rejects(ElectionContext.build(utf8(text), key), {
        name: "DecodeError",
        place: "joint key",
      });
    }
  });

  test("every byte of the manifest and the key enter the election hash", async () => {
    const honest = await ElectionContext.build(utf8(text), jointKey);
    const retitled = await ElectionContext.build(
      changed((m) => {
        m.title.de += "!";
      }),
      jointKey,
    );
    const rekeyed = await ElectionContext.build(utf8(text), group.elementHex(group.g));
    const earnest = await ElectionContext.build(
      changed((m) => {
        m.demonstration = false;
      }),
      jointKey,
    );
    const hashes = [honest, retitled, rekeyed, earnest].map((context) =>
      context.electionHash.join(),
    );
    assert.equal(new Set(hashes).size, 4);
  });
});
