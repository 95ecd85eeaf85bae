/**
 * Entry of the page on which officials try the booth out. It runs the booth's own screens with a
 * key that is thrown away. The booth itself has no such mode: a voter's page never loads this folder.
 * @module
 */

import { openPractice } from "./opening.js";
import { showNotOpened } from "../booth/states.js";

openPractice().catch(showNotOpened);
