/** The booth's words in Spanish. */

import { pluralsOf } from "../../ui/plurals.js";

const plural = pluralsOf("es");

const range = (/** @type {number} */ low, /** @type {number} */ high) => {
  if (low === high) return `${high}`;
  return low === 0 ? `hasta ${high}` : `de ${low} a ${high}`;
};

export default {
  continue: "Continuar",
  tryAgain: "Intentar de nuevo",
  yourTime: (/** @type {string} */ time) => `${time} (su hora)`,
  technical: "Detalles para los organizadores",
  qrCode: "Código QR de la dirección de abajo",

  opening: { title: "Abriendo su papeleta", text: "Tarda un momento." },

  report: "Decir a los organizadores qué se ve raro",
  signIn: {
    title: "Confirme quién es",
    label: "Su código de votante",
    hint: "Está en su correo para votar. Tiene 20 letras y cifras y un signo de control, por ejemplo 7K3M-9QXD-2VTA-R8HN-5CWE-1.",
    newLink: "Envíenme un enlace nuevo",
    checking: "Comprobando su código",
    mistyped:
      "Ese código no está completo o tiene un error al escribirlo. Compárelo con su correo para votar.",
    empty: "Escriba su código de votante",
    refused: "Ese código no ha funcionado. Compárelo con su correo para votar.",
    unreachable: "No hemos podido llegar al servidor. Revise su conexión e inténtelo de nuevo.",
  },

  mailedCode: {
    title: "Mire su correo",
    text: "Enviamos un segundo código a la dirección de correo que los organizadores tienen de usted. Deje esta página abierta y mire su correo.",
    again: "Lleva mucho tiempo aquí, así que le enviamos otro código. Su papeleta sellada sigue aquí y se envía después, sin cambios.",
    label: "Código del correo",
    hint: "6 cifras. El código vale 10 minutos.",
    sending: "Enviándole un correo",
    sent: "El correo está en camino. Puede tardar un minuto y estar entre el correo no deseado.",
    checking: "Comprobando su código",
    resend: "Enviar otro correo",
    empty: "Escriba las 6 cifras del correo",
    over: "Este código ya no vale. Pida otro correo.",
    unreachable: "No hemos podido llegar al servidor. Revise su conexión e inténtelo de nuevo.",
    reasons: /** @type {Record<string, string>} */ ({
      wrong_mailed_code: "Ese no es el código del último correo.",
      too_many_mails: "Ahora no se le pueden enviar más correos. Espere una hora o use el último correo.",
      wrong_state: "La votación ya no está abierta.",
    }),
  },

  already: {
    title: "Usted ha votado",
    text: "Puede votar de nuevo. Solo cuenta su última papeleta.",
    code: "El código de su papeleta:",
    again: "Votar de nuevo",
    check: "Comprobar este código de papeleta",
  },

  question: {
    caption: (/** @type {number} */ number, /** @type {number} */ count) =>
      `Pregunta ${number} de ${count}`,
    one: (/** @type {boolean} */ canSkip) =>
      canSkip ? "Elija 1, o salte esta pregunta." : "Elija 1.",
    several: (/** @type {number} */ low, /** @type {number} */ high) =>
      `Elija ${range(low, high)}.`,
    points: "Dé puntos a cada opción. 0 significa ninguno.",
    pointsInAll: (/** @type {number} */ low, /** @type {number} */ high) =>
      `Dé ${range(low, high)} ${plural(high, { one: "punto", other: "puntos" })} en total.`,
    chosen: (/** @type {number} */ count) => `Ha elegido ${count}.`,
    chosenAll: (/** @type {number} */ count, /** @type {number} */ high) =>
      `Ha elegido ${count} de ${high}.`,
    full: (/** @type {string} */ option) =>
      `Para elegir ${option}, quite primero una de sus opciones.`,
    alone: (/** @type {string} */ option) =>
      `${option} se elige por separado. Quite primero sus otras opciones.`,
    besideAlone: (/** @type {string} */ option, /** @type {string} */ chosen) =>
      `Para elegir ${option}, quite primero ${chosen}.`,
    given: (/** @type {number} */ count) =>
      `Ha dado ${count} ${plural(count, { one: "punto", other: "puntos" })}.`,
    givenOf: (/** @type {number} */ count, /** @type {number} */ high) =>
      `Ha dado ${count} de ${high} puntos.`,
    takeAway: (/** @type {number} */ count) => `Quite ${count} ${plural(count, { one: "punto", other: "puntos" })} para continuar.`,
    fewChoices: (/** @type {number} */ count) => `Elija ${count} más para continuar`,
    chooseOne: "Elija 1 para continuar",
    manyChoices: (/** @type {number} */ count) => `Quite ${count} de sus opciones para continuar`,
    fewPoints: (/** @type {number} */ count) =>
      `Dé ${count} ${plural(count, { one: "punto", other: "puntos" })} más para continuar`,
    manyPoints: (/** @type {number} */ count) =>
      `Quite ${count} ${plural(count, { one: "punto", other: "puntos" })} para continuar`,
    badPoints: (/** @type {string} */ option, /** @type {number} */ high) =>
      `Dé a ${option} un número entero de 0 a ${high}`,
    pointsFor: (/** @type {number} */ high) => `De 0 a ${high} ${plural(high, { one: "punto", other: "puntos" })}`,
    more: (/** @type {string} */ option) => `Más sobre ${option}`,
    skip: "Saltar esta pregunta",
    clearOne: "Quitar mi elección",
    clearAll: "Quitar mis elecciones",
    filter: "Buscar una opción",
    filterHint: "Escriba una parte de un nombre. Sus elecciones siguen como están.",
    filtered: (/** @type {number} */ shown, /** @type {number} */ count) =>
      `Se muestran ${shown} de ${count}`,
  },

  check: {
    title: "Revise sus elecciones y envíe su papeleta",
    change: "Cambiar",
    noChoice: "Nada elegido",
    stillFew: (/** @type {number} */ count) => `Todavía puede elegir ${count}.`,
    stillPoints: (/** @type {number} */ count) =>
      `Todavía puede dar ${count} ${plural(count, { one: "punto", other: "puntos" })}.`,
    optionPoints: (/** @type {string} */ option, /** @type {number} */ count) =>
      `${option}: ${count} ${plural(count, { one: "punto", other: "puntos" })}`,
    locking: "Sellando su papeleta...",
    locked:
      "Su papeleta está sellada en este dispositivo. Nadie puede ver lo que ha elegido, ni siquiera los organizadores.",
    notSent: "Todavía no se ha enviado.",
    code: "El código de su papeleta:",
    send: "Enviar mi papeleta",
    test: "Probar antes esta papeleta (no se contará)",
    failed: "No se ha podido sellar su papeleta en este dispositivo. Sus elecciones siguen aquí.",
  },

  test: {
    sending: "Enviando su prueba",
    sendingText: "La papeleta sellada se abre en público. No se contará.",
    title: "Esto era una prueba. Su papeleta no se ha enviado.",
    held: "Hemos abierto la papeleta sellada. Contenía:",
    recomputed:
      "Esta lista se ha calculado a partir de la papeleta sellada tal como está en el registro público, no de lo que usted marcó.",
    wrong:
      "Si la lista no es lo que usted eligió, pare y avísenos. Use el contacto de su correo para votar.",
    back: "Volver y votar",
    newCode: "Su papeleta se sellará de nuevo y tendrá un código nuevo.",
    elsewhereTitle: "Comprobar esta prueba en otro teléfono",
    elsewhere:
      "Escanee esto con otro teléfono o abra allí la dirección. Abre otra vez la misma prueba, desde el registro público:",
    code: "Código de la prueba:",
    failedTitle: "No se ha podido terminar la prueba",
    failed: "No se ha enviado nada como su voto. Sus elecciones siguen aquí.",
    mismatchTitle: "La prueba no ha salido bien",
    mismatch:
      "El registro público no muestra esta prueba tal como se envió. Pare aquí, no vote en este dispositivo y avise a los organizadores.",
    quota: "Ha usado todas las pruebas de su código de votante. Todavía puede votar.",
  },

  sending: {
    title: "Enviando su papeleta",
    stay: "No cierre esta página.",
    busy:
      "El servidor está ocupado. Su papeleta se envía en cuanto tenga tiempo. No cierre esta página.",
    arrived: "Su papeleta ha llegado. Se está comprobando y anotando en el registro público.",
    short: "Enviando...",
    lostTitle: "No hemos podido llegar al servidor",
    lost: "No hemos podido llegar al servidor. Su papeleta sigue aquí.",
    lostHint: "Si lo intenta de nuevo, se envía la misma papeleta sellada. No se puede contar dos veces.",
  },

  refused: {
    title: "Su papeleta no ha llegado bien",
    text: (/** @type {string} */ reason) =>
      `El servidor no la ha aceptado: ${reason}. No se ha anotado nada.`,
    again: "Sellar y enviar de nuevo",
    reasons: /** @type {Record<string, string>} */ ({
      proof: "una prueba de que la papeleta sigue las reglas no es válida",
      commitments: "lo que se envió junto a la papeleta no corresponde con ella",
      nonces: "las llaves de esta prueba no la abren",
      repeated: "una parte de esta papeleta ya está en el registro",
      overtaken: "una papeleta enviada después con el mismo código de votante se anotó antes",
      off_roll:
        "el código de votante se cambió por otro, o se quitó al votante de la lista; si recibió un código más nuevo, use ese",
      closed: "la votación se cerró antes de que se anotara la papeleta",
      signature_refused: "no está firmada por un votante de esta elección",
      too_many: "se enviaron demasiadas papeletas con este código de votante",
      already_used: "esta papeleta sellada ya se usó antes",
      too_large: "es demasiado grande",
      malformed: "su forma no es correcta",
    }),
    other: (/** @type {string} */ code) => `motivo «${code}»`,
  },

  received: {
    title: "Hemos recibido su papeleta",
    code: "El código de su papeleta",
    hadArrived: "Su papeleta ya había llegado.",
    entry: (/** @type {string} */ number) => `Ya está en el registro público (entrada ${number}).`,
    checked: "Este dispositivo ha comprobado la prueba firmada.",
    nextTitle: "Qué pasa ahora",
    counting: (/** @type {string} */ time) => `La votación se cierra el ${time}. Entonces empieza el recuento.`,
    results:
      "Los resultados estarán en la página de esta elección. Allí podrá comprobar que su papeleta se ha contado.",
    witnesses: {
      enough: (/** @type {number} */ signed, /** @type {number} */ all) =>
        `${signed} de ${all} ${plural(all, { one: "testigo", other: "testigos" })} ${plural(signed, { one: "ha", other: "han" })} firmado el registro público con su papeleta dentro. Los testigos son personas de fuera que vigilan que nada se cambie ni se quite del registro.`,
      few: (/** @type {number} */ signed, /** @type {number} */ quorum) =>
        `Hasta ahora han firmado el registro público menos testigos de lo previsto: ${signed}, y deberían ser ${quorum}.`,
      fewNext:
        "Aun así, su papeleta está en el registro. Guarde su comprobante y compruebe mañana otra vez el código de su papeleta. Si entonces todavía faltan testigos, avise a los organizadores.",
    },
    save: "Guardar mi comprobante",
    savePlain: "Guardar como archivo sencillo",
    saveHint:
      "Guarde un comprobante. Prueba que su papeleta está en el registro público y no muestra lo que eligió.",
    saving: "Haciendo su comprobante...",
    saved: "Su comprobante está guardado. Búsquelo entre sus descargas.",
    pageUnreachable:
      "No hemos podido obtener la página de su comprobante. Inténtelo de nuevo o guárdelo como archivo sencillo, que este dispositivo ya tiene.",
    pageFalse:
      "La página que mandó el servidor no es el comprobante que este dispositivo ha comprobado, así que no se ha guardado. Guarde su comprobante como archivo sencillo y avise a los organizadores.",
    check: "Compruébelo ahora en otro dispositivo",
    checkText:
      "Escanee esto con la cámara de otro teléfono, o abra allí la dirección, o escriba el código de su papeleta:",
    againTitle: "¿Ha cambiado de idea?",
    againText: (/** @type {string} */ time) =>
      `Puede votar de nuevo hasta el ${time}. Solo cuenta su última papeleta.`,
    again: "Votar de nuevo",
    wrongTitle: "¿Ve algo raro?",
    wrong:
      "Guarde el código de su papeleta y su comprobante, y escriba o llame al contacto de su correo para votar.",
    finish: "Terminar y salir",
    unprovenTitle: "Su papeleta llegó, pero su comprobante no es válido",
    unproven:
      "El servidor dice que ha anotado su papeleta, pero la prueba que ha dado no es correcta. Guarde el código de su papeleta y avise a los organizadores.",
  },

  receiptFile: {
    page: (/** @type {string} */ tracker) => `ballot-receipt-${tracker.slice(0, 9)}.html`,
    proof: (/** @type {string} */ tracker) => `ballot-receipt-${tracker.slice(0, 9)}.tlog-proof`,
  },

  late: {
    waiting: "Todavía no está en el registro público. Tarda más de lo que debería.",
    unwitnessed:
      "Han firmado muy pocos testigos el registro público con su papeleta dentro. Tarda más de lo que debería.",
    keepOpen: "Esta página sigue sola en cuanto puede.",
    code: "Apunte el código de su papeleta para poder comprobarlo más tarde:",
  },

  promised: {
    title: "Su papeleta todavía no está en el registro público",
    notYet:
      "Su papeleta ha llegado y sigue las reglas. Todavía no está en el registro público; tarda más de lo que debería.",
    promised:
      "Los organizadores han prometido por escrito que estará en el registro público antes del cierre de la votación. Este dispositivo ha comprobado la firma de esa promesa.",
    code: "El código de su papeleta:",
    save: "Guardar mi promesa",
    saveHint:
      "Guarde la promesa. No muestra lo que eligió. Si su papeleta no se anota nunca, prueba que debería haberse anotado.",
    nextTitle: "Qué puede hacer ahora",
    keepOpen: "Deje esta página abierta. Sigue sola cuando su papeleta está en el registro.",
    comeBack: "Si no puede esperar, guarde la promesa, vuelva antes del cierre de la votación y compruebe el código de su papeleta:",
    refused:
      "Los organizadores habían prometido por escrito que esta papeleta se anotaría. Guarde la promesa y muéstresela.",
    file: (/** @type {string} */ tracker) => `ballot-promise-${tracker.slice(0, 9)}.promise`,
  },

  closesSoon: (/** @type {number} */ minutes, /** @type {string} */ time) =>
    `La votación se cierra en menos de ${minutes} ${plural(minutes, { one: "minuto", other: "minutos" })}. Envíe su papeleta antes de las ${time}.`,
  closedMeanwhile: "El tiempo para votar ha terminado. Puede que no se acepte una papeleta enviada ahora.",

  states: {
    notOpenTitle: "La votación todavía no se ha abierto",
    notOpen: (/** @type {string} */ time) => `La votación se abre el ${time}.`,
    notOpenSoon: "La votación se abrirá pronto.",
    closedTitle: "La votación se ha cerrado",
    closed: (/** @type {string} */ time) => `La votación se cerró el ${time}.`,
    closedEarly: "Ya no se aceptan papeletas.",
    checkCode: "Comprobar un código de papeleta",
    results: "Ver los resultados",
    cancelledTitle: "Esta elección se ha cancelado",
    cancelled: "No se contará ningún voto.",
    aboutElection: "Acerca de esta elección",
    missingTitle: "No existe esa elección",
    missing: "Compare el enlace con su correo para votar.",
    mismatchTitle: "No vote en esta página",
    mismatch:
      "Lo que envió el servidor no corresponde con el registro público de esta elección. Su papeleta no estaría segura. Avise a los organizadores y pruebe con otro dispositivo y otra red.",
    unreachableTitle: "No hemos podido llegar al servidor",
    unreachable: "Revise su conexión e inténtelo de nuevo. No se ha enviado nada.",
    otherTabTitle: "Ya está votando en otra pestaña",
    otherTab: "Siga allí o vote aquí. Si vota aquí, se pierde lo elegido en la otra pestaña.",
    useThis: "Usar esta",
    lostTabTitle: "Ahora está votando en otra pestaña",
    lostTab: "Cierre esta pestaña. Aquí no queda nada de lo que eligió.",
    finishedTitle: "Ha salido",
    finished: "Cierre esta ventana. Aquí no queda nada de lo que eligió.",
  },
};
