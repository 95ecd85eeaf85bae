/**
 * The voter's code in the link of the voting email. It stands in the fragment, which browsers keep
 * from servers.
 * @module
 */

/**
 * @param {string} fragment of an address, with or without its "#"
 * @returns {string} what may be a code; empty if there is none
 */
export function codeInFragment(fragment) {
  const text = fragment.replace(/^#/, "");
  try {
    return decodeURIComponent(text).slice(0, 100);
  } catch {
    // A stray percent sign: no code has one.
    return "";
  }
}

/**
 * Takes the code out of the address bar at once, so that nobody reads it there or finds it in the
 * history.
 * @returns {string}
 */
export function takeCode() {
  const code = codeInFragment(location.hash);
  if (location.href.includes("#")) history.replaceState(history.state, "", location.pathname);
  return code;
}

/**
 * @param {string} path of the booth's page
 * @returns {string} the election's id; nothing else in the address is ever read
 * @throws {Error} if the path is not a booth's
 */
export function electionInPath(path) {
  const [, election] =
    /^\/e\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/(?:vote|code)$/.exec(
      path,
    ) ?? [];
  if (election === undefined) throw new Error("the address names no election");
  return election;
}
