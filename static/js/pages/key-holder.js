// Completes the commands shown with the secret part of this page's own address. The part stands
// behind the #, so it never leaves the browser.
const TOKEN = /^#[A-Za-z0-9_-]{16,128}$/;

const isComplete = TOKEN.test(location.hash);

for (const command of document.querySelectorAll("[data-command]")) {
  if (isComplete) {
    command.textContent = command.textContent.replace("#TOKEN", location.hash);
  }
}

const missing = document.querySelector("#token-missing");
if (missing) {
  missing.hidden = isComplete;
}
