/**
 * Starts an app where all its modules stand in one page, as text. A browser does not import
 * modules from files beside a page that was opened as a file, so that each of them becomes a
 * blob: address here, and every import names the address of what it imports. Nothing else of a
 * module is changed. A worker cannot use the addresses of another place: it gets this function
 * and all modules as its script and makes its own.
 *
 * This is no module but the page's only script of its own; its hash stands in the page's policy.
 */
(() => {
  "use strict";

  /**
   * @param {Record<string, string>} sources text of every module by its path
   * @param {string} entry path of the module to start
   * @param {Function} self this function, for the workers that modules start
   * @returns {Promise<unknown>}
   */
  function start(sources, entry, self) {
    // What stands in comments comes first, so that no import is taken out of one.
    const parts =
      /\/\*[\s\S]*?\*\/|^\s*\/\/.*$|(new URL\(\s*|from\s*|import\s*\(?\s*)"(\.[^"]+)"/gm;
    const addresses = new Map();

    const addressOf = (/** @type {string} */ text) =>
      URL.createObjectURL(new Blob([text], { type: "text/javascript" }));

    const scriptOf = (/** @type {string} */ path) =>
      `"use strict";
const early = [];
onmessage = (event) => early.push(event);
const begin = ${self};
begin(${JSON.stringify(sources)}, ${JSON.stringify(path)}, begin).then(
  () => early.forEach((event) => onmessage(event)),
  (error) => setTimeout(() => { throw error; }),
);`;

    function moduleAt(/** @type {string} */ path) {
      if (!addresses.has(path)) addresses.set(path, addressOf(linked(path)));
      return addresses.get(path);
    }

    function workerAt(/** @type {string} */ path) {
      const key = `worker ${path}`;
      if (!addresses.has(key)) addresses.set(key, addressOf(scriptOf(path)));
      return addresses.get(key);
    }

    function linked(/** @type {string} */ path) {
      return sources[path].replace(parts, (all, before, relative) => {
        if (before === undefined) return all;
        const target = new URL(relative, `file:///${path}`).pathname.slice(1);
        if (!(target in sources)) return all;
        const isWorker = before.startsWith("new URL");
        return `${before}"${isWorker ? workerAt(target) : moduleAt(target)}"`;
      });
    }

    return import(moduleAt(entry));
  }

  /** @type {Record<string, string>} */
  const sources = {};
  /** @type {NodeListOf<HTMLScriptElement>} */
  const elements = document.querySelectorAll("script[data-module]");
  for (const element of elements) sources[String(element.dataset.module)] = element.textContent;
  start(sources, String(document.currentScript?.dataset.entry), start);
})();
