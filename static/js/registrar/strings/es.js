/** The registrar's words in Spanish. */

import { pluralsOf } from "../../ui/plurals.js";

const number = (/** @type {number} */ count) => count.toLocaleString("es");

const plural = pluralsOf("es");

const voters = (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "votante", other: "votantes" })}`;

const codes = (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "código", other: "códigos" })}`;

const seconds = (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "segundo", other: "segundos" })}`;

export default {
  title: "Crear los códigos de votante en este ordenador",
  back: "Volver a los votantes",

  start: {
    waiting: (/** @type {number} */ count) => `${voters(count)} ${plural(count, { one: "no tiene", other: "no tienen" })} código todavía.`,
    here: "Los códigos se crean en este navegador y nunca salen de este ordenador. El servidor recibe una llave pública por cada código. Nadie puede averiguar el código a partir de esa llave.",
    files: "Usted guarda los códigos como archivo o como cartas. No están en ningún otro sitio, y nadie puede crearlos de nuevo.",
    computer: "Use un ordenador de confianza que no comparta. Necesita unos diez minutos.",
    warning: "Quien tenga los archivos puede votar por todas las personas que figuran en ellos.",
    make: (/** @type {number} */ count) => `Crear ${codes(count)}`,
    limits: "De qué protege esto, y de qué no",
    nothing: "No hay códigos que crear: cada votante tiene uno, la lista de votantes está vacía o la elección está fijada.",
  },

  making: {
    title: "Creando los códigos",
    label: "Códigos creados",
    begun: "Empezando",
    done: (/** @type {number} */ done, /** @type {number} */ count, /** @type {number} */ left) =>
      `${number(done)} de ${number(count)}. Quedan unos ${seconds(left)}.`,
    stay: "Deje esta página abierta.",
  },

  files: {
    title: "Guarde los archivos",
    intro: (/** @type {number} */ count) =>
      `${codes(count)} ${plural(count, { one: "está creado", other: "están creados" })}. No se ha enviado nada. Si cierra esta página ahora, los códigos se pierden.`,
    merge: "Para mensajes: un archivo para combinar correspondencia",
    mergeText: "Una línea por votante: nombre, correo, código y enlace. Su programa de correo o de oficina hace un mensaje de cada una.",
    saveMerge: "Guardar el archivo para combinar",
    mergeName: "codigos-de-votante.csv",
    letters: "En papel: cartas para imprimir",
    lettersText: (/** @type {number} */ most) =>
      `Una página por votante, con el código y un cuadrado para escanear. Abra el archivo en un navegador e imprímalo. Cada archivo tiene como máximo ${number(most)} cartas.`,
    part: "Qué cartas",
    partName: (/** @type {number} */ part, /** @type {number} */ first, /** @type {number} */ last) =>
      `Parte ${number(part)}: cartas ${number(first)} a ${number(last)}`,
    saveLetters: "Guardar estas cartas",
    lettersName: (/** @type {number} */ part) => `cartas-de-votantes-${part}.html`,
    drawing: "Preparando las cartas",
    saved: (/** @type {string} */ name) => `Su navegador guarda ${name}. Mire si el archivo está ahí.`,
    then: "Cuando tenga todos los archivos que necesita, continúe.",
    goOn: "Continuar",
  },

  proof: {
    title: "Muestre que los archivos están ahí",
    text: "Elija los archivos que guardó. Esta página mira si cada código está en ellos. Los archivos se leen aquí y no se envían.",
    label: "Archivos guardados",
    hint: "El archivo para combinar, o todos los archivos con cartas. Puede elegir varios.",
    check: "Comprobar estos archivos",
    none: "Elija los archivos que guardó",
    missing: (/** @type {number} */ found, /** @type {number} */ count) =>
      `Estos archivos contienen ${number(found)} de ${codes(count)}. Elija todos los archivos, o vuelva atrás y guárdelos de nuevo.`,
    orElse: "¿Está todo impreso, o el archivo ya no está en este ordenador?",
    printed: "Lo he mirado yo: todos los códigos están ahí",
  },

  send: {
    title: "Envíe las llaves públicas",
    text: (/** @type {number} */ count) => [
      `${number(count)} ${plural(count, { one: "llave pública va", other: "llaves públicas van" })} al servidor, todas a la vez o ninguna. Desde entonces los códigos de sus archivos son los de los votantes.`,
      "No se envía ningún código.",
    ],
    send: "Enviar las llaves públicas",
    sending: "Enviando",
    unreachable:
      "No se pudo llegar al servidor, o su sesión está cerrada. Sus códigos siguen aquí. Si la sesión está cerrada, ábrala de nuevo en otra pestaña. Después inténtelo otra vez.",
  },

  renew: {
    waiting: (/** @type {string} */ name) => `Un código nuevo para ${name}.`,
    title: "Reemplace el código del votante",
    text: "El código que este votante tiene ahora deja de funcionar enseguida. Esto no se puede deshacer.",
    reason: "¿Por qué necesita el votante un código nuevo?",
    reasonHint: "Todo el mundo puede leerlo en el registro público, para siempre. No escriba ningún nombre ni dirección.",
    typed: (/** @type {string} */ name) => `Escriba «${name}» para confirmar`,
    send: "Reemplazar el código",
  },

  done: {
    title: "Los votantes tienen sus códigos",
    text: (/** @type {number} */ count) =>
      `El servidor tiene ${number(count)} ${plural(count, { one: "llave pública", other: "llaves públicas" })}. Nunca tuvo un código. Esta página los ha olvidado.`,
    next: "Qué hacer ahora:",
    mail: "Envíe los mensajes o las cartas a los votantes.",
    hide: "Guarde los archivos bajo llave. Bórrelos cuando hayan llegado todos los mensajes y las cartas.",
  },

  waiting: {
    title: "Un segundo organizador tiene que estar de acuerdo",
    text: () => "El código nuevo aún no funciona. Pida a otro organizador que entre, mire esta elección y dé su acuerdo en un plazo de 15 minutos.",
    next: "Cuando haya dado su acuerdo:",
    mail: "Envíe el mensaje o la carta al votante.",
    hide: "Guarde el archivo bajo llave. Bórrelo cuando el mensaje o la carta haya llegado, o si nadie da su acuerdo.",
  },

  trouble: {
    title: "La página no se pudo abrir",
    unreachable: "No se pudo llegar al servidor, o su sesión está cerrada. Ábrala de nuevo e inténtelo otra vez.",
    again: "Intentar de nuevo",
    failedTitle: "Los códigos no se pudieron crear",
    failed: "Algo no funcionó en este navegador. No queda ningún código y no se envió nada.",
    refusedTitle: "El servidor no aceptó las llaves públicas",
    changed: "La lista de votantes ha cambiado desde que creó estos códigos, o la elección está fijada. El servidor no ha guardado nada.",
    refused: "El servidor no ha guardado nada.",
    destroy: "Los códigos de sus archivos no funcionan. Borre los archivos para que nadie los envíe.",
    begin: "Empezar de nuevo",
    technical: "Detalles técnicos",
  },

  letter: {
    demonstration: "Esto es una demostración. Los votos no cuentan aquí.",
    asked: "Puede votar en:",
    times: (/** @type {string} */ opens, /** @type {string} */ closes) => `La votación está abierta desde el ${opens} hasta el ${closes}.`,
    noTimes: "Le diremos cuándo se abre la votación.",
    scan: "Escanee este cuadrado con su teléfono:",
    square: "Cuadrado con su enlace para votar",
    type: "O vaya a esta dirección y escriba su código de votante:",
    keep: "Guarde esta carta para usted: quien tenga el código puede votar en su lugar.",
    again: "Puede votar de nuevo mientras la votación esté abierta. Solo cuenta su última papeleta.",
    never: "Nunca le preguntamos qué eligió.",
    contact: (/** @type {string} */ contact) => `¿Preguntas? ${contact}`,
  },
};
