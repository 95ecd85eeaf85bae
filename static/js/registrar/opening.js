/**
 * Opening the registrar's page: the voters who need codes, and what to say if there are none.
 * @module
 */

import { Desk } from "./desk.js";
import { fetchRoll } from "./roll.js";
import { showNothingToMake } from "./start.js";
import { begin } from "./steps.js";
import { showNotOpened } from "./trouble.js";
import { byId } from "../ui/dom.js";
import { showLanguage } from "../ui/language.js";

export async function openRegistrar() {
  showLanguage();
  const { roll, keys, back } = byId("screen").dataset;
  const places = { roll: String(roll), keys: String(keys), back: String(back) };
  try {
    const desk = new Desk(places, await fetchRoll(places.roll));
    if (desk.roll.voters.length > 0) begin(desk);
    else showNothingToMake(desk);
  } catch (error) {
    showNotOpened(error);
  }
}
