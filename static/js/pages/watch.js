// Brings the numbers of the watch page up to date. Without this script, reloading does the same.
import { localeOf } from "../ui/languages.js";

const PERIOD = 10_000;

const page = document.getElementById("watch");
const updated = document.getElementById("watch-updated");

async function look() {
  const answer = await fetch(page.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) {
    return;
  }
  const { numbers, state, turned_away: reasons } = await answer.json();
  // What is more than a number is drawn by the server.
  if (state !== page.dataset.state || String(reasons) !== page.dataset.turnedAway) {
    location.reload();
    return;
  }
  for (const place of page.querySelectorAll("[data-number]")) {
    place.textContent = numbers[place.dataset.number];
  }
  updated.textContent = `${page.dataset.updated} ${new Date().toLocaleTimeString(localeOf(document.documentElement.lang))}`;
}

async function lookAndWait() {
  try {
    await look();
  } catch {
    // The network comes back or it does not; the time shown says how old the numbers are.
  }
  setTimeout(lookAndWait, PERIOD);
}

setTimeout(lookAndWait, PERIOD);
