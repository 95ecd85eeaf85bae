/**
 * Which files the tool consists of, as the server says, compared with what the public record says.
 * @module
 */

import { link, paragraph, warning } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { getJson } from "../ui/server.js";
import { encodeJson } from "../crypto/canonical-json.js";
import { encodeHex } from "../crypto/encoding.js";
import { sha256 } from "../crypto/transcript.js";
import { words } from "./words.js";

const ADDRESS = "/api/v1/key-tool";
const FILES = ["key-tool.html", "tabella-trustee.pyz"];

/**
 * @param {import("./scene.js").Scene} scene
 * @param {HTMLElement} place
 */
export async function showToolHash(scene, place) {
  const { toolHash, fileHash } = words.offline;
  const { files } = await scene.persist(() => getJson(ADDRESS));
  const { keyTools } = await scene.read();
  const hash = encodeHex(await scene.wait(sha256(encodeJson(files))));
  const named = FILES.filter((name) => name in files);
  place.replaceChildren(
    ...named.map((name) => paragraph(fileHash(name), " ", code(files[name]))),
    paragraph(toolHash, " ", code(hash), " ", link(ADDRESS, words.offline.allFiles)),
    ...compared(hash, keyTools),
  );
}

/**
 * A program that was mended is no fault, but whoever uses it has to know.
 * @param {string} hash
 * @param {import("./summary.js").Summary["keyTools"]} published
 * @returns {HTMLElement[]}
 */
function compared(hash, { ceremony, manifest }) {
  const { same, changed, otherThanFrozen, otherThanBegun, asBegun } = words.offline;
  if (hash === (manifest ?? ceremony)) {
    const found = paragraph(el("strong", { id: "tool-same" }, same));
    return hash === ceremony ? [found] : [found, paragraph(changed)];
  }
  if (manifest === null) return [warning(otherThanBegun)];
  return hash === ceremony
    ? [warning(otherThanFrozen), paragraph(asBegun)]
    : [warning(otherThanFrozen)];
}

/**
 * @param {string} hash
 * @returns {HTMLElement}
 */
function code(hash) {
  return el("span", { class: "app-code" }, hash);
}
