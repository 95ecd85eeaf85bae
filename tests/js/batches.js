/** Says of sets of ballots which are proven together. Reads and prints one JSON document. */

import { readFileSync } from "node:fs";

import { ballotHash, decodeBallot } from "../../static/js/crypto/ballot.js";
import { decodeCommitments, verifyTogether } from "../../static/js/crypto/batch.js";
import { ElectionContext } from "../../static/js/crypto/context.js";
import { utf8 } from "../../static/js/crypto/encoding.js";

const { manifest, jointKey, sets } = JSON.parse(readFileSync(0, "utf8"));
const context = await ElectionContext.build(utf8(manifest), jointKey);

async function claimOf({ ballot: text, line }) {
  const ballot = decodeBallot(utf8(text), context);
  const { hash, commitments } = decodeCommitments(utf8(line), ballot, context.group);
  if (hash !== (await ballotHash(utf8(text)))) throw new Error("the line is of another ballot");
  return { ballot, commitments };
}

const verdicts = [];
for (const set of sets) verdicts.push(await verifyTogether(await Promise.all(set.map(claimOf)), context));
process.stdout.write(JSON.stringify(verdicts));
