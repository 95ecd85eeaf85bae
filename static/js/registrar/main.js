/**
 * Entry of the registrar's page. It uses nothing that an old browser cannot read, finds out whether
 * this one can make codes, and only then loads the rest.
 * @module
 */

function canMakeCodes() {
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

if (canMakeCodes()) {
  // Modules that this browser cannot read, or that did not arrive, end up in the same words.
  import("./opening.js").then((opening) => opening.openRegistrar(), showOldBrowser);
} else {
  showOldBrowser();
}
