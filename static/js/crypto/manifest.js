/**
 * The manifest: everything about an election that is fixed before the first vote.
 * Source: docs/spec/record.md section 4.7.
 * @module
 */

import { decodeJson } from "./canonical-json.js";
import { parseWitnessKey } from "./cosignatures.js";
import { encodeHex } from "./encoding.js";
import { DecodeError } from "./errors.js";
import { checkInteger, checkText, Fields } from "./fields.js";
import { groupNamed } from "./group.js";
import { parseVerifierKey } from "./note.js";

/** @typedef {Readonly<Record<string, string>>} Text the same words by language code */
/**
 * @typedef {Readonly<{
 *   title: Text, description: Text, optionMax: number, exclusive: boolean,
 * }>} Option one that is exclusive is chosen alone ("None of these")
 */
/**
 * @typedef {Readonly<{
 *   title: Text, description: Text, options: readonly Option[], votesMin: number, votesMax: number,
 *   order: string, seats: number, section: Text,
 * }>} Contest
 */
/** @typedef {Readonly<{ name: string, contests: readonly number[] }>} Style */

/**
 * @typedef {Readonly<{
 *   degraded: string, keys: readonly string[], quorum: number,
 * }>} Witnesses who besides the log signs, and whether it waits for them
 */

/**
 * Contests, options, styles and trustees are in the order of their numbers, which count from 1.
 * @typedef {Readonly<{
 *   booth: string, closes: string, contact: Text, contests: readonly Contest[], demonstration: boolean, description: Text,
 *   election: string, keyTool: string, languages: readonly string[], logKey: string, opens: string,
 *   origin: string, parameters: string, quorum: number, styles: readonly Style[], threshold: number, timeZone: string,
 *   title: Text, trustees: readonly string[], witnesses: Witnesses,
 * }>} Manifest
 */

const MAX_SIZE = 64 * 2 ** 20;
const MAX_TITLE = 1000;
const MAX_DESCRIPTION = 20000;
const MAX_CONTACT = 2000;
const MAX_NAME = 200;
const MAX_KEY = 500;

const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;
const TIME_ZONE = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;
const ORIGIN = /^[a-z0-9.\-]{1,253}(:[0-9]{1,5})?\/e\/[0-9a-f\-]{36}$/;

const FIELDS = [
  "booth",
  "closes",
  "contact",
  "contests",
  "demonstration",
  "description",
  "election",
  "key_tool",
  "languages",
  "log_key",
  "opens",
  "origin",
  "parameters",
  "quorum",
  "revote",
  "styles",
  "threshold",
  "time_zone",
  "title",
  "trustees",
  "v",
  "witnesses",
];
const CONTEST_FIELDS = [
  "description",
  "options",
  "order",
  "seats",
  "section",
  "title",
  "votes_max",
  "votes_min",
];

/**
 * @param {Uint8Array} bytes as published
 * @returns {Promise<Manifest>}
 * @throws {DecodeError}
 */
export async function decodeManifest(bytes) {
  const fields = new Fields(decodeJson(bytes, MAX_SIZE, "manifest"), "manifest", FIELDS);
  fields.integer("v", 1, 1);
  fields.choice("revote", ["last"]);
  const manifest = readManifest(fields, readLanguages(fields));
  checkTogether(manifest);
  await checkKeys(manifest);
  return manifest;
}

/**
 * @param {Manifest} manifest
 * @param {number} style number of a ballot style
 * @param {string} place
 * @returns {{ number: number, contest: Contest }[]} its contests with their numbers in the manifest
 * @throws {DecodeError} if there is no such style
 */
export function contestsOfStyle(manifest, style, place) {
  checkInteger(style, 1, manifest.styles.length, place);
  return manifest.styles[style - 1].contests.map((number) => ({
    number,
    contest: manifest.contests[number - 1],
  }));
}

/**
 * @param {Contest} contest
 * @param {number} style number of a ballot style
 * @returns {number[]} the numbers of the options in the order in which voters of that style see them
 */
