/** The words of practice in Spanish. */

export default {
  test: {
    title: "Esto fue una prueba, para practicar",
    held: "Hemos abierto la papeleta sellada. Contenía:",
    inPublic:
      "Cuando la votación está abierta, una prueba como esta queda en el registro público, donde todo el mundo puede ver lo que contenía. Nunca se cuenta.",
    back: "Volver a la papeleta",
  },

  end: {
    title: "Era una práctica. No se ha enviado nada.",
    voters:
      "Sus elecciones se han borrado. Los votantes ven aquí que hemos recibido su papeleta, con su código, y pueden guardar un comprobante.",
    effort: (/** @type {string} */ seconds, /** @type {string} */ kilobytes) =>
      `Sellar la papeleta ha tardado ${seconds} segundos en este dispositivo. Un teléfono antiguo puede tardar diez veces más. La papeleta sellada ocupa ${kilobytes} kilobytes.`,
    again: "Practicar otra vez",
    leave: "Volver a las preguntas",
  },
};
