// Follows the key holders. What has changed is drawn by the server; without this script, reload.
const PERIOD = 5_000;

const page = document.getElementById("key-holders");

async function look() {
  const answer = await fetch(page.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) {
    return;
  }
  const { mark } = await answer.json();
  if (mark !== page.dataset.mark) {
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