export function shownOrder({ options, order }, style) {
  const numbers = options.map((_, index) => index + 1);
  const plain = numbers.filter((number) => !options[number - 1].exclusive);
  if (order === "fixed" || plain.length === 0) return numbers;
  const start = (style - 1) % plain.length;
  const last = numbers.filter((number) => options[number - 1].exclusive);
  return [...plain.slice(start), ...plain.slice(0, start), ...last];
}

/**
 * @param {Fields} fields
 * @param {readonly string[]} languages
 * @returns {Manifest}
 */
function readManifest(fields, languages) {
  return Object.freeze({
    booth: fields.hex("booth", 32),
    closes: fields.time("closes"),
    contact: readText(fields, "contact", languages, 0, MAX_CONTACT),
    contests: fields
      .objects("contests", 1, 100, CONTEST_FIELDS)
      .map((contest) => readContest(contest, languages)),
    demonstration: fields.boolean("demonstration"),
    description: readText(fields, "description", languages, 0, MAX_DESCRIPTION),
    election: fields.uuid("election"),
    keyTool: fields.hex("key_tool", 32),
    languages,
    logKey: fields.text("log_key", 0, MAX_KEY),
    opens: fields.time("opens"),
    origin: fields.matching("origin", ORIGIN, "host/e/election id"),
    parameters: groupNamed(fields.any("parameters"), fields.place("parameters")).name,
    quorum: fields.integer("quorum", 0, 1_000_000),
    styles: fields.objects("styles", 1, 1000, ["contests", "name"]).map(readStyle),
    threshold: fields.integer("threshold", 1, 100),
    timeZone: fields.matching("time_zone", TIME_ZONE, "an IANA time zone"),
    title: readText(fields, "title", languages, 1, MAX_TITLE),
    trustees: readStrings(fields, "trustees", [1, 100], [1, MAX_NAME]),
    witnesses: readWitnesses(fields),
  });
}

/**
 * @param {Fields} fields
 * @returns {string[]}
 */
function readLanguages(fields) {
  const languages = readStrings(fields, "languages", [1, 50], [2, 40]);
  if (!languages.every((language) => LANGUAGE.test(language)))
    throw new DecodeError(fields.place("languages"), "not a language code");
  if (new Set(languages).size !== languages.length)
    throw new DecodeError(fields.place("languages"), "a language stands twice");
  return languages;
}

/**
 * @param {Fields} fields
 * @param {string} name
 * @param {readonly string[]} languages
 * @param {number} low
 * @param {number} high
 * @returns {Text}
 */
function readText(fields, name, languages, low, high) {
  const words = fields.object(name, languages);
  return Object.freeze(
    Object.fromEntries(languages.map((language) => [language, words.text(language, low, high)])),
  );
}

/**
 * @param {Fields} fields
 * @param {string} name
 * @param {[number, number]} count fewest and most items
 * @param {[number, number]} length fewest and most characters
 * @returns {string[]}
 */
function readStrings(fields, name, count, length) {
  return fields
    .list(name, ...count)
    .map((item, index) => checkText(item, ...length, `${fields.place(name)}[${index}]`));
}

/**
 * @param {Fields} fields
 * @param {readonly string[]} languages
 * @returns {Contest}
 */
function readContest(fields, languages) {
  const votesMax = fields.integer("votes_max", 1, 1000);
  const votesMin = fields.integer("votes_min", 0, votesMax);
  const options = fields
    .objects("options", 1, 500, ["description", "exclusive", "option_max", "title"])
    .map((option) => readOption(option, languages));
  const contest = Object.freeze({
    ...readWords(fields, languages),
    options,
    votesMin,
    votesMax,
    order: fields.choice("order", ["fixed", "by_style"]),
    seats: fields.integer("seats", 0, 500),
    section: readSection(fields, languages),
  });
  checkContest(contest, fields);
  return contest;
}

/**
 * @param {Fields} fields
 * @param {readonly string[]} languages
 * @returns {Text}
 */
function readSection(fields, languages) {
  const section = readText(fields, "section", languages, 0, MAX_TITLE);
  const filled = languages.filter((language) => section[language] !== "").length;
  if (filled !== 0 && filled !== languages.length)
    throw new DecodeError(fields.place("section"), "expected words in every language or none");
  return section;
}

