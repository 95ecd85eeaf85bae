/**
 * Opening the tool: from a link, with a server, or from a task file, without one.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { byId } from "../ui/dom.js";
import { showLanguage } from "../ui/language.js";
import { showScreen } from "../ui/screen.js";
import { holdTab } from "../ui/tabs.js";
import { Journey } from "./journey.js";
import { parseLink } from "./link.js";
import { ServerWay } from "./server-way.js";
import { showTaskChoice } from "./task-screens.js";
import { TaskWay } from "./task-way.js";
import { words } from "./words.js";

/** Opens what the page is for. */
export function openTool() {
  showLanguage();
  return byId("screen").dataset.mode === "task" ? showTaskChoice(openTask) : openLink();
}

/**
 * @param {File} file
 * @returns {Promise<string | undefined>} what is wrong with it
 */
async function openTask(file) {
  try {
    new Journey(await TaskWay.open(file)).home();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DOMException) return words.task.damaged;
    throw error;
  }
}

async function openLink() {
  const link = parseLink(location);
  // A link pasted into the address bar of this page changes only its secret part.
  window.addEventListener("hashchange", () => location.reload());
  keepSecretPart();
  if (link.token === "") return showNoToken();
  const name = `trustee/${link.election}/${link.trustee}`;
  /** @type {Journey | undefined} */
  let journey;
  const onLost = () => {
    journey?.close();
    show(words.opening.lostTabTitle, words.opening.lostTab);
  };
  const begin = () => {
    journey = new Journey(new ServerWay(link));
    return journey.home();
  };
  if (await holdTab(name, { takeOver: false, onLost })) return begin();
  const { otherTabTitle, otherTab, useThis } = words.opening;
  const takeOver = async () => {
    await holdTab(name, { takeOver: true, onLost });
    await begin();
  };
  return show(otherTabTitle, otherTab, button("use-this-tab", useThis, { click: takeOver }));
}

function showNoToken() {
  const { noToken: title, noTokenText: text } = words.opening;
  showScreen({ title, redraw: showNoToken, content: [heading(title), paragraph(text)] });
}

/** A jump within the page must not put its goal in the place of the link's secret part. */
function keepSecretPart() {
  document.querySelector(".govuk-skip-link")?.addEventListener("click", (event) => {
    event.preventDefault();
    const main = byId("main-content");
    main.tabIndex = -1;
    main.focus();
  });
}

/**
 * @param {string} title
 * @param {string} text
 * @param {HTMLElement} [act]
 */
function show(title, text, act) {
  showScreen({ title, content: [heading(title), paragraph(text), act] });
}
