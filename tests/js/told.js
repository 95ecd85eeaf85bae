/** Prints the English words of all apps as JSON: by app and part, the texts in it. */

const APPS = ["booth", "checker", "practice", "registrar", "trustee", "ui"];
const SPECIAL = { names: [["Ana", "Tom"]], date: [new Date("2030-06-12T12:00:00Z")] };

/** Every text of a part; functions are given small numbers. */
function texts(value, name = "") {
  if (typeof value === "string") return [value];
  if (typeof value === "function")
    return [value(...(SPECIAL[name] ?? ["3", "4", "5"].slice(0, value.length)))].flat();
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, key));
}

const told = {};
for (const app of APPS) {
  const { default: words } = await import(`../../static/js/${app}/strings/en.js`);
  for (const [part, value] of Object.entries(words)) told[`${app}: ${part}`] = texts(value, part);
}
process.stdout.write(JSON.stringify(told));
