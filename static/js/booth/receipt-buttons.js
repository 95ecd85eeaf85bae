/**
 * Saving the receipt: as a page to look at, or as a plain file when that does not work.
 * @module
 */

import { paragraph } from "../ui/components.js";
import { button, buttonGroup, linkButton } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { UnreachableError } from "../ui/server.js";
import { saveReceiptPage, saveReceiptProof } from "./receipt-file.js";
import { words } from "./words.js";

/**
 * @param {import("./visit.js").Visit} visit
 * @param {import("./sending.js").Recorded} recorded
 * @returns {HTMLElement[]}
 */
export function receiptButtons(visit, recorded) {
  const { save, saveHint, savePlain, saving, saved, pageUnreachable, pageFalse } = words.received;
  const status = el("p", { class: "govuk-body", id: "receipt-status", role: "status" });
  const click = async () => {
    page.disabled = true;
    status.textContent = saving;
    try {
      await saveReceiptPage(visit, recorded);
      status.textContent = saved;
    } catch (error) {
      status.textContent = error instanceof UnreachableError ? pageUnreachable : pageFalse;
    }
    page.disabled = false;
  };
  const page = button("save-receipt", save, { kind: "secondary", click });
  const plain = linkButton("save-plain", savePlain, () => saveReceiptProof(recorded));
  return [paragraph(saveHint), buttonGroup(page, plain), status];
}