/**
 * @param {Contest} contest
 * @param {Fields} fields
 * @throws {DecodeError} if the parts of the contest do not fit each other
 */
function checkContest({ options, votesMin, votesMax, seats }, fields) {
  if (votesMax > options.reduce((total, { optionMax }) => total + optionMax, 0))
    throw new DecodeError(fields.place("votes_max"), "more than all options can take");
  if (seats > options.length)
    throw new DecodeError(fields.place("seats"), "more than there are options");
  const isAlone = votesMin <= 1 && options.every(({ optionMax }) => optionMax === 1);
  if (options.some(({ exclusive }) => exclusive) && !isAlone)
    throw new DecodeError(fields.place("options"), "an exclusive option cannot be chosen alone");
}

/**
 * @param {Fields} fields
 * @param {readonly string[]} languages
 * @returns {Option}
 */
function readOption(fields, languages) {
  return Object.freeze({
    ...readWords(fields, languages),
    optionMax: fields.integer("option_max", 1, 100),
    exclusive: fields.boolean("exclusive"),
  });
}

/**
 * @param {Fields} fields
 * @param {readonly string[]} languages
 * @returns {{ title: Text, description: Text }}
 */
function readWords(fields, languages) {
  return {
    title: readText(fields, "title", languages, 1, MAX_TITLE),
    description: readText(fields, "description", languages, 0, MAX_DESCRIPTION),
  };
}

/**
 * @param {Fields} fields
 * @returns {Style}
 */
function readStyle(fields) {
  const place = fields.place("contests");
  const contests = fields
    .list("contests", 1, 100)
    .map((item, index) => checkInteger(item, 1, 100, `${place}[${index}]`));
  if (contests.some((number, index) => index > 0 && number <= contests[index - 1]))
    throw new DecodeError(place, "expected ascending numbers");
  return Object.freeze({ name: fields.text("name", 0, MAX_NAME), contests });
}

/**
 * @param {Fields} fields
 * @returns {Manifest["witnesses"]}
 */
function readWitnesses(fields) {
  const witnesses = fields.object("witnesses", ["degraded", "keys", "quorum"]);
  const keys = readStrings(witnesses, "keys", [0, 100], [0, MAX_KEY]);
  return Object.freeze({
    degraded: witnesses.choice("degraded", ["publish", "wait"]),
    keys,
    quorum: witnesses.integer("quorum", 0, keys.length),
  });
}

/**
 * @param {Manifest} manifest
 * @throws {DecodeError} if a rule that ties one field to another is broken
 */
function checkTogether({
  opens,
  closes,
  threshold,
  trustees,
  demonstration,
  origin,
  election,
  styles,
  contests,
}) {
  if (opens >= closes) throw new DecodeError("manifest.closes", "expected a time after opens");
  if (threshold > trustees.length)
    throw new DecodeError("manifest.threshold", "more than there are trustees");
  if (trustees.length === 1 && !demonstration)
    throw new DecodeError("manifest.trustees", "a single one is only for a demonstration");
  if (!origin.endsWith(`/e/${election}`))
    throw new DecodeError("manifest.origin", "names another election");
  for (const [index, style] of styles.entries()) {
    if (Math.max(...style.contests) > contests.length)
      throw new DecodeError(`manifest.styles[${index}].contests`, "no such contest");
  }
}

/**
 * @param {Manifest} manifest
 * @throws {DecodeError}
 */
async function checkKeys({ logKey, origin, witnesses }) {
  const { name } = await parseVerifierKey(logKey, "manifest.log_key");
  if (name !== origin) throw new DecodeError("manifest.log_key", "its name is not the origin");
  const place = "manifest.witnesses.keys";
  const keys = await Promise.all(
    witnesses.keys.map((key, index) => parseWitnessKey(key, `${place}[${index}]`)),
  );
  // A cosignature does not bind its signer's name: under two names one key would count twice.
  const names = new Set(keys.map((key) => key.name));
  const publicKeys = new Set(keys.map((key) => encodeHex(key.publicKey)));
  if (names.size !== keys.length || publicKeys.size !== keys.length)
    throw new DecodeError(place, "a name or a key stands twice");
  if (names.has(origin)) throw new DecodeError(place, "a witness has the log's name");
}
