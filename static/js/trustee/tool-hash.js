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
  const { toolHash, fileHash, same, other } = words.offline;
  const { files } = await scene.persist(() => getJson(ADDRESS));
  const { keyTool } = await scene.read();
  const hash = encodeHex(await scene.wait(sha256(encodeJson(files))));
  const named = FILES.filter((name) => name in files);
  place.replaceChildren(
    ...named.map((name) => paragraph(fileHash(name), " ", code(files[name]))),
    paragraph(toolHash, " ", code(hash), " ", link(ADDRESS, words.offline.allFiles)),
    hash === keyTool ? paragraph(el("strong", { id: "tool-same" }, same)) : warning(other),
  );
}

/**
 * @param {string} hash
 * @returns {HTMLElement}
 */
function code(hash) {
  return el("span", { class: "app-code" }, hash);
}
