/**
 * Whether something has one item for each option of each contest.
 * @module
 */

/**
 * @param {readonly (readonly unknown[])[]} grid
 * @param {import("../crypto/manifest.js").Manifest} manifest
 * @returns {boolean}
 */
export function hasManifestShape(grid, { contests }) {
  return (
    grid.length === contests.length &&
    grid.every((items, index) => items.length === contests[index].options.length)
  );
}
