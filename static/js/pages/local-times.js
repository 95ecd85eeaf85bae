// Adds the reader's own time to moments that the page gives in the election's time zone.
import { localeOf } from "../ui/languages.js";

const language = localeOf(document.documentElement.lang || "en");
const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });

for (const element of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(element.dateTime);
  if (!Number.isNaN(moment.getTime())) {
    const words = element.dataset.local.replace("%1", format.format(moment));
    element.append(` – ${words}`);
  }
}
