/**
 * Screens for what went wrong, each with a way on.
 * @module
 */

import { details, heading, link, paragraph, warning } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { byId, el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { RefusedError, UnreachableError } from "../ui/server.js";
import { NoWorkerError } from "../ui/worker-client.js";
import { words } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {unknown} error that kept the page from opening */
export function showNotOpened(error) {
  const { unreachable, again } = words.trouble;
  const isKnown = error instanceof UnreachableError || error instanceof RefusedError;
  showScreen({
    title: words.trouble.title,
    redraw: () => showNotOpened(error),
    content: [
      heading(words.trouble.title),
      paragraph(unreachable),
      button("try-again", again, { click: () => location.reload() }),
      isKnown ? undefined : technical(error),
    ],
  });
}

/**
 * @param {Desk} desk
 * @param {unknown} error that kept codes from being made; none is left
 */
export function showFailed(desk, error) {
  if (error instanceof NoWorkerError) {
    byId("screen").hidden = true;
    byId("old-browser").hidden = false;
    return;
  }
  const { failedTitle, failed, again } = words.trouble;
  showScreen({
    title: failedTitle,
    redraw: () => showFailed(desk, error),
    content: [
      heading(failedTitle),
      paragraph(failed),
      button("try-again", again, { click: () => location.reload() }),
      technical(error),
    ],
  });
}

/**
 * @param {Desk} desk
 * @param {RefusedError} error the server does not take the public keys, and stored none of them
 */
export function showRefused(desk, error) {
  const { refusedTitle, refused, destroy, begin } = words.trouble;
  const isChanged = error.code === "wrong_state";
  const onBegin = () => {
    desk.forget();
    location.reload();
  };
  showScreen({
    title: refusedTitle,
    redraw: () => showRefused(desk, error),
    content: [
      heading(refusedTitle),
      paragraph(isChanged ? words.trouble.changed : refused),
      warning(destroy),
      button("begin-again", begin, { click: onBegin }),
      paragraph(link(desk.places.back, words.back, "back-to-voters")),
      technical(error),
    ],
  });
}

/**
 * @param {unknown} error
 * @returns {HTMLElement}
 */
function technical(error) {
  return details(words.trouble.technical, el("p", { class: "govuk-body app-code" }, String(error)));
}
