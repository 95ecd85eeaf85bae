/** Words of the shared parts of screens in Spanish. */

export default {
  product: "Tabella",
  error: "Error:",
  warning: "Atención",
  thereIsAProblem: "Hay un problema",
  back: "Volver",
  show: "Mostrar",
  hide: "Ocultar",
  language: "Idioma",
  languageNames: { en: "English", fr: "Français", es: "Español", ar: "العربيّة" },
  frame: {
    skip: "Ir al contenido principal",
    menu: "Menú",
    elections: "Elecciones",
    how: "Cómo funciona",
    help: "Ayuda",
    demonstration: "Esto es una demostración. Aquí los votos no cuentan.",
    aboutDemonstration: "Acerca de la demostración",
    support: "Enlaces de ayuda",
    accessibility: "Accesibilidad",
    limits: "Límites",
    motto: "Tabella: elecciones que cualquiera puede comprobar.",
    ownFile: "Esta página funciona sin red y no envía nada.",
  },
  steps: { done: "hecho", current: "ahora", failed: "falló", waiting: "todavía no" },
};
