import { initAll } from "../../vendor/govuk-frontend/govuk-frontend.min.js";

// The stylesheet shows scripted forms of components only under these classes, so a browser
// that cannot run modules keeps the plain page.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
