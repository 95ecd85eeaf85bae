// Adds the reader's own time to moments that the page gives in the election's time zone.
const format = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
  dateStyle: "long",
  timeStyle: "short",
});

for (const element of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(element.dateTime);
  if (!Number.isNaN(moment.getTime())) {
    element.append(` – ${format.format(moment)} in your time`);
  }
}
