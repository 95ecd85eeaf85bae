// Adds the reader's own time to moments that the page gives in the election's time zone.
const page = document.documentElement.lang || "en";

// The reader's own spelling of the page's language: "en-GB" where the page says "en".
const language = navigator.languages.find((own) => own.split("-")[0] === page.split("-")[0]) ?? page;
const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });

for (const element of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(element.dateTime);
  if (!Number.isNaN(moment.getTime())) {
    element.append(` – ${format.format(moment)} in your time`);
  }
}
