/**
 * QR codes as paths of vector drawings.
 * @module
 */

import { qrcode } from "../../vendor/qrcode-generator/index.js";

/** Light modules around the square, which readers need. */
const MARGIN = 4;

/**
 * @param {string} text
 * @returns {{ size: number, path: string }} the square's side in modules, margins included, and its dark
 *   modules row by row
 */
export function qrPath(text) {
  // The smallest size that fits; a seventh of the square may be dirty or torn.
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const side = code.getModuleCount();
  const rows = Array.from({ length: side }, (_, row) => rowPath(code, row, side));
  return { size: side + 2 * MARGIN, path: rows.join("") };
}

/**
 * @param {{ isDark: (row: number, column: number) => boolean }} code
 * @param {number} row
 * @param {number} side
 * @returns {string} one stroke for each run of dark modules
 */
function rowPath(code, row, side) {
  let path = "";
  for (let column = 0; column < side; column += 1) {
    if (!code.isDark(row, column)) continue;
    const start = column;
    while (column + 1 < side && code.isDark(row, column + 1)) column += 1;
    path += `M${start + MARGIN} ${row + MARGIN}h${column + 1 - start}v1h-${column + 1 - start}z`;
  }
  return path;
}
