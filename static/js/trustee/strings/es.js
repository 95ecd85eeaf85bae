/** The key holders' words in Spanish. */

import { pluralsOf } from "../../ui/plurals.js";

const plural = pluralsOf("es");

const number = (/** @type {number} */ count) => count.toLocaleString("es");

const duration = (/** @type {number} */ seconds) => {
  if (seconds < 90) return `unos ${Math.max(10, Math.round(seconds / 10) * 10)} segundos`;
  const minutes = Math.round(seconds / 60);
  return plural(minutes, { one: "cerca de 1 minuto", other: `unos ${minutes} minutos` });
};

export default {
  number,
  names: (/** @type {string[]} */ names) => names.join(", "),
  waitingFor: (/** @type {string} */ names) => `Falta: ${names}`,
  tryAgain: "Intentar de nuevo",
  technical: "Detalles para el organizador",
  goBack: "Volver",
  goOn: "Seguir",
  date: (/** @type {Date} */ day) =>
    `del ${day.toLocaleDateString("es", { day: "numeric", month: "long" })}`,

  trouble: {
    unreachable: "No hemos podido llegar al servidor. Esta página lo intenta sola otra vez. No se pierde nada.",
  },

  opening: {
    title: "Abriendo su página",
    text: "Tarda un momento.",
    noToken: "Abra esta página con el enlace entero de su correo",
    noTokenText:
      "Falta la última parte del enlace, detrás del signo #. Sin ella esta página no sabe quién es usted. Copie el enlace entero de su correo o pida al organizador que lo envíe otra vez.",
    refusedTitle: "Este enlace no es para usted o se ha cambiado por otro",
    refused: "Pida al organizador que le envíe un enlace nuevo.",
    otherTabTitle: "Esta página está abierta en otra pestaña",
    otherTab: "Siga allí o siga aquí. No se pierde nada.",
    useThis: "Usar esta",
    lostTabTitle: "Ha seguido en otra pestaña",
    lostTab: "Cierre esta pestaña.",
  },

  home: {
    title: "Usted es custodio de llave",
    who: (/** @type {string} */ name, /** @type {string} */ title) =>
      `Esta página es para ${name}. La elección: ${title}.`,
    twoThings: (/** @type {string} */ when) =>
      `Tiene dos tareas: hacer una llave ahora (5 minutos) y abrir el recuento después ${when} (5 minutos). Use su propio ordenador.`,
    endOfVoting: "del final de la votación",
    again:
      "Se ha vuelto a empezar a hacer llaves. Una llave que hizo antes ya no sirve; haga una nueva.",
    start: "Empezar",
    needed: (/** @type {number} */ needed, /** @type {number} */ all) =>
      `${needed} de ${all} custodios de llave deben ayudar a abrir el recuento. Si menos de ${needed} conservan su llave, los votos no se podrán contar nunca.`,
  },

  newKey: {
    title: "Haga su llave",
    text: "Su llave se hace en este ordenador. Se guarda en un archivo que solo abre su frase secreta.",
    label: "Elija una frase secreta",
    hint: "Al menos 12 caracteres. Van bien cuatro o cinco palabras que no tengan nada que ver entre sí. Puede pegarla desde un gestor de contraseñas.",
    make: "Hacer mi llave",
    making: "Haciendo su llave",
    reading: "Leyendo el registro público",
    weak: /** @type {Record<string, string>} */ ({
      empty: "Escriba una frase secreta",
      short: "Su frase secreta debe tener 12 caracteres o más",
      few: "Su frase secreta repite los mismos pocos caracteres. Elija una más difícil de adivinar",
      row: "Su frase secreta es una fila de teclas o letras vecinas. Elija una más difícil de adivinar",
      common:
        "Su frase secreta tiene una palabra que se prueba primero, como «password». Elija una más difícil de adivinar",
      name: "Su frase secreta tiene su nombre o el nombre de la elección. Elija una más difícil de adivinar",
    }),
  },

  check: {
    title: "Compruebe su archivo de llave",
    saved: (/** @type {string} */ name) => `Su archivo de llave se ha guardado como ${name}.`,
    keepApart: "Guarde este archivo y la frase secreta en sitios distintos. Nosotros no tenemos copia.",
    notSent: "Todavía no se ha enviado nada. Vea antes si el archivo que guarda se puede abrir.",
    saveAgain: "Guardar el archivo otra vez",
    check: "Comprobar mi archivo de llave",
    works: "Su llave funciona.",
    finish: "Terminar",
    finishHint: "Podrá terminar cuando el archivo se haya abierto.",
    sending: "Enviando la parte pública de su llave",
  },

  keyForm: {
    file: "Su archivo de llave",
    fileHint: "El archivo que guardó al hacer su llave. Se queda en este ordenador.",
    passphrase: "Su frase secreta",
    opening: "Abriendo su archivo de llave",
    noFile: "Elija su archivo de llave",
    tooLarge: "Esto no es un archivo de llave. Elija el archivo que guardó al hacer su llave",
    noPassphrase: "Escriba su frase secreta",
    problems: /** @type {Record<string, string>} */ ({
      "key_file:passphrase":
        "La frase secreta no abre este archivo. Mire si hay errores al escribirla, o si el archivo ha cambiado",
      "key_file:damaged":
        "Esto no es un archivo de llave o está dañado. Elija el archivo que guardó al hacer su llave",
      "key_file:other_election":
        "Este archivo de llave es de otra elección. Elija el de esta",
      "key_file:other_trustee": "Este es el archivo de llave de otro custodio. Elija el suyo",
      earlier:
        "Este archivo de llave es de un intento anterior que se paró. Elija el que hizo después",
      other_key:
        "Esta no es la llave que está a su nombre en el registro público. Elija el otro archivo que guardó y avise al organizador si no hay ninguno",
      missing:
        "Esta llave nunca se envió: salió de la página antes de pulsar Terminar. Elija el último archivo que hizo",
    }),
  },

  rounds: {
    title: "Junte las llaves",
    resumeText:
      "Los pasos siguientes necesitan su llave. Elija su archivo de llave; lo demás va solo mientras esta página esté abierta.",
    open: "Seguir",
    text: "Esto va solo. Deje esta página abierta si puede. También puede cerrarla y volver con su archivo de llave.",
    unchanged: "Su llave está en el registro público, sin cambios.",
    keys: "Cada uno hace una llave",
    shares: "Cada uno envía a los demás una parte sellada",
    confirm: "Cada uno comprueba las partes",
    doneOf: (/** @type {number} */ done, /** @type {number} */ all) => `${done} de ${all}: hecho`,
    complaintTitle: "Una parte no encaja",
    complaint: (/** @type {string} */ name) =>
      `La parte de ${name} no encaja con la suya. Hemos avisado al organizador.`,
    complaintNext:
      "El trabajo con las llaves se para aquí. El organizador lo empezará de nuevo y cada uno hará una llave nueva. Su archivo de llave ya no sirve.",
  },

  stopped: {
    title: "Se ha parado el trabajo con las llaves",
    restart:
      "Cuando el organizador lo empiece de nuevo, aquí hará una llave nueva. Su archivo de llave ya no servirá. Esta página sigue sola.",
    parts: /** @type {Record<string, (by: string, against: string) => string>} */ ({
      share: (by, against) => `La parte que ${against} envió a ${by} no encaja.`,
      proof: (by, against) => `${by} ha visto que una prueba de ${against} no es válida.`,
      transcript: (by, against) => `${by} y ${against} no ven las mismas llaves.`,
    }),
    cancelledTitle: "Esta elección se ha cancelado",
    cancelled: "No queda nada por hacer.",
    spent: "Puede borrar su archivo de llave.",
  },

  sent: "Enviado. Esperando a que aparezca en el registro público.",

  drill: {
    title: "Pruebe su archivo de llave",
    text: "Haga como si fuera el día del recuento: tome la copia del archivo que va a guardar y escriba otra vez la frase secreta. Lo mejor es hacerlo desde otro dispositivo o en una ventana privada.",
    asked:
      "El organizador pide a todos que prueben una vez más su archivo de llave, antes del cierre de la votación.",
    prove: "Probar mi archivo de llave",
    proving: "Probando su llave",
    doneTitle: "Su archivo de llave funciona",
    done: "Ha abierto su llave, y el registro público muestra que usted puede abrir el recuento.",
  },

  waiting: {
    nothing: "Ahora no hay nada que hacer. Cierre esta página si quiere.",
    laterKey: "Podrá hacer su llave en cuanto empiece el organizador. Esta página sigue sola.",
    laterUnlock: (/** @type {string} */ when) =>
      `Vuelva después ${when} para abrir el recuento. Recibirá un correo cuando sea el momento. Hasta entonces guarde su archivo de llave y su frase secreta en sitios distintos.`,
    rounds: "Esta página sigue sola.",
    holders: "Todos los custodios de llave",
    states: /** @type {Record<string, string>} */ ({
      unlocked: "Ha abierto el recuento",
      drilled: "Archivo de llave probado",
      waived: "Sigue sin probar el archivo de llave",
      key: "Llave hecha",
      none: "Todavía sin llave",
    }),
  },

  unlock: {
    title: "Abrir el recuento",
    reading: "Leyendo el registro público",
    counting: "Sumando otra vez todas las papeletas selladas",
    checking: "Comprobando la prueba de cada papeleta",
    stages: (/** @type {number} */ done, /** @type {number} */ total) =>
      `${number(done)} de ${number(total)}`,
    left: (/** @type {number} */ seconds) => `quedan ${duration(seconds)}`,
    totals: (/** @type {number} */ count) => [
      "Va a abrir ",
      `${number(count)} ${plural(count, { one: "total", other: "totales" })}`,
      ".",
    ],
    noSingle: "No va a abrir ninguna papeleta por separado.",
    checkFirst:
      "Si puede, compruebe antes las pruebas de las papeletas. Solo así puede decir este dispositivo que usted no abre ninguna papeleta por separado.",
    locked: "Totales sellados",
    entry: (/** @type {number} */ index) => `Entrada ${number(index)}, código`,
    ballots: "Papeletas",
    ballotsText: (
      /** @type {number} */ counted,
      /** @type {number} */ replaced,
      /** @type {number} */ tests,
    ) =>
      `${number(counted)} ${plural(counted, { one: "contada", other: "contadas" })}, ${number(replaced)} ${plural(replaced, { one: "reemplazada", other: "reemplazadas" })}, ${number(tests)} ${plural(tests, { one: "prueba", other: "pruebas" })}`,
    list: "Lista de votantes desde la fijación",
    listText: (
      /** @type {number} */ reissued,
      /** @type {number} */ revoked,
      /** @type {number} */ withdrawn,
    ) =>
      `Códigos nuevos: ${number(reissued)}. Votantes quitados: ${number(revoked)}; sus papeletas, no contadas: ${number(withdrawn)}. El registro público dice cuándo y por qué.`,
    sums: "Sumas",
    sumsText: "Sumadas otra vez en este dispositivo. Son las mismas que en el registro público.",
    proofs: "Pruebas de las papeletas",
    proofsChecked: "Comprobadas en este dispositivo. Todas son válidas.",
    notChecked: "Sin comprobar en este dispositivo.",
    checkNow: (/** @type {number} */ seconds) => `Comprobar ahora, ${duration(seconds)}`,
    skip: "Saltar esta comprobación",
    single: (/** @type {string} */ contests) =>
      `En ${contests} solo se cuenta una papeleta. Al abrir los totales se ve lo que contiene. Puede que el organizador lo haya acordado con el votante; si no lo sabe, pregunte.`,
    question: (/** @type {number} */ contest) => `pregunta ${contest}`,
    singleAccept: "Lo sé, y abro los totales",
    singleMissing: "Diga que lo sabe, o pare aquí y pregunte al organizador",
    button: "Abrir con mi parte",
    unlocking: "Preparando su parte de apertura",
    sending: "Enviando su parte",
    doneTitle: "Ha dado su parte de apertura",
    done: (/** @type {number} */ given, /** @type {number} */ needed) =>
      `Hecho. ${given} de las ${needed} partes necesarias ${plural(given, { one: "está", other: "están" })} en el registro público.`,
    another:
      "Este dispositivo ya abrió otros totales de esta elección. Los totales se abren una sola vez. No se ha enviado nada.",
  },

  finished: {
    title: "Ha terminado",
    text: (/** @type {string} */ when) =>
      `Borre su archivo de llave después ${when}, salvo que el organizador le pida guardarlo más tiempo.`,
    noDate: "Borre su archivo de llave cuando el resultado ya no se pueda discutir.",
    keep: "Guarde su archivo de llave por ahora. En cuanto el registro público muestre que ya no hace falta, esta página lo dirá aquí.",
    thanks: "Gracias.",
    record: "Ver el registro público",
  },

  lost: {
    link: "He perdido mi archivo de llave o mi frase secreta",
    title: "¿Ha perdido su llave?",
    text: "Busque antes en otros dispositivos y en sus copias de seguridad. Si ha perdido el archivo de llave o la frase secreta, avise al organizador ahora. Antes de que empiece la votación pueden darle una llave nueva. Después el recuento puede peligrar, y cuanto antes se sepa, mejor.",
    report: "Sí, avisar al organizador",
    reporting: "Avisando al organizador",
    doneTitle: "Hemos avisado al organizador",
    done: "Le escribirá. Si encuentra la llave, dígaselo también.",
    told: "Usted dijo al organizador que ha perdido su llave. Si la ha encontrado, dígaselo.",
  },

  offline: {
    summary: "¿Prefiere un ordenador sin internet?",
    intro:
      "Puede hacer este paso en un ordenador que nunca se conecta. Lleve y traiga dos archivos pequeños, por ejemplo en una memoria USB.",
    program: "Guarde el programa, una vez:",
    fileHash: (/** @type {string} */ name) => `SHA-256 de ${name}, que puede calcular usted mismo:`,
    toolHash: "La huella de todos los archivos de la herramienta:",
    allFiles: "Todos los archivos",
    same: "Esta huella está en el registro público, así que a todos se les muestra la misma lista. Para saber si un archivo es el de la lista hay que calcular su SHA-256.",
    changed:
      "La herramienta cambió entre la creación de las llaves y el momento en que se fijó la elección. El registro público contiene las dos huellas; pregunte al organizador qué cambió.",
    otherThanFrozen:
      "Esta huella no es la que se publicó cuando se fijó la elección. Puede que la herramienta se haya corregido desde entonces. Antes de usarla, pregunte al organizador qué cambió y compare esta huella con los demás custodios de llave.",
    otherThanBegun:
      "Esta huella no es la que se publicó cuando empezó la creación de las llaves. Puede que la herramienta se haya corregido desde entonces. Antes de usarla, pregunte al organizador qué cambió y compare esta huella con los demás custodios de llave.",
    asBegun: "Es la que se publicó cuando empezó la creación de las llaves.",
    programPage: "key-tool.html",
    programPageText: "una página que se abre en un navegador, sin internet",
    programPython: "tabella-trustee.pyz",
    programPythonText: "un programa para terminal; necesita Python 3.11",
    task: "Guarde el archivo de tarea:",
    taskButton: "Descargar el archivo de tarea",
    run: "Lleve los dos al otro ordenador. Abra allí la página y elija el archivo de tarea, o ejecute:",
    answer: "Traiga de vuelta el archivo de respuesta y elíjalo aquí:",
    send: "Enviar la respuesta",
    noAnswer: "Elija el archivo de respuesta",
    problems: /** @type {Record<string, string>} */ ({
      "answer_file:damaged": "Esto no es un archivo de respuesta o está dañado",
      "answer_file:other_election": "Este archivo de respuesta es de otra elección",
      "answer_file:other_trustee": "Este es el archivo de respuesta de otro custodio de llave",
    }),
    refused: (/** @type {string} */ reason) => `El servidor no ha aceptado la respuesta: ${reason}`,
  },

  task: {
    title: "Herramienta de los custodios de llave",
    text: "Esta página funciona sin internet y no envía nada. Elija el archivo de tarea que descargó de su página de custodio de llave.",
    label: "El archivo de tarea",
    open: "Abrir el archivo de tarea",
    noFile: "Elija el archivo de tarea",
    damaged: "Esto no es un archivo de tarea o está dañado. Descárguelo otra vez de su página",
    answerTitle: "Guarde el archivo de respuesta",
    answer: (/** @type {string} */ name) =>
      `Guarde ${name}, llévelo a un ordenador con internet, abra allí su página de custodio de llave y elíjalo en «¿Prefiere un ordenador sin internet?».`,
    save: "Guardar el archivo de respuesta",
    saved: "Guardado.",
    nothing: "Este archivo de tarea no le pide nada. Mire su página de custodio de llave.",
    another: "Abrir otro archivo de tarea",
  },

  problem: {
    title: "Pare aquí",
    refused:
      "Lo que muestra el servidor no es correcto. No se ha enviado nada. Su llave sigue segura. No lo intente en otra página; el organizador tiene que examinarlo.",
    told: "Hemos avisado al organizador.",
    tell: "Avise al organizador, mejor por teléfono.",
    otherTitle: "Esto no ha funcionado",
    other: "No se ha enviado nada. Inténtelo de nuevo. Si vuelve a fallar, avise al organizador.",
    codes: /** @type {Record<string, string>} */ ({
      has_key:
        "Ya hay una llave a su nombre en el registro público. Si no la hizo usted, avise al organizador.",
      stopped: "Se ha parado el trabajo con las llaves. No se ha enviado nada.",
      restarted: "Se ha vuelto a empezar a hacer llaves. Haga una llave nueva.",
      not_yet: "Otros tienen que hacer antes su parte. No se ha enviado nada.",
      cancelled: "Esta elección se ha cancelado. No se ha enviado nada.",
      already_unlocked: "Usted ya ha abierto estos totales.",
      opened_by_others: "Los totales se abrieron sin su llave. No tiene que hacer nada.",
      "task_file:damaged":
        "El archivo de tarea está dañado o cortado. Descárguelo otra vez de su página.",
    }),
    serverTitle: "El servidor no lo ha aceptado",
    server: "No se pierde nada. Inténtelo de nuevo. Si vuelve a fallar, avise al organizador.",
    entry: (/** @type {number} */ index) => `La entrada ${number(index)} del registro público está mal.`,
    by: (/** @type {string} */ name) => `Lo que envió ${name} no es válido.`,
  },

  files: {
    key: (/** @type {string} */ election, /** @type {string} */ name) =>
      `${election}-llave-${name}.txt`,
    task: (/** @type {string} */ election) => `${election}-tarea.txt`,
    answer: (/** @type {string} */ election) => `${election}-respuesta.txt`,
    election: "eleccion",
    holder: (/** @type {number} */ trustee) => `custodio-${trustee}`,
  },
};
