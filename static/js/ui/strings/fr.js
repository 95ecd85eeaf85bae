/** Words of the shared parts of screens in French. */

export default {
  product: "Tabella",
  error: "Erreur :",
  warning: "Attention",
  thereIsAProblem: "Il y a un problème",
  back: "Retour",
  show: "Afficher",
  hide: "Masquer",
  language: "Langue",
  languageNames: { en: "English", fr: "Français", es: "Español", ar: "العربيّة" },
  frame: {
    skip: "Aller au contenu principal",
    menu: "Menu",
    elections: "Élections",
    how: "Comment ça marche",
    help: "Aide",
    demonstration: "Ceci est une démonstration. Les votes ne comptent pas.",
    aboutDemonstration: "À propos de la démonstration",
    support: "Liens d’aide",
    accessibility: "Accessibilité",
    limits: "Limites",
    motto: "Tabella : des élections que tout le monde peut vérifier.",
    ownFile: "Cette page marche sans réseau et n’envoie rien.",
  },
  steps: { done: "fait", current: "en cours", failed: "échec", waiting: "pas encore" },
};
