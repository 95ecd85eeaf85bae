// Follows the count. Small steps move the bar; anything else is drawn anew by the server.
const PERIOD = 2_000;

const page = document.getElementById("count");
const step = document.getElementById("step-add");
const status = document.getElementById("count-status");

function show(progress) {
  const bar = step.querySelector("progress");
  const text = step.querySelector(".app-steps__text");
  if (bar === null || text.textContent === progress.added_text) {
    return;
  }
  bar.value = progress.added;
  text.textContent = progress.added_text;
  status.textContent = progress.added_text;
}

async function look() {
  const answer = await fetch(page.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    return;
  }
  const progress = await answer.json();
  if (progress.mark !== page.dataset.mark) {
    location.reload();
    return;
  }
  if ("added" in progress) {
    show(progress);
  }
}

async function lookAndWait() {
  try {
    await look();
  } catch {
    // The count goes on without this page; the next look may get through.
  }
  setTimeout(lookAndWait, PERIOD);
}

setTimeout(lookAndWait, PERIOD);
