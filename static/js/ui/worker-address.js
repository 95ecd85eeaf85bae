/**
 * Addresses of workers under a policy of Trusted Types.
 * @module
 */

/**
 * The one fixed address is the only text the policy ever lets become a script.
 * @param {string} policy its name, which the page's Content-Security-Policy lists
 * @param {string} url
 * @returns {string} what `new Worker` takes; call it once for each policy
 */
export function workerAddress(policy, url) {
  /** @type {any} */
  const factory = Reflect.get(globalThis, "trustedTypes");
  if (factory === undefined) return url;
  return factory
    .createPolicy(policy, {
      createScriptURL(/** @type {string} */ asked) {
        if (asked !== url) throw new TypeError("not the address of the worker");
        return asked;
      },
    })
    .createScriptURL(url);
}
