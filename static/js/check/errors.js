/**
 * What ends a check of a record before there are verdicts.
 * @module
 */

/** The file is no election record: sentence C01.1 does not hold, and nothing else is tried. */
export class UnusableRecordError extends Error {
  name = "UnusableRecordError";
}

/** Whoever asked for the check does not want it any more. */
export class StoppedError extends Error {
  name = "StoppedError";
}
