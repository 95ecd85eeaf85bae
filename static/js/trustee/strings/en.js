/** The key holders' words in English. Other languages have a file of the same shape. */

import { pluralsOf } from "../../ui/plurals.js";

const plural = pluralsOf("en");

const number = (/** @type {number} */ count) => count.toLocaleString("en");

const duration = (/** @type {number} */ seconds) => {
  if (seconds < 90) return `about ${Math.max(10, Math.round(seconds / 10) * 10)} seconds`;
  const minutes = Math.round(seconds / 60);
  return `about ${minutes} ${plural(minutes, { one: "minute", other: "minutes" })}`;
};

export default {
  number,
  names: (/** @type {string[]} */ names) => names.join(", "),
  waitingFor: (/** @type {string} */ names) => `Waiting for: ${names}`,
  tryAgain: "Try again",
  technical: "Details for the organiser",
  goBack: "Go back",
  goOn: "Go on",
  date: (/** @type {Date} */ day) =>
    day.toLocaleDateString("en-GB", { day: "numeric", month: "long" }),

  trouble: {
    unreachable: "We could not reach the server. This page tries again by itself. Nothing is lost.",
  },

  opening: {
    title: "Opening your page",
    text: "This takes a moment.",
    noToken: "Open this page with the whole link from your email",
    noTokenText:
      "The last part of the link, behind the # sign, is missing. Without it this page does not know who you are. Copy the whole link from your email, or ask the organiser to send it again.",
    refusedTitle: "This link is not for you or was replaced",
    refused: "Ask the organiser to send you a new link.",
    otherTabTitle: "This page is open in another tab",
    otherTab: "Go on there, or go on here. Nothing is lost.",
    useThis: "Use this one",
    lostTabTitle: "You went on in another tab",
    lostTab: "Close this tab.",
  },

  home: {
    title: "You are a key holder",
    who: (/** @type {string} */ name, /** @type {string} */ title) =>
      `This page is for ${name}. The election: ${title}.`,
    twoThings: (/** @type {string} */ when) =>
      `You do two things: make a key now (5 minutes), and unlock the count after ${when} (5 minutes). Use your own computer.`,
    endOfVoting: "the end of voting",
    again:
      "Making keys was started again. A key you made before is of no more use; make a new one.",
    start: "Start",
    needed: (/** @type {number} */ needed, /** @type {number} */ all) =>
      `${needed} of ${all} key holders must help to open the count. If fewer than ${needed} still have their key, the votes can never be counted.`,
  },

  newKey: {
    title: "Make your key",
    text: "Your key is made on this computer. It is kept in a file that only your passphrase opens.",
    label: "Choose a passphrase",
    hint: "At least 12 characters. Four or five words that have nothing to do with each other are good. You can paste it from a password manager.",
    make: "Make my key",
    making: "Making your key",
    reading: "Reading the public record",
    weak: /** @type {Record<string, string>} */ ({
      empty: "Enter a passphrase",
      short: "Your passphrase must have 12 characters or more",
      few: "Your passphrase repeats the same few characters. Choose one that is harder to guess",
      row: "Your passphrase is a row of neighbouring keys or letters. Choose one that is harder to guess",
      common:
        "Your passphrase holds a word that is tried first, like “password”. Choose one that is harder to guess",
      name: "Your passphrase holds your name or the name of the election. Choose one that is harder to guess",
    }),
  },

  check: {
    title: "Check your key file",
    saved: (/** @type {string} */ name) => `Your key file was saved as ${name}.`,
    keepApart: "Keep this file and the passphrase apart. We do not have a copy.",
    notSent: "Nothing has been sent yet. First see that the file you keep can be opened.",
    saveAgain: "Save the file again",
    check: "Check my key file",
    works: "Your key works.",
    finish: "Finish",
    finishHint: "You can finish once the file has been opened.",
    sending: "Sending the public part of your key",
  },

  keyForm: {
    file: "Your key file",
    fileHint: "The file you saved when you made your key. It stays on this computer.",
    passphrase: "Your passphrase",
    opening: "Opening your key file",
    noFile: "Choose your key file",
    tooLarge: "This is not a key file. Choose the file you saved when you made your key",
    noPassphrase: "Enter your passphrase",
    problems: /** @type {Record<string, string>} */ ({
      "key_file:passphrase":
        "The passphrase does not open this file. Check for typing mistakes, or the file was changed",
      "key_file:damaged":
        "This is not a key file, or it is damaged. Choose the file you saved when you made your key",
      "key_file:other_election":
        "This key file is of another election. Choose the file of this one",
      "key_file:other_trustee": "This is the key file of another key holder. Choose your own",
      earlier:
        "This key file is of an earlier try that was stopped. Choose the file you made after it",
      other_key:
        "This is not the key that stands in the public record in your name. Choose the other file you saved, and tell the organiser if there is none",
      missing:
        "This key was never sent: you left before you pressed Finish. Choose the file you made last",
    }),
  },

  rounds: {
    title: "Put the keys together",
    resumeText:
      "The next rounds need your key. Choose your key file; the rest goes by itself while this page is open.",
    open: "Go on",
    text: "This goes by itself. Leave this page open if you can. You can also close it and come back with your key file.",
    unchanged: "Your key is in the public record, unchanged.",
    keys: "Everybody makes a key",
    shares: "Everybody sends each other a locked part",
    confirm: "Everybody checks the parts",
    doneOf: (/** @type {number} */ done, /** @type {number} */ all) => `${done} of ${all} done`,
    complaintTitle: "A part does not fit",
    complaint: (/** @type {string} */ name) =>
      `${name}'s part does not fit yours. We told the organiser.`,
    complaintNext:
      "Making keys stops here. The organiser will start it again, and everybody makes a new key. Your key file is of no more use.",
  },

  stopped: {
    title: "Making keys was stopped",
    restart:
      "When the organiser starts it again, you make a new key here. Your key file is then of no more use. This page goes on by itself.",
    parts: /** @type {Record<string, (by: string, against: string) => string>} */ ({
      share: (by, against) => `The part that ${against} sent to ${by} does not fit.`,
      proof: (by, against) => `${by} found that a proof of ${against} does not hold.`,
      transcript: (by, against) => `${by} and ${against} do not see the same keys.`,
    }),
    cancelledTitle: "This election was cancelled",
    cancelled: "There is nothing more to do.",
    spent: "You can delete your key file.",
  },

  sent: "Sent. Waiting for the public record to show it.",

  drill: {
    title: "Try your key file out",
    text: "Act as if it were the day of the count: take the copy of the file that you will keep, and enter the passphrase again. This is best done from another device or in a private window.",
    asked:
      "The organiser asks everybody to try their key file out once more, before voting closes.",
    prove: "Try my key file",
    proving: "Trying your key",
    doneTitle: "Your key file works",
    done: "It has opened your key, and the public record shows that you can unlock the count.",
  },

  waiting: {
    nothing: "There is nothing to do now. Close this page if you like.",
    laterKey: "You can make your key as soon as the organiser starts. This page goes on by itself.",
    laterUnlock: (/** @type {string} */ when) =>
      `Come back after ${when} to unlock the count. You get an email when it is time. Until then keep your key file and your passphrase, apart from each other.`,
    rounds: "This page goes on by itself.",
    holders: "All key holders",
    states: /** @type {Record<string, string>} */ ({
      unlocked: "Has unlocked the count",
      drilled: "Key file tried out",
      waived: "Goes on without trying the key file out",
      key: "Key made",
      none: "No key yet",
    }),
  },

  unlock: {
    title: "Unlock the count",
    reading: "Reading the public record",
    counting: "Adding up all locked ballots again",
    checking: "Checking the proof of every ballot",
    stages: (/** @type {number} */ done, /** @type {number} */ total) =>
      `${number(done)} of ${number(total)}`,
    left: (/** @type {number} */ seconds) => `${duration(seconds)} left`,
    totals: (/** @type {number} */ count) => [
      "You will open ",
      `${number(count)} ${plural(count, { one: "total", other: "totals" })}`,
      ".",
    ],
    noSingle: "You will not open any single ballot.",
    checkFirst:
      "Check the proofs of the ballots first if you can. Only then can this device say that you open no single ballot.",
    locked: "Locked totals",
    entry: (/** @type {number} */ index) => `Entry ${number(index)}, code`,
    ballots: "Ballots",
    ballotsText: (
      /** @type {number} */ counted,
      /** @type {number} */ replaced,
      /** @type {number} */ tests,
    ) =>
      `${number(counted)} counted, ${number(replaced)} replaced, ${number(tests)} ${plural(tests, { one: "test", other: "tests" })}`,
    list: "Voter list since the freeze",
    listText: (
      /** @type {number} */ reissued,
      /** @type {number} */ revoked,
      /** @type {number} */ withdrawn,
    ) =>
      `New codes: ${number(reissued)}. Voters taken off: ${number(revoked)}; ballots of theirs, not counted: ${number(withdrawn)}. The public record says when and why.`,
    sums: "Sums",
    sumsText: "Added up again on this device. They are the same as in the public record.",
    proofs: "Proofs of the ballots",
    proofsChecked: "Checked on this device. All hold.",
    notChecked: "Not checked on this device.",
    checkNow: (/** @type {number} */ seconds) => `Check now, ${duration(seconds)}`,
    skip: "Skip this check",
    single: (/** @type {string} */ contests) =>
      `In ${contests} only one ballot is counted. Opening the totals shows what it holds. The organiser may have agreed on this with the voter; if you are not sure, ask.`,
    question: (/** @type {number} */ contest) => `question ${contest}`,
    singleAccept: "I know this, and open the totals",
    singleMissing: "Say that you know this, or stop here and ask the organiser",
    button: "Unlock my share",
    unlocking: "Unlocking your share",
    sending: "Sending your share",
    doneTitle: "You have unlocked your share",
    done: (/** @type {number} */ given, /** @type {number} */ needed) =>
      `Done. ${given} of ${needed} needed shares are in the public record.`,
    another:
      "This device has unlocked other totals of this election before. Totals are unlocked once. Nothing was sent.",
  },

  finished: {
    title: "You are finished",
    text: (/** @type {string} */ when) =>
      `Delete your key file after ${when}, unless the organiser asks you to keep it longer.`,
    noDate: "Delete your key file when the result cannot be questioned any more.",
    keep: "Keep your key file for now. As soon as the public record shows that it is not needed any more, this page says so here.",
    thanks: "Thank you.",
    record: "See the public record",
  },

  lost: {
    link: "I have lost my key file or my passphrase",
    title: "Have you lost your key?",
    text: "Look on other devices and in backups first. If you have lost the key file or the passphrase, tell the organiser now. Before voting starts you can be given a new key. After that the count may be at risk, and the sooner it is known the better.",
    report: "Yes, tell the organiser",
    reporting: "Telling the organiser",
    doneTitle: "We told the organiser",
    done: "They will write to you. If you find the key again, tell them too.",
    told: "You told the organiser that you have lost your key. If you have found it again, tell them.",
  },

  offline: {
    summary: "Prefer a computer without internet?",
    intro:
      "You can do this step on a computer that is never connected. Carry two small files there and back, for example on a memory stick.",
    program: "Save the program, once:",
    fileHash: (/** @type {string} */ name) => `SHA-256 of ${name}, which you can compute yourself:`,
    toolHash: "The hash over all files of the tool:",
    allFiles: "All files",
    same: "This hash stands in the public record, so everybody is shown the same list. Whether a file is the one on the list, only computing its SHA-256 shows.",
    changed:
      "The tool was changed between the making of the keys and the freeze. The public record holds both hashes; ask the organiser what was changed.",
    otherThanFrozen:
      "This hash differs from what was published when the election was frozen. The tool may have been mended since. Before you use it, ask the organiser what was changed, and compare this hash with the other key holders.",
    otherThanBegun:
      "This hash differs from what was published when the making of keys began. The tool may have been mended since. Before you use it, ask the organiser what was changed, and compare this hash with the other key holders.",
    asBegun: "It is the one that was published when the making of keys began.",
    programPage: "key-tool.html",
    programPageText: "a page that you open in a browser, without internet",
    programPython: "tabella-trustee.pyz",
    programPythonText: "a program for a terminal; needs Python 3.11",
    task: "Save the task file:",
    taskButton: "Download the task file",
    run: "Carry both to the other computer. Open the page and choose the task file there, or run:",
    answer: "Bring the answer file back and choose it here:",
    send: "Send the answer",
    noAnswer: "Choose the answer file",
    problems: /** @type {Record<string, string>} */ ({
      "answer_file:damaged": "This is not an answer file, or it is damaged",
      "answer_file:other_election": "This answer file is of another election",
      "answer_file:other_trustee": "This is the answer file of another key holder",
    }),
    refused: (/** @type {string} */ reason) => `The server did not take the answer: ${reason}`,
  },

  task: {
    title: "Key holders' tool",
    text: "This page works without internet and sends nothing. Choose the task file that you downloaded from your key holder's page.",
    label: "The task file",
    open: "Open the task file",
    noFile: "Choose the task file",
    damaged: "This is not a task file, or it is damaged. Download it again from your page",
    answerTitle: "Save the answer file",
    answer: (/** @type {string} */ name) =>
      `Save ${name}, carry it to a computer with internet, open your key holder's page there, and choose it under “Prefer a computer without internet?”.`,
    save: "Save the answer file",
    saved: "Saved.",
    nothing: "This task file asks nothing of you. Look at your key holder's page.",
    another: "Open another task file",
  },

  problem: {
    title: "Stop here",
    refused:
      "What the server shows is not right. Nothing was sent. Your key stays safe. Do not try again on another page; the organiser has to look into it.",
    told: "We told the organiser.",
    tell: "Tell the organiser, best by phone.",
    otherTitle: "This did not work",
    other: "Nothing was sent. Try again. If it goes wrong again, tell the organiser.",
    codes: /** @type {Record<string, string>} */ ({
      has_key:
        "A key in your name is in the public record already. If you did not make it, tell the organiser.",
      stopped: "Making keys was stopped. Nothing was sent.",
      restarted: "Making keys was started again. Make a new key.",
      not_yet: "Others have to do their part first. Nothing was sent.",
      cancelled: "This election was cancelled. Nothing was sent.",
      already_unlocked: "You have unlocked these totals already.",
      opened_by_others: "The totals were opened without your key. You need not do anything.",
      "task_file:damaged":
        "The task file is damaged or cut short. Download it again from your page.",
    }),
    serverTitle: "The server did not take it",
    server: "Nothing is lost. Try again. If it goes wrong again, tell the organiser.",
    entry: (/** @type {number} */ index) => `Entry ${number(index)} of the public record is wrong.`,
    by: (/** @type {string} */ name) => `It is what ${name} sent that does not hold.`,
  },

  files: {
    key: (/** @type {string} */ election, /** @type {string} */ name) =>
      `${election}-key-${name}.txt`,
    task: (/** @type {string} */ election) => `${election}-task.txt`,
    answer: (/** @type {string} */ election) => `${election}-answer.txt`,
    election: "election",
    holder: (/** @type {number} */ trustee) => `key-holder-${trustee}`,
  },
};
