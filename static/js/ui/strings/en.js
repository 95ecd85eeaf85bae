/** Words of the shared parts of screens in English. Other languages have a file of the same shape. */

export default {
  product: "Tabella",
  error: "Error:",
  warning: "Warning",
  thereIsAProblem: "There is a problem",
  back: "Back",
  show: "Show",
  hide: "Hide",
  language: "Language",
  /** Each in itself, the same in every file. */
  languageNames: { en: "English", fr: "Français", es: "Español", ar: "العربيّة" },
  /** What stands around every screen, by the data-words of its place. */
  frame: {
    skip: "Skip to main content",
    menu: "Menu",
    elections: "Elections",
    how: "How this works",
    help: "Help",
    demonstration: "This is a demonstration. Votes here count for nothing.",
    aboutDemonstration: "About the demonstration",
    practice: "Practice. Nothing is sent.",
    leavePractice: "Leave practice",
    support: "Support links",
    accessibility: "Accessibility",
    limits: "Limits",
    motto: "Tabella: elections that anyone can check.",
    ownFile: "This page works without a network and sends nothing.",
  },
  steps: { done: "done", current: "now", failed: "failed", waiting: "not yet" },
};
