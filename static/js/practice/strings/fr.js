/** The words of practice in French. */

export default {
  test: {
    title: "C’était un test, pour essayer",
    held: "Nous avons ouvert le bulletin verrouillé. Il contenait :",
    inPublic:
      "Quand le vote est ouvert, un test comme celui-ci figure au registre public, où tout le monde peut voir ce qu’il contenait. Il n’est jamais compté.",
    back: "Revenir au bulletin",
  },

  end: {
    title: "C’était un essai. Rien n’a été envoyé.",
    voters:
      "Vos choix sont effacés. Ici, les électeurs voient que nous avons reçu leur bulletin, avec son code, et peuvent enregistrer un reçu.",
    effort: (/** @type {string} */ seconds, /** @type {string} */ kilobytes) =>
      `Le verrouillage a pris ${seconds} secondes sur cet appareil. Un vieux téléphone peut mettre dix fois plus longtemps. Le bulletin verrouillé fait ${kilobytes} kilooctets.`,
    again: "Essayer encore",
    leave: "Retour aux questions",
  },
};
