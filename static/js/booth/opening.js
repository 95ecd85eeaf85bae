/**
 * Opening the booth: the tab, the election, and only then the voter.
 * @module
 */

import { Booth } from "./booth.js";
import { ClosingNotice } from "./closing.js";
import { electionInPath, takeCode } from "./code-in-address.js";
import { fetchElection, openElection } from "./election.js";
import { showLostTab, showNotOpened, showNotVoting, showOtherTab } from "./states.js";
import { showLanguage } from "../ui/language.js";
import { holdTab } from "../ui/tabs.js";
import { Visit } from "./visit.js";

/** Opens the booth of the election the address names. */
export async function openBooth() {
  showLanguage();
  const id = electionInPath(location.pathname);
  const code = takeCode();
  /** @type {Visit | undefined} */
  let visit;
  const onLost = () => {
    visit?.finish();
    showLostTab();
  };
  const enter = async () => {
    try {
      const election = await fetchElection(id);
      if (election.state !== "open") return showNotVoting(election);
      visit = new Visit(election, await openElection(election));
      return new Booth(visit, new ClosingNotice(election.closes, election.skew)).signIn(code);
    } catch (error) {
      return showNotOpened(error);
    }
  };
  if (await holdTab(`booth/${id}`, { takeOver: false, onLost })) return enter();
  return showOtherTab(async () => {
    await holdTab(`booth/${id}`, { takeOver: true, onLost });
    await enter();
  });
}
