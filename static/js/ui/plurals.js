/**
 * Words that change with a number, by the rules of a language.
 * @module
 */

/**
 * @typedef {Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }} Forms of a word or
 *   sentence; a language that has no form of its own for a number takes the last one
 */

/**
 * @param {string} language
 * @returns {(count: number, forms: Forms) => string}
 */
export function pluralsOf(language) {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}
