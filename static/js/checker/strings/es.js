/** The checker's words in Spanish. */

import { pluralsOf } from "../../ui/plurals.js";

const number = (/** @type {number} */ count) => count.toLocaleString("es");

const decimal = (/** @type {number} */ value) =>
  value.toLocaleString("es", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const plural = pluralsOf("es");

const duration = (/** @type {number} */ seconds) => {
  if (seconds < 1.5) return "1 segundo";
  if (seconds < 10) return `${Math.round(seconds)} segundos`;
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} segundos`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutos`;
  return `${decimal(seconds / 3600)} horas`;
};

export default {
  title: "Comprobar esta elección en su dispositivo",
  intro: "Esta página comprueba todo el registro público en su propio dispositivo: cada papeleta, los totales y el resultado.",
  nothingSent: "No se envía nada.",
  sameServer:
    "Esta página viene del mismo servidor que la elección. Para mayor seguridad use otra vía: el comprobador en un solo archivo, tomado de un sitio de confianza, o el programa para terminal.",
  otherWay: "Otras formas de comprobar",
  ownFile: "Esta página funciona sin red y no envía nada.",

  start: "Empezar a comprobar",
  pause: "Pausa",
  resume: "Seguir",
  sample: "Comprobar antes 100 papeletas al azar",
  ballots: (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "papeleta", other: "papeletas" })}`,
  estimate: (/** @type {number} */ count, /** @type {number} */ seconds) =>
    `${number(count)} ${plural(count, { one: "papeleta", other: "papeletas" })}: ${duration(seconds)} aproximadamente en este dispositivo`,
  goesOn: (/** @type {number} */ count) =>
    `${number(count)} ${plural(count, { one: "papeleta ya se comprobó", other: "papeletas ya se comprobaron" })} en este dispositivo. La comprobación sigue desde ahí.`,
  background: "Mientras tanto puede usar otras ventanas. Si cierra esta página, la comprobación sigue donde estaba cuando vuelva.",

  chooseFile: "Archivo del registro",
  chooseFileHint: "El archivo que descargó, por ejemplo record.zip. También puede soltarlo sobre esta página.",
  useFile: "Comprobar un archivo que ya tiene",
  noFile: "Elija antes el archivo del registro",
  kept: "Guardé una copia firmada del estado del registro",
  keptLabel: "Lo que guardó (un punto de control)",
  keptHint: "Péguelo aquí. Si el registro se ha reescrito desde entonces, esta comprobación lo descubre.",
  keptFile: "O elija el archivo en el que está",

  downloading: "Descargando el registro",
  downloaded: (/** @type {number} */ done, /** @type {number} */ total) =>
    total > 0
      ? `${decimal(done / 1e6)} de ${decimal(total / 1e6)} MB`
      : `${decimal(done / 1e6)} MB`,
  unreachable: "No hemos podido leer el registro público. Esto no dice nada sobre la elección. Inténtelo más tarde.",
  changed: "El archivo no se ha podido leer hasta el final. Si ha cambiado o se ha movido, elíjalo de nuevo.",
  failed: "La comprobación se ha parado por un fallo de esta página o del navegador. Esto no dice nada sobre la elección.",

  progress: "Hasta dónde ha llegado la comprobación",
  parts: {
    record: "Registro sin roturas (huellas, firmas)",
    voters: "Cada votante contado una vez",
    ballots: "Cada papeleta sigue las reglas",
    totals: "Los totales cuadran",
    keys: "Los custodios de llave los abrieron bien",
  },
  states: {
    waiting: "En espera",
    working: "Comprobando",
    done: "Comprobado",
    fail: "Problema encontrado",
    pass: "Superado",
    open: "Sin comprobar",
  },
  count: (/** @type {number} */ done, /** @type {number} */ total) =>
    `${number(done)} de ${number(total)}`,
  problems: (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "problema encontrado", other: "problemas encontrados" })}`,
  paused: "La comprobación está en pausa.",
  working: (/** @type {string} */ part) => `Comprobando: ${part}`,
  finished: "La comprobación ha terminado.",

  passed: "Las 5 comprobaciones se han superado. El resultado publicado coincide con el registro público.",
  passedCancelled: "Las 5 comprobaciones se han superado. La elección se canceló y no tiene resultado.",
  incomplete: "No hay nada mal en lo que está, pero el registro no está completo.",
  incompleteText: "La elección no ha terminado o falta algo. No se han podido hacer estas comprobaciones:",
  sampled: (/** @type {number} */ count) =>
    `No hay nada mal en ${number(count)} ${plural(count, { one: "papeleta elegida", other: "papeletas elegidas" })} al azar.`,
  sampledText: "Para saberlo de todas, empiece la comprobación completa.",
  unusable: "Este archivo no es el registro de una elección.",
  problemsText:
    "Guarde el informe y envíelo a personas de confianza. Compruebe también el registro con otro programa antes de sacar conclusiones.",
  entry: (/** @type {string} */ index) => `Entrada ${index}`,
  more: (/** @type {number} */ count) => `y ${number(count)} más`,
  demonstration: "Demostración. Aquí los votos no cuentan.",
  result: "El resultado, tal como se ha comprobado",
  votes: (/** @type {number} */ count) => number(count),
  about: (/** @type {string} */ origin, /** @type {string} */ key) => `${origin}, llave del registro ${key}`,
  detailsTitle: "Las doce comprobaciones, una por una",
  notes: "Conviene saber",
  saveReport: "Guardar el informe",
  saveJson: "Guardar el informe para programas (JSON)",
  again: "Comprobar de nuevo",
  reportName: "comprobacion-eleccion",
  reportMade: (/** @type {string} */ date) =>
    `Hecho el ${date} por el comprobador que funciona en un navegador.`,
  fingerprint: "Huella del archivo del registro (SHA-256 de los SHA-256 de cada trozo de 1 MiB)",
};
