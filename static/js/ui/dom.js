/**
 * Building elements. Text from outside only ever becomes a text node.
 * @module
 */

/** @typedef {string | number | boolean | undefined | ((event: Event) => void)} Attribute */

/**
 * @param {string} name
 * @param {Record<string, Attribute>} [attributes] a function listens to the event of that name;
 *   false and undefined leave the attribute out
 * @param {...(Node | string | undefined | (Node | string | undefined)[])} children
 * @returns {HTMLElement}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== undefined && value !== false)
      element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== undefined));
  return element;
}

/**
 * Marks words of the election, which may be in another language than the page's own.
 * @param {HTMLElement} element
 * @param {string} language
 */
export function inLanguage(element, language) {
  element.lang = language;
  element.dir = "auto";
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 * @throws {Error} if the page has no such element
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element ${id}`);
  return element;
}
