/**
 * Entry of the key holders' page. It uses nothing that an old browser cannot read, finds out
 * whether this one can keep a key, and only then loads the rest.
 * @module
 */

function canKeepKeys() {
  return (
    typeof BigInt === "function" &&
    typeof Worker === "function" &&
    Boolean(window.crypto && window.crypto.subtle)
  );
}

/** Shows the words that the page already holds for browsers that cannot. */
function showOldBrowser() {
  document.getElementById("screen").hidden = true;
  document.getElementById("old-browser").hidden = false;
}

if (canKeepKeys()) {
  // Modules that this browser cannot read, or that did not arrive, end up in the same words.
  import("./opening.js").then((opening) => opening.openTool(), showOldBrowser);
} else {
  showOldBrowser();
}
