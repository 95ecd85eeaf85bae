// Follows long work. Small steps move the bar; anything else is drawn anew by the server.
const PERIOD = 2_000;

const work = document.getElementById("work");
const bar = work.querySelector("progress");
const text = document.getElementById("work-text");

async function look() {
  const answer = await fetch(work.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    return;
  }
  const progress = await answer.json();
  if (progress?.mark !== work.dataset.mark) {
    location.reload();
    return;
  }
  if (progress.total > 0) {
    bar.max = progress.total;
    bar.value = progress.done;
  }
  if (text.textContent !== progress.text) {
    text.textContent = progress.text;
  }
}

async function lookAndWait() {
  try {
    await look();
  } catch {
    // The work goes on without this page; the next look may get through.
  }
  setTimeout(lookAndWait, PERIOD);
}

setTimeout(lookAndWait, PERIOD);
