/**
 * The tool refuses to go on, for a reason of its own.
 * @module
 */

/** The message is meant for people. */
export class RefusedByToolError extends Error {
  name = "RefusedByToolError";
}
