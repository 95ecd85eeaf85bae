/**
 * What comes next for a key holder, and how far the others are, as the server or a task file says.
 * It decides which screen is shown; everything that matters is checked in the worker.
 * @module
 */

import { chooseLanguage } from "../ui/languages.js";
import { language } from "../ui/words.js";

/**
 * @typedef {Readonly<{ index: number, name: string, step: string, hasKey: boolean, isDrilled:
 *   boolean, isWaived: boolean, hasUnlocked: boolean }>} Holder
 */
/**
 * @typedef {Readonly<{ election: string, trustee: number, name: string, title: string, step: string,
 *   state: string, phase: string, attempt: number, threshold: number, closes: string,
 *   drillChallenge: string, isDrillAsked: boolean, hasLostKey: boolean, isDemonstration: boolean,
 *   holders: readonly Holder[] }>} Status
 */

/** Steps in which a key holder has something to do. */
const BUSY = ["key", "share", "confirm", "drill", "unlock"];

/**
 * @param {any} value decoded answer of the server
 * @returns {Status}
 */
export function readStatus(value) {
  return {
    election: String(value.election),
    trustee: Number(value.trustee),
    name: String(value.name),
    title: inOwnLanguage(value.title),
    step: String(value.step),
    state: String(value.state),
    phase: String(value.phase ?? ""),
    attempt: Number(value.attempt),
    threshold: Number(value.threshold ?? 0),
    closes: String(value.closes ?? ""),
    drillChallenge: String(value.drill_challenge),
    isDrillAsked: value.drill_asked === true,
    hasLostKey: value.has_lost_key === true,
    isDemonstration: value.is_demo === true,
    holders: Array.from(value.trustees ?? [], readHolder),
  };
}

/**
 * @param {any} value
 * @returns {Holder}
 */
function readHolder(value) {
  return {
    index: Number(value.index),
    name: String(value.name),
    step: String(value.step),
    hasKey: value.has_key === true,
    isDrilled: value.is_drilled === true,
    isWaived: value.is_waived === true,
    hasUnlocked: value.has_unlocked === true,
  };
}

/**
 * @param {unknown} texts by language
 * @returns {string}
 */
export function inOwnLanguage(texts) {
  const known = Object.entries(texts ?? {});
  const codes = known.map(([code]) => code);
  const chosen = chooseLanguage(codes, [language, ...(globalThis.navigator?.languages ?? [])]);
  return String(known.find(([code]) => code === chosen)?.[1] ?? "");
}

/**
 * @param {Status} status
 * @returns {string[]} names of the others who have something to do
 */
export function othersToWaitFor({ trustee, holders }) {
  return holders
    .filter(({ index, step }) => index !== trustee && BUSY.includes(step))
    .map(({ name }) => name);
}

/**
 * @param {Status} status
 * @param {number} index
 * @returns {string} name of a key holder
 */
export function nameOf({ holders }, index) {
  return holders.find((holder) => holder.index === index)?.name ?? String(index);
}

/**
 * @param {Status} status
 * @returns {boolean} whether there is a key of whoever looks at the page
 */
export function hasOwnKey({ holders, trustee }) {
  return holders.find(({ index }) => index === trustee)?.hasKey ?? false;
}
