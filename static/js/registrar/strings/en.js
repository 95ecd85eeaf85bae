/** The registrar's words in English. Other languages have a file of the same shape. */

import { pluralsOf } from "../../ui/plurals.js";

const number = (/** @type {number} */ count) => count.toLocaleString("en");

const plural = pluralsOf("en");

const voters = (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "voter", other: "voters" })}`;

const codes = (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "code", other: "codes" })}`;

const seconds = (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "second", other: "seconds" })}`;

export default {
  title: "Make voter codes on this computer",
  back: "Back to the voters",

  start: {
    waiting: (/** @type {number} */ count) => `${voters(count)} ${plural(count, { one: "has", other: "have" })} no code yet.`,
    here: "The codes are made in this browser and never leave this computer. The server gets a public key for each code. Nobody can find the code from that key.",
    files: "You save the codes as a file or as letters. They are nowhere else, and nobody can make them again.",
    computer: "Use a computer that you trust and do not share. You need about ten minutes.",
    warning: "Whoever has the files can vote for everybody in them.",
    make: (/** @type {number} */ count) => `Make ${codes(count)}`,
    limits: "What this protects from, and what it does not",
    nothing: "There are no codes to make: every voter has one, nobody is on the voter list, or the election is frozen.",
  },

  making: {
    title: "Making the codes",
    label: "Codes made",
    begun: "Starting",
    done: (/** @type {number} */ done, /** @type {number} */ count, /** @type {number} */ left) =>
      `${number(done)} of ${number(count)}. About ${seconds(left)} left.`,
    stay: "Keep this page open.",
  },

  files: {
    title: "Save the files",
    intro: (/** @type {number} */ count) =>
      `${codes(count)} ${plural(count, { one: "is", other: "are" })} made. Nothing has been sent. If you close this page now, the codes are lost.`,
    merge: "For messages: a file for mail merge",
    mergeText: "A line for each voter: name, email, code and link. Your mail program or office program makes a message of each.",
    saveMerge: "Save the mail merge file",
    mergeName: "voter-codes.csv",
    letters: "On paper: letters to print",
    lettersText: (/** @type {number} */ most) =>
      `A page for each voter, with the code and a square to scan. Open the file in a browser and print it. Each file has up to ${number(most)} letters.`,
    part: "Which letters",
    partName: (/** @type {number} */ part, /** @type {number} */ first, /** @type {number} */ last) =>
      `Part ${number(part)}: letters ${number(first)} to ${number(last)}`,
    saveLetters: "Save these letters",
    lettersName: (/** @type {number} */ part) => `voter-letters-${part}.html`,
    drawing: "Drawing the letters",
    saved: (/** @type {string} */ name) => `Your browser saves ${name}. Look whether it is there.`,
    then: "When you have all the files you need, go on.",
    goOn: "Continue",
  },

  proof: {
    title: "Show that the files are there",
    text: "Choose the files that you saved. This page looks whether every code is in them. The files are read here and not sent.",
    label: "Saved files",
    hint: "The mail merge file, or all files with letters. You can choose several.",
    check: "Check these files",
    none: "Choose the files that you saved",
    missing: (/** @type {number} */ found, /** @type {number} */ count) =>
      `These files hold ${number(found)} of ${codes(count)}. Choose all of the files, or go back and save them again.`,
    orElse: "Is everything printed, or the file out of reach of this computer?",
    printed: "I have looked myself: every code is there",
  },

  send: {
    title: "Send the public keys",
    text: (/** @type {number} */ count) => [
      `${number(count)} public ${plural(count, { one: "key goes", other: "keys go" })} to the server, all at once or none. From then on the codes in your files are the voters’ codes.`,
      "No code is sent.",
    ],
    send: "Send the public keys",
    sending: "Sending",
    unreachable:
      "The server could not be reached, or you are signed out. Your codes are still here. If you are signed out, sign in again in another tab. Then try once more.",
  },

  renew: {
    waiting: (/** @type {string} */ name) => `A new code for ${name}.`,
    title: "Replace the voter’s code",
    text: "The code this voter has now stops working at once. This cannot be undone.",
    reason: "Why does the voter need a new code?",
    reasonHint: "Everyone can read this on the public record, for good. Write no name and no address.",
    typed: (/** @type {string} */ name) => `Type “${name}” to confirm`,
    send: "Replace the code",
  },

  done: {
    title: "The voters have their codes",
    text: (/** @type {number} */ count) =>
      `The server has ${number(count)} public ${plural(count, { one: "key", other: "keys" })}. It never had a code. This page has forgotten them.`,
    next: "What to do now:",
    mail: "Send the messages or letters to the voters.",
    hide: "Keep the files locked away. Delete them when all messages and letters have arrived.",
  },

  waiting: {
    title: "A second organiser has to agree",
    text: () => "The new code does not work yet. Ask another organiser to sign in, look at this election and agree within 15 minutes.",
    next: "When they have agreed:",
    mail: "Send the message or the letter to the voter.",
    hide: "Keep the file locked away. Delete it when the message or letter has arrived, or if nobody agrees.",
  },

  trouble: {
    title: "The page could not be opened",
    unreachable: "The server could not be reached, or you are signed out. Sign in again and try once more.",
    again: "Try again",
    failedTitle: "The codes could not be made",
    failed: "Something went wrong in this browser. No code is left, and nothing was sent.",
    refusedTitle: "The server did not take the public keys",
    changed: "The voter list has changed since you made these codes, or the election is frozen. The server has stored nothing.",
    refused: "The server has stored nothing.",
    destroy: "The codes in your files do not work. Delete the files, so that nobody sends them.",
    begin: "Begin again",
    technical: "Technical details",
  },

  letter: {
    demonstration: "This is a demonstration. Votes here count for nothing.",
    asked: "You can vote in:",
    times: (/** @type {string} */ opens, /** @type {string} */ closes) => `Voting is open from ${opens} to ${closes}.`,
    noTimes: "We will tell you when voting opens.",
    scan: "Scan this square with your phone:",
    square: "Square with your voting link",
    type: "Or go to this address and type your voter code:",
    keep: "Keep this letter to yourself: whoever has the code can vote in your place.",
    again: "You can vote again as long as voting is open. Only your last ballot counts.",
    never: "We never ask you what you chose.",
    contact: (/** @type {string} */ contact) => `Questions? ${contact}`,
  },
};
