/**
 * Reads the task file and the answer file named on the command line as the page does, and prints what it found:
 * the task's header, its entries and payloads, and what the page would send of the answer.
 */

import { readFile } from "node:fs/promises";

import { decodeAnswer } from "../../static/js/trustee/answer-file.js";
import { TaskFile } from "../../static/js/trustee/task-file.js";

const [taskPath, answerPath, election, trustee] = process.argv.slice(2);
const holder = { election, trustee: Number(trustee) };
const text = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);

const task = await TaskFile.open(new Blob([await readFile(taskPath)]), holder);
const entries = await task.entries(0);
const { type, payload, signature } = decodeAnswer(await readFile(answerPath), holder);
const found = {
  header: task.header,
  lines: entries.flatMap(({ entry, payload }) => [text(entry), text(payload)]),
  answer: { type, payload: text(payload), signature },
};
process.stdout.write(JSON.stringify(found));
