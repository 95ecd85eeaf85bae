/** The checker's words in French. */

import { pluralsOf } from "../../ui/plurals.js";

const number = (/** @type {number} */ count) => count.toLocaleString("fr");

const decimal = (/** @type {number} */ value) =>
  value.toLocaleString("fr", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const plural = pluralsOf("fr");

const duration = (/** @type {number} */ seconds) => {
  if (seconds < 1.5) return "1 seconde";
  if (seconds < 10) return `${Math.round(seconds)} secondes`;
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} secondes`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutes`;
  return `${decimal(seconds / 3600)} heures`;
};

export default {
  title: "Vérifier cette élection sur votre appareil",
  intro: "Cette page vérifie tout le registre public sur votre propre appareil : chaque bulletin, les totaux et le résultat.",
  nothingSent: "Rien n’est envoyé.",
  sameServer:
    "Cette page vient du même serveur que l’élection. Pour plus de sûreté, prenez une autre voie : le vérificateur en un seul fichier, venant d’un endroit de confiance, ou le programme pour terminal.",
  otherWay: "Autres façons de vérifier",
  ownFile: "Cette page marche sans réseau et n’envoie rien.",

  start: "Commencer la vérification",
  pause: "Pause",
  resume: "Reprendre",
  sample: "Vérifier d’abord 100 bulletins au hasard",
  ballots: (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "bulletin", other: "bulletins" })}`,
  estimate: (/** @type {number} */ count, /** @type {number} */ seconds) =>
    `${number(count)} ${plural(count, { one: "bulletin", other: "bulletins" })} : environ ${duration(seconds)} sur cet appareil`,
  goesOn: (/** @type {number} */ count) =>
    `${number(count)} ${plural(count, { one: "bulletin a déjà été vérifié", other: "bulletins ont déjà été vérifiés" })} sur cet appareil. La vérification continue à partir de là.`,
  background: "Vous pouvez utiliser d’autres fenêtres pendant ce temps. Si vous fermez cette page, la vérification reprendra là où elle en était quand vous reviendrez.",

  chooseFile: "Fichier du registre",
  chooseFileHint: "Le fichier que vous avez téléchargé, par exemple record.zip. Vous pouvez aussi le déposer sur cette page.",
  useFile: "Vérifier plutôt un fichier que vous avez",
  noFile: "Choisissez d’abord le fichier du registre",
  kept: "J’ai gardé une copie signée de l’état du registre",
  keptLabel: "Ce que vous avez gardé (un point de contrôle)",
  keptHint: "Collez-le ici. Si le registre a été réécrit depuis, cette vérification le découvre.",
  keptFile: "Ou choisissez le fichier où il se trouve",

  downloading: "Téléchargement du registre",
  downloaded: (/** @type {number} */ done, /** @type {number} */ total) =>
    total > 0
      ? `${decimal(done / 1e6)} sur ${decimal(total / 1e6)} Mo`
      : `${decimal(done / 1e6)} Mo`,
  unreachable: "Nous n’avons pas pu lire le registre public. Cela ne dit rien sur l’élection. Réessayez plus tard.",
  changed: "Le fichier n’a pas pu être lu jusqu’au bout. S’il a été changé ou déplacé, choisissez-le à nouveau.",
  failed: "La vérification s’est arrêtée à cause d’un défaut de cette page ou du navigateur. Cela ne dit rien sur l’élection.",

  progress: "Où en est la vérification",
  parts: {
    record: "Registre intact (empreintes, signatures)",
    voters: "Chaque électeur compté une fois",
    ballots: "Chaque bulletin respecte les règles",
    totals: "Les totaux sont justes",
    keys: "Les gardiens de clé les ont ouverts correctement",
  },
  states: {
    waiting: "En attente",
    working: "Vérification",
    done: "Vérifié",
    fail: "Problème trouvé",
    pass: "Réussi",
    open: "Non vérifié",
  },
  count: (/** @type {number} */ done, /** @type {number} */ total) =>
    `${number(done)} sur ${number(total)}`,
  problems: (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "problème trouvé", other: "problèmes trouvés" })}`,
  paused: "La vérification est en pause.",
  working: (/** @type {string} */ part) => `Vérification : ${part}`,
  finished: "La vérification est terminée.",

  passed: "Les 5 vérifications ont réussi. Le résultat publié correspond au registre public.",
  passedCancelled: "Les 5 vérifications ont réussi. L’élection a été annulée et n’a pas de résultat.",
  incomplete: "Rien n’est faux dans ce qui est là, mais le registre n’est pas complet.",
  incompleteText: "L’élection n’est pas finie, ou il manque quelque chose. Ces vérifications n’ont pas pu être faites :",
  sampled: (/** @type {number} */ count) =>
    `Rien n’est faux dans ${number(count)} ${plural(count, { one: "bulletin tiré", other: "bulletins tirés" })} au hasard.`,
  sampledText: "Pour le savoir de tous, lancez la vérification complète.",
  unusable: "Ce fichier n’est pas le registre d’une élection.",
  problemsText:
    "Enregistrez le rapport et envoyez-le à des personnes de confiance. Vérifiez aussi le registre avec un autre programme avant de conclure.",
  entry: (/** @type {string} */ index) => `Entrée ${index}`,
  more: (/** @type {number} */ count) => `et ${number(count)} de plus`,
  demonstration: "Démonstration. Les votes ne comptent pas.",
  result: "Le résultat, tel qu’il a été vérifié",
  votes: (/** @type {number} */ count) => number(count),
  about: (/** @type {string} */ origin, /** @type {string} */ key) => `${origin}, clé du journal ${key}`,
  detailsTitle: "Les douze vérifications, une par une",
  notes: "Bon à savoir",
  saveReport: "Enregistrer le rapport",
  saveJson: "Enregistrer le rapport pour les programmes (JSON)",
  again: "Vérifier à nouveau",
  reportName: "verification-election",
  reportMade: (/** @type {string} */ date) =>
    `Fait le ${date} par le vérificateur qui marche dans un navigateur.`,
  fingerprint: "Empreinte du fichier du registre (SHA-256 des SHA-256 de chaque morceau de 1 Mio)",
};
