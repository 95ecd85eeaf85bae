// Follows the key holders. What has changed is drawn by the server; without this script, reload.
const PERIOD = 5_000;

const page = document.getElementById("key-holders");
let isLeaving = false;

// Drawing anew would take the place of the page that a press has just asked for.
window.addEventListener("beforeunload", () => {
  isLeaving = true;
});

/** Whether drawing anew would take something from under somebody's hands. */
function isInUse() {
  return document.querySelector("main :focus-visible, main details[open]") !== null;
}

async function look() {
  const answer = await fetch(page.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) {
    return;
  }
  const { mark } = await answer.json();
  if (mark !== page.dataset.mark && !isLeaving && !isInUse()) {
    location.reload();
  }
}

async function lookAndWait() {
  try {
    await look();
  } catch {
    // The network comes back or it does not; nothing shown becomes wrong by waiting.
  }
  setTimeout(lookAndWait, PERIOD);
}

setTimeout(lookAndWait, PERIOD);
