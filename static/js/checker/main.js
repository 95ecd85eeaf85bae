/**
 * Entry of the page that checks an election. It uses nothing that an old browser cannot read, finds out
 * whether this one can check, and only then loads the rest.
 * @module
 */

function canCheck() {
  return (
    typeof BigInt === "function" &&
    typeof Worker === "function" &&
    typeof DecompressionStream === "function" &&
    Boolean(window.crypto && window.crypto.subtle)
  );
}

/** Shows the words that the page already holds for browsers that cannot. */
function showOldBrowser() {
  document.getElementById("screen").hidden = true;
  document.getElementById("old-browser").hidden = false;
}

if (canCheck()) {
  // Modules that this browser cannot read, or that did not arrive, end up in the same words.
  import("./opening.js").then((opening) => opening.openChecker(), showOldBrowser);
} else {
  showOldBrowser();
}
