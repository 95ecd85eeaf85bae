/** The booth's words in English. Other languages have a file of the same shape. */

import { pluralsOf } from "../../ui/plurals.js";

const plural = pluralsOf("en");

const range = (/** @type {number} */ low, /** @type {number} */ high) => {
  if (low === high) return `${high}`;
  return low === 0 ? `up to ${high}` : `${low} to ${high}`;
};

export default {
  continue: "Continue",
  tryAgain: "Try again",
  yourTime: (/** @type {string} */ time) => `${time} (your time)`,
  technical: "Details for the organisers",
  qrCode: "QR code of the address below",

  opening: { title: "Opening your ballot", text: "This takes a moment." },

  report: "Tell the organisers what looks wrong",
  signIn: {
    title: "Confirm who you are",
    label: "Your voter code",
    hint: "It is in your voting email. It has 20 letters and digits and a check sign, for example 7K3M-9QXD-2VTA-R8HN-5CWE-1.",
    newLink: "Send me a new link",
    checking: "Checking your code",
    mistyped:
      "That code is not complete or has a typing mistake. Check it against your voting email.",
    empty: "Enter your voter code",
    refused: "That code did not work. Check it against your voting email.",
    unreachable: "We could not reach the server. Check your connection and try again.",
  },

  mailedCode: {
    title: "Check your email",
    text: "We send a second code to the email address that the organisers have for you. Keep this page open and look into your email.",
    again: "You have been here for long, so we send you another code. Your locked ballot is still here and is sent after it, unchanged.",
    label: "Code from the email",
    hint: "6 digits. The code works for 10 minutes.",
    sending: "Sending you an email",
    sent: "The email is on its way. It may take a minute, and may be among unwanted mail.",
    checking: "Checking your code",
    resend: "Send another email",
    empty: "Enter the 6 digits from the email",
    over: "This code does not work any more. Ask for another email.",
    unreachable: "We could not reach the server. Check your connection and try again.",
    reasons: /** @type {Record<string, string>} */ ({
      wrong_mailed_code: "That is not the code in the newest email.",
      too_many_mails: "No more emails can be sent to you now. Wait an hour, or use the newest email.",
      wrong_state: "Voting is not open any more.",
    }),
  },

  already: {
    title: "You have voted",
    text: "You can vote again. Only your last ballot counts.",
    code: "Your ballot code:",
    again: "Vote again",
    check: "Check this ballot code",
  },

  question: {
    caption: (/** @type {number} */ number, /** @type {number} */ count) =>
      `Question ${number} of ${count}`,
    one: (/** @type {boolean} */ canSkip) =>
      canSkip ? "Choose 1, or skip this question." : "Choose 1.",
    several: (/** @type {number} */ low, /** @type {number} */ high) =>
      `Choose ${range(low, high)}.`,
    points: "Give points to each option. 0 means none.",
    pointsInAll: (/** @type {number} */ low, /** @type {number} */ high) =>
      `Give ${range(low, high)} points in all.`,
    chosen: (/** @type {number} */ count) => `You have chosen ${count}.`,
    chosenAll: (/** @type {number} */ count, /** @type {number} */ high) =>
      `You have chosen ${count} of ${high}.`,
    full: (/** @type {string} */ option) =>
      `To choose ${option}, first remove one of your choices.`,
    alone: (/** @type {string} */ option) =>
      `${option} is chosen alone. First remove your other choices.`,
    besideAlone: (/** @type {string} */ option, /** @type {string} */ chosen) =>
      `To choose ${option}, first remove ${chosen}.`,
    given: (/** @type {number} */ count) =>
      `You have given ${count} ${plural(count, { one: "point", other: "points" })}.`,
    givenOf: (/** @type {number} */ count, /** @type {number} */ high) =>
      `You have given ${count} of ${high} points.`,
    takeAway: (/** @type {number} */ count) => `Take away ${count} to continue.`,
    fewChoices: (/** @type {number} */ count) => `Choose ${count} more to continue`,
    chooseOne: "Choose 1 to continue",
    manyChoices: (/** @type {number} */ count) => `Remove ${count} of your choices to continue`,
    fewPoints: (/** @type {number} */ count) =>
      `Give ${count} more ${plural(count, { one: "point", other: "points" })} to continue`,
    manyPoints: (/** @type {number} */ count) =>
      `Take away ${count} ${plural(count, { one: "point", other: "points" })} to continue`,
    badPoints: (/** @type {string} */ option, /** @type {number} */ high) =>
      `Give ${option} a whole number from 0 to ${high}`,
    pointsFor: (/** @type {number} */ high) => `0 to ${high} points`,
    more: (/** @type {string} */ option) => `More about ${option}`,
    skip: "Skip this question",
    clearOne: "Remove my choice",
    clearAll: "Remove my choices",
    filter: "Find an option",
    filterHint: "Type part of a name. Your choices stay as they are.",
    filtered: (/** @type {number} */ shown, /** @type {number} */ count) =>
      `${shown} of ${count} shown`,
  },

  check: {
    title: "Check your choices, then send your ballot",
    change: "Change",
    noChoice: "No choice",
    stillFew: (/** @type {number} */ count) => `You can still choose ${count}.`,
    stillPoints: (/** @type {number} */ count) =>
      `You can still give ${count} ${plural(count, { one: "point", other: "points" })}.`,
    optionPoints: (/** @type {string} */ option, /** @type {number} */ count) =>
      `${option}: ${count} ${plural(count, { one: "point", other: "points" })}`,
    locking: "Locking your ballot...",
    locked:
      "Your ballot is locked on this device. Nobody can see your choices, not even the organisers.",
    notSent: "It has not been sent yet.",
    code: "Your ballot code:",
    send: "Send my ballot",
    test: "Test this ballot first (it will not be counted)",
    failed: "Your ballot could not be locked on this device. Your choices are still here.",
  },

  test: {
    sending: "Sending your test",
    sendingText: "The locked ballot is opened in public. It will not be counted.",
    title: "This was a test. Your ballot is not sent.",
    held: "We opened the locked ballot. It held:",
    recomputed:
      "This list was worked out from the locked ballot as it stands in the public record, not from what you typed.",
    wrong:
      "If the list is not what you chose, stop and tell us. Use the contact in your voting email.",
    back: "Go back and vote",
    newCode: "Your ballot will be locked again and get a new code.",
    elsewhereTitle: "Check this test on another phone",
    elsewhere:
      "Scan this with another phone, or open the address there. It opens the same test again, from the public record:",
    code: "Code of the test:",
    failedTitle: "The test could not be finished",
    failed: "Nothing was sent as your vote. Your choices are still here.",
    mismatchTitle: "The test did not come out right",
    mismatch:
      "The public record does not show this test as it was sent. Stop here, do not vote on this device, and tell the organisers.",
    quota: "You have used all tests for your voter code. You can still vote.",
  },

  sending: {
    title: "Sending your ballot",
    stay: "Do not close this page.",
    busy:
      "The server is busy just now. Your ballot is sent as soon as it has time. Do not close this page.",
    arrived: "Your ballot has arrived. It is being checked and put into the public record.",
    short: "Sending...",
    lostTitle: "We could not reach the server",
    lost: "We could not reach the server. Your ballot is still here.",
    lostHint: "Trying again sends the same locked ballot. It cannot be counted twice.",
  },

  refused: {
    title: "Your ballot did not arrive correctly",
    text: (/** @type {string} */ reason) =>
      `The server did not take it: ${reason}. Nothing was recorded.`,
    again: "Lock and send again",
    reasons: /** @type {Record<string, string>} */ ({
      proof: "a proof in the ballot does not hold",
      commitments: "what was sent beside the ballot does not fit it",
      nonces: "the keys of this test do not open it",
      repeated: "a part of this ballot is in the record already",
      overtaken: "a ballot sent later with the same voter code was recorded first",
      off_roll:
        "the voter code was replaced, or its voter was taken off the list; if you were sent a newer code, use that one",
      closed: "voting closed before the ballot was recorded",
      signature_refused: "it is not signed by a voter of this election",
      too_many: "too many ballots were sent with this voter code",
      already_used: "this locked ballot was used before",
      too_large: "it is too large",
      malformed: "its form is not right",
    }),
    other: (/** @type {string} */ code) => `reason "${code}"`,
  },

  received: {
    title: "We received your ballot",
    code: "Your ballot code",
    hadArrived: "Your ballot had already arrived.",
    entry: (/** @type {string} */ number) => `It is in the public record now (entry ${number}).`,
    checked: "This device has checked the signed proof of that.",
    nextTitle: "What happens next",
    counting: (/** @type {string} */ time) => `Voting closes on ${time}. Then the count starts.`,
    results:
      "The results will be on the page of this election. You can check there that your ballot was counted.",
    witnesses: {
      enough: (/** @type {number} */ signed, /** @type {number} */ all) =>
        `${signed} of ${all} ${plural(all, { one: "witness", other: "witnesses" })} ${plural(signed, { one: "has", other: "have" })} signed the public record with your ballot in it. Witnesses are outsiders who watch that nothing in the record is changed or taken away.`,
      few: (/** @type {number} */ signed, /** @type {number} */ quorum) =>
        `Fewer witnesses than planned have signed the public record so far: ${signed}, and ${quorum} should.`,
      fewNext:
        "Your ballot is in the record all the same. Save your receipt, and check your ballot code again tomorrow. If the witnesses are still missing then, tell the organisers.",
    },
    save: "Save my receipt",
    savePlain: "Save as a plain file",
    saveHint:
      "Keep a receipt. It proves that your ballot is in the public record, and shows no choices.",
    saving: "Making your receipt...",
    saved: "Your receipt is saved. Look among your downloads.",
    pageUnreachable:
      "We could not get the page for your receipt. Try again, or save it as a plain file, which this device already has.",
    pageFalse:
      "The page from the server is not the receipt this device has checked, so it was not saved. Save your receipt as a plain file, and tell the organisers.",
    check: "Check it now on another device",
    checkText:
      "Scan this with the camera of another phone, or open the address there, or type your ballot code:",
    againTitle: "Changed your mind?",
    againText: (/** @type {string} */ time) =>
      `You can vote again until ${time}. Only your last ballot counts.`,
    again: "Vote again",
    wrongTitle: "Something looks wrong?",
    wrong:
      "Keep your ballot code and your receipt, and write to or call the contact in your voting email.",
    finish: "Finish and sign out",
    unprovenTitle: "Your ballot arrived, but its receipt does not hold",
    unproven:
      "The server says it recorded your ballot, but the proof it gave is not right. Keep your ballot code and tell the organisers.",
  },

  receiptFile: {
    page: (/** @type {string} */ tracker) => `ballot-receipt-${tracker.slice(0, 9)}.html`,
    proof: (/** @type {string} */ tracker) => `ballot-receipt-${tracker.slice(0, 9)}.tlog-proof`,
  },

  late: {
    waiting: "It is not in the public record yet. This takes longer than it should.",
    unwitnessed:
      "Too few witnesses have signed the public record with your ballot in it. This takes longer than it should.",
    keepOpen: "This page goes on by itself as soon as it can.",
    code: "Write down your ballot code, so that you can check it later:",
  },

  promised: {
    title: "Your ballot is not in the public record yet",
    notYet:
      "Your ballot has arrived and follows the rules. It is not in the public record yet, which takes longer than it should.",
    promised:
      "The organisers have promised in writing that it will be in the public record before voting closes. This device has checked the signature under that promise.",
    code: "Your ballot code:",
    save: "Save my promise",
    saveHint:
      "Save the promise. It shows no choices. If your ballot is never recorded, it proves that it should have been.",
    nextTitle: "What to do now",
    keepOpen: "Keep this page open. It goes on by itself when your ballot is in the record.",
    comeBack: "If you cannot wait, save the promise, come back before voting closes, and check your ballot code:",
    refused:
      "The organisers had promised in writing that this ballot would be recorded. Save the promise and show it to them.",
    file: (/** @type {string} */ tracker) => `ballot-promise-${tracker.slice(0, 9)}.promise`,
  },

  closesSoon: (/** @type {number} */ minutes, /** @type {string} */ time) =>
    `Voting closes in less than ${minutes} ${plural(minutes, { one: "minute", other: "minutes" })}. Send your ballot before ${time}.`,
  closedMeanwhile: "The time for voting is over. A ballot sent now may not be taken.",

  states: {
    notOpenTitle: "Voting has not opened yet",
    notOpen: (/** @type {string} */ time) => `Voting opens on ${time}.`,
    notOpenSoon: "Voting will open soon.",
    closedTitle: "Voting has closed",
    closed: (/** @type {string} */ time) => `Voting closed on ${time}.`,
    closedEarly: "No more ballots are taken.",
    checkCode: "Check a ballot code",
    results: "See the results",
    cancelledTitle: "This election was cancelled",
    cancelled: "No votes will be counted.",
    aboutElection: "About this election",
    missingTitle: "There is no such election",
    missing: "Check the link against your voting email.",
    mismatchTitle: "Do not vote on this page",
    mismatch:
      "What the server sent does not match the public record of this election. Your ballot would not be safe. Tell the organisers, and try another device and network.",
    unreachableTitle: "We could not reach the server",
    unreachable: "Check your connection and try again. Nothing was sent.",
    otherTabTitle: "You are already voting in another tab",
    otherTab: "Go on there, or vote here. If you vote here, the choices in the other tab are lost.",
    useThis: "Use this one",
    lostTabTitle: "You are now voting in another tab",
    lostTab: "Close this tab. Nothing about your choices is kept here.",
    finishedTitle: "You have signed out",
    finished: "Close this window. Nothing about your choices is kept here.",
  },
};
