/**
 * Opening the booth for practice: everything comes with the page, and nothing is asked for later.
 * @module
 */

import { Booth } from "../booth/booth.js";
import { startVault } from "../booth/vault.js";
import { Visit } from "../booth/visit.js";
import { utf8 } from "../crypto/encoding.js";
import { decodeManifest } from "../crypto/manifest.js";
import { byId } from "../ui/dom.js";
import { showLanguage } from "../ui/language.js";
import { showPracticeEnd } from "./end.js";
import { showPracticeTest } from "./test-ballot.js";
import { throwAwayCredential, throwAwayKey } from "./throw-away.js";

/** What becomes of a ballot that was locked for practice. */
const PRACTICE = { test: showPracticeTest, send: showPracticeEnd };

/** Opens the booth at its first question. */
export async function openPractice() {
  showLanguage();
  const { manifest: text = "", style } = byId("practice").dataset;
  const bytes = utf8(text);
  const { election: id, title, opens, closes, parameters } = await decodeManifest(bytes);
  const jointKey = throwAwayKey(parameters);
  const open = async () => {
    const vault = await startVault();
    const { manifest } = await vault.call("prepare", { manifest: bytes, jointKey });
    return { manifest, vault };
  };
  const election = { id, title, opens, closes, jointKey, state: "draft", skew: 0, electionHash: "", freeze: -1 };
  const visit = new Visit(election, await open(), open);
  visit.signIn(await throwAwayCredential(id), { style: Number(style), ballots: [] });
  new Booth(visit, undefined, PRACTICE).begin();
}
