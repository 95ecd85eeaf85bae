/** The words of practice in English. Other languages have a file of the same shape. */

export default {
  test: {
    title: "This was a test, for practice",
    held: "We opened the locked ballot. It held:",
    inPublic:
      "When voting is open, a test like this one stands in the public record, where everyone can see what it held. It is never counted.",
    back: "Go back to the ballot",
  },

  end: {
    title: "That was practice. Nothing was sent.",
    voters:
      "Your choices are gone. Voters see here that we received their ballot, with its code, and they can save a receipt.",
    effort: (/** @type {string} */ seconds, /** @type {string} */ kilobytes) =>
      `Locking took ${seconds} seconds on this device. An old phone may need ten times as long. The locked ballot has ${kilobytes} kilobytes.`,
    again: "Practise again",
    leave: "Back to the questions",
  },
};
