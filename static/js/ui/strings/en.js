/** Words of the shared parts of screens in English. Other languages have a file of the same shape. */

export default {
  product: "Tabella",
  error: "Error:",
  warning: "Warning",
  thereIsAProblem: "There is a problem",
  back: "Back",
  show: "Show",
  hide: "Hide",
  steps: { done: "done", current: "now", failed: "failed", waiting: "not yet" },
};
