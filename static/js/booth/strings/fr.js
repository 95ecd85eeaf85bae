/** The booth's words in French. */

import { pluralsOf } from "../../ui/plurals.js";

const plural = pluralsOf("fr");

const range = (/** @type {number} */ low, /** @type {number} */ high) => {
  if (low === high) return `${high}`;
  return low === 0 ? `jusqu’à ${high}` : `de ${low} à ${high}`;
};

export default {
  continue: "Continuer",
  tryAgain: "Réessayer",
  yourTime: (/** @type {string} */ time) => `${time} (à votre heure)`,
  technical: "Détails pour les organisateurs",
  qrCode: "Code QR de l’adresse ci-dessous",

  opening: { title: "Ouverture de votre bulletin", text: "Cela prend un instant." },

  report: "Dire aux organisateurs ce qui ne va pas",
  signIn: {
    title: "Confirmez qui vous êtes",
    label: "Votre code d’électeur",
    hint: "Il se trouve dans votre e-mail de vote. Il a 20 lettres et chiffres et un signe de contrôle, par exemple 7K3M-9QXD-2VTA-R8HN-5CWE-1.",
    newLink: "Envoyez-moi un nouveau lien",
    checking: "Vérification de votre code",
    mistyped:
      "Ce code n’est pas complet ou contient une faute de frappe. Comparez-le à votre e-mail de vote.",
    empty: "Saisissez votre code d’électeur",
    refused: "Ce code n’a pas marché. Comparez-le à votre e-mail de vote.",
    unreachable: "Nous n’avons pas pu joindre le serveur. Vérifiez votre connexion et réessayez.",
  },

  mailedCode: {
    title: "Regardez votre e-mail",
    text: "Nous envoyons un deuxième code à l’adresse e-mail que les organisateurs ont pour vous. Gardez cette page ouverte et regardez votre messagerie.",
    again: "Vous êtes ici depuis longtemps : nous vous envoyons un autre code. Votre bulletin verrouillé est encore là et partira ensuite, inchangé.",
    label: "Code reçu par e-mail",
    hint: "6 chiffres. Le code est valable 10 minutes.",
    sending: "Envoi d’un e-mail",
    sent: "L’e-mail est en route. Cela peut prendre une minute ; il peut se trouver parmi les indésirables.",
    checking: "Vérification de votre code",
    resend: "Envoyer un autre e-mail",
    empty: "Saisissez les 6 chiffres de l’e-mail",
    over: "Ce code n’est plus valable. Demandez un autre e-mail.",
    unreachable: "Nous n’avons pas pu joindre le serveur. Vérifiez votre connexion et réessayez.",
    reasons: /** @type {Record<string, string>} */ ({
      wrong_mailed_code: "Ce n’est pas le code du dernier e-mail.",
      too_many_mails: "Nous ne pouvons plus vous envoyer d’e-mail pour le moment. Attendez une heure ou utilisez le dernier e-mail.",
      wrong_state: "Le vote n’est plus ouvert.",
    }),
  },

  already: {
    title: "Vous avez voté",
    text: "Vous pouvez voter à nouveau. Seul votre dernier bulletin compte.",
    code: "Le code de votre bulletin :",
    again: "Voter à nouveau",
    check: "Vérifier ce code de bulletin",
  },

  question: {
    caption: (/** @type {number} */ number, /** @type {number} */ count) =>
      `Question ${number} sur ${count}`,
    one: (/** @type {boolean} */ canSkip) =>
      canSkip ? "Choisissez 1 réponse, ou passez cette question." : "Choisissez 1 réponse.",
    several: (/** @type {number} */ low, /** @type {number} */ high) =>
      `Choisissez ${range(low, high)} ${plural(high, { one: "réponse", other: "réponses" })}.`,
    points: "Donnez des points à chaque option. 0 veut dire aucun.",
    pointsInAll: (/** @type {number} */ low, /** @type {number} */ high) =>
      `Donnez ${range(low, high)} ${plural(high, { one: "point", other: "points" })} en tout.`,
    chosen: (/** @type {number} */ count) => `Vous avez fait ${count} choix.`,
    chosenAll: (/** @type {number} */ count, /** @type {number} */ high) =>
      `Vous avez fait ${count} choix sur ${high}.`,
    full: (/** @type {string} */ option) =>
      `Pour choisir ${option}, retirez d’abord un de vos choix.`,
    alone: (/** @type {string} */ option) =>
      `${option} se choisit seul. Retirez d’abord vos autres choix.`,
    besideAlone: (/** @type {string} */ option, /** @type {string} */ chosen) =>
      `Pour choisir ${option}, retirez d’abord ${chosen}.`,
    given: (/** @type {number} */ count) =>
      `Vous avez donné ${count} ${plural(count, { one: "point", other: "points" })}.`,
    givenOf: (/** @type {number} */ count, /** @type {number} */ high) =>
      `Vous avez donné ${count} points sur ${high}.`,
    takeAway: (/** @type {number} */ count) => `Retirez ${count} ${plural(count, { one: "point", other: "points" })} pour continuer.`,
    fewChoices: (/** @type {number} */ count) => `Faites encore ${count} choix pour continuer`,
    chooseOne: "Faites 1 choix pour continuer",
    manyChoices: (/** @type {number} */ count) => `Retirez ${count} de vos choix pour continuer`,
    fewPoints: (/** @type {number} */ count) =>
      `Donnez encore ${count} ${plural(count, { one: "point", other: "points" })} pour continuer`,
    manyPoints: (/** @type {number} */ count) =>
      `Retirez ${count} ${plural(count, { one: "point", other: "points" })} pour continuer`,
    badPoints: (/** @type {string} */ option, /** @type {number} */ high) =>
      `Donnez à ${option} un nombre entier de 0 à ${high}`,
    pointsFor: (/** @type {number} */ high) => `De 0 à ${high} ${plural(high, { one: "point", other: "points" })}`,
    more: (/** @type {string} */ option) => `En savoir plus sur ${option}`,
    skip: "Passer cette question",
    clearOne: "Retirer mon choix",
    clearAll: "Retirer mes choix",
    filter: "Chercher une option",
    filterHint: "Tapez une partie d’un nom. Vos choix restent comme ils sont.",
    filtered: (/** @type {number} */ shown, /** @type {number} */ count) =>
      `${shown} sur ${count} affichées`,
  },

  check: {
    title: "Vérifiez vos choix, puis envoyez votre bulletin",
    change: "Modifier",
    noChoice: "Aucun choix",
    stillFew: (/** @type {number} */ count) => `Vous pouvez encore faire ${count} choix.`,
    stillPoints: (/** @type {number} */ count) =>
      `Vous pouvez encore donner ${count} ${plural(count, { one: "point", other: "points" })}.`,
    optionPoints: (/** @type {string} */ option, /** @type {number} */ count) =>
      `${option} : ${count} ${plural(count, { one: "point", other: "points" })}`,
    locking: "Verrouillage de votre bulletin...",
    locked:
      "Votre bulletin est verrouillé sur cet appareil. Personne ne peut voir vos choix, pas même les organisateurs.",
    notSent: "Il n’a pas encore été envoyé.",
    code: "Le code de votre bulletin :",
    send: "Envoyer mon bulletin",
    test: "Tester d’abord ce bulletin (il ne sera pas compté)",
    failed: "Votre bulletin n’a pas pu être verrouillé sur cet appareil. Vos choix sont toujours là.",
  },

  test: {
    sending: "Envoi de votre test",
    sendingText: "Le bulletin verrouillé est ouvert en public. Il ne sera pas compté.",
    title: "C’était un test. Votre bulletin n’est pas envoyé.",
    held: "Nous avons ouvert le bulletin verrouillé. Il contenait :",
    recomputed:
      "Cette liste a été calculée à partir du bulletin verrouillé tel qu’il figure dans le registre public, et non à partir de ce que vous avez saisi.",
    wrong:
      "Si la liste n’est pas ce que vous avez choisi, arrêtez et prévenez-nous. Utilisez le contact indiqué dans votre e-mail de vote.",
    back: "Revenir et voter",
    newCode: "Votre bulletin sera verrouillé à nouveau et aura un nouveau code.",
    elsewhereTitle: "Vérifier ce test sur un autre téléphone",
    elsewhere:
      "Scannez ceci avec un autre téléphone, ou ouvrez-y l’adresse. Elle rouvre le même test, à partir du registre public :",
    code: "Code du test :",
    failedTitle: "Le test n’a pas pu être terminé",
    failed: "Rien n’a été envoyé comme votre vote. Vos choix sont toujours là.",
    mismatchTitle: "Le test n’a pas donné le bon résultat",
    mismatch:
      "Le registre public ne montre pas ce test tel qu’il a été envoyé. Arrêtez-vous ici, ne votez pas sur cet appareil et prévenez les organisateurs.",
    quota: "Vous avez utilisé tous les tests de votre code d’électeur. Vous pouvez toujours voter.",
  },

  sending: {
    title: "Envoi de votre bulletin",
    stay: "Ne fermez pas cette page.",
    busy:
      "Le serveur est occupé. Votre bulletin part dès qu’il a le temps. Ne fermez pas cette page.",
    arrived: "Votre bulletin est arrivé. On le vérifie et on l’inscrit au registre public.",
    short: "Envoi...",
    lostTitle: "Nous n’avons pas pu joindre le serveur",
    lost: "Nous n’avons pas pu joindre le serveur. Votre bulletin est toujours là.",
    lostHint: "Si vous réessayez, le même bulletin verrouillé est envoyé. Il ne peut pas être compté deux fois.",
  },

  refused: {
    title: "Votre bulletin n’est pas arrivé correctement",
    text: (/** @type {string} */ reason) =>
      `Le serveur ne l’a pas accepté : ${reason}. Rien n’a été enregistré.`,
    again: "Verrouiller et envoyer à nouveau",
    reasons: /** @type {Record<string, string>} */ ({
      proof: "une preuve du bulletin n’est pas valable",
      commitments: "ce qui a été envoyé avec le bulletin ne lui correspond pas",
      nonces: "les clés de ce test ne l’ouvrent pas",
      repeated: "une partie de ce bulletin est déjà dans le registre",
      overtaken: "un bulletin envoyé plus tard avec le même code d’électeur a été enregistré avant",
      off_roll:
        "le code d’électeur a été remplacé, ou l’électeur a été retiré de la liste ; si vous avez reçu un code plus récent, utilisez-le",
      closed: "le vote s’est terminé avant l’enregistrement du bulletin",
      signature_refused: "il n’est pas signé par un électeur de cette élection",
      too_many: "trop de bulletins ont été envoyés avec ce code d’électeur",
      already_used: "ce bulletin verrouillé a déjà servi",
      too_large: "il est trop gros",
      malformed: "sa forme n’est pas correcte",
    }),
    other: (/** @type {string} */ code) => `raison « ${code} »`,
  },

  received: {
    title: "Nous avons reçu votre bulletin",
    code: "Le code de votre bulletin",
    hadArrived: "Votre bulletin était déjà arrivé.",
    entry: (/** @type {string} */ number) => `Il est maintenant dans le registre public (entrée ${number}).`,
    checked: "Cet appareil a vérifié la preuve signée.",
    nextTitle: "Et ensuite",
    counting: (/** @type {string} */ time) => `Le vote se termine le ${time}. Le décompte commence alors.`,
    results:
      "Les résultats seront sur la page de cette élection. Vous pourrez y vérifier que votre bulletin a été compté.",
    witnesses: {
      enough: (/** @type {number} */ signed, /** @type {number} */ all) =>
        `${signed} ${plural(signed, { one: "témoin", other: "témoins" })} sur ${all} ${plural(signed, { one: "a", other: "ont" })} signé le registre public avec votre bulletin dedans. Les témoins viennent de l’extérieur et veillent à ce que rien ne soit changé ni retiré dans le registre.`,
      few: (/** @type {number} */ signed, /** @type {number} */ quorum) =>
        `Moins de témoins que prévu ont signé le registre public jusqu’ici : ${signed}, alors qu’il en faudrait ${quorum}.`,
      fewNext:
        "Votre bulletin est quand même dans le registre. Enregistrez votre reçu et vérifiez à nouveau le code de votre bulletin demain. Si les témoins manquent encore, prévenez les organisateurs.",
    },
    save: "Enregistrer mon reçu",
    savePlain: "Enregistrer comme simple fichier",
    saveHint:
      "Gardez un reçu. Il prouve que votre bulletin est dans le registre public, et ne montre aucun choix.",
    saving: "Préparation de votre reçu...",
    saved: "Votre reçu est enregistré. Regardez dans vos téléchargements.",
    pageUnreachable:
      "Nous n’avons pas pu obtenir la page de votre reçu. Réessayez, ou enregistrez-le comme simple fichier : cet appareil l’a déjà.",
    pageFalse:
      "La page envoyée par le serveur n’est pas le reçu que cet appareil a vérifié. Elle n’a donc pas été enregistrée. Enregistrez votre reçu comme simple fichier et prévenez les organisateurs.",
    check: "Vérifiez-le maintenant sur un autre appareil",
    checkText:
      "Scannez ceci avec l’appareil photo d’un autre téléphone, ou ouvrez-y l’adresse, ou tapez le code de votre bulletin :",
    againTitle: "Vous avez changé d’avis ?",
    againText: (/** @type {string} */ time) =>
      `Vous pouvez voter à nouveau jusqu’au ${time}. Seul votre dernier bulletin compte.`,
    again: "Voter à nouveau",
    wrongTitle: "Quelque chose ne va pas ?",
    wrong:
      "Gardez le code de votre bulletin et votre reçu, et écrivez ou téléphonez au contact indiqué dans votre e-mail de vote.",
    finish: "Terminer et se déconnecter",
    unprovenTitle: "Votre bulletin est arrivé, mais son reçu n’est pas valable",
    unproven:
      "Le serveur dit qu’il a enregistré votre bulletin, mais la preuve qu’il a donnée n’est pas bonne. Gardez le code de votre bulletin et prévenez les organisateurs.",
  },

  receiptFile: {
    page: (/** @type {string} */ tracker) => `ballot-receipt-${tracker.slice(0, 9)}.html`,
    proof: (/** @type {string} */ tracker) => `ballot-receipt-${tracker.slice(0, 9)}.tlog-proof`,
  },

  late: {
    waiting: "Il n’est pas encore dans le registre public. Cela prend plus de temps que prévu.",
    unwitnessed:
      "Trop peu de témoins ont signé le registre public avec votre bulletin dedans. Cela prend plus de temps que prévu.",
    keepOpen: "Cette page continue toute seule dès qu’elle le peut.",
    code: "Notez le code de votre bulletin pour pouvoir le vérifier plus tard :",
  },

  promised: {
    title: "Votre bulletin n’est pas encore dans le registre public",
    notYet:
      "Votre bulletin est arrivé et respecte les règles. Il n’est pas encore dans le registre public, ce qui prend plus de temps que prévu.",
    promised:
      "Les organisateurs ont promis par écrit qu’il sera dans le registre public avant la fin du vote. Cet appareil a vérifié la signature de cette promesse.",
    code: "Le code de votre bulletin :",
    save: "Enregistrer ma promesse",
    saveHint:
      "Enregistrez la promesse. Elle ne montre aucun choix. Si votre bulletin n’est jamais enregistré, elle prouve qu’il aurait dû l’être.",
    nextTitle: "Ce que vous pouvez faire",
    keepOpen: "Gardez cette page ouverte. Elle continue toute seule quand votre bulletin est dans le registre.",
    comeBack: "Si vous ne pouvez pas attendre, enregistrez la promesse, revenez avant la fin du vote et vérifiez le code de votre bulletin :",
    refused:
      "Les organisateurs avaient promis par écrit que ce bulletin serait enregistré. Enregistrez la promesse et montrez-la-leur.",
    file: (/** @type {string} */ tracker) => `ballot-promise-${tracker.slice(0, 9)}.promise`,
  },

  closesSoon: (/** @type {number} */ minutes, /** @type {string} */ time) =>
    `Le vote se termine dans moins de ${minutes} ${plural(minutes, { one: "minute", other: "minutes" })}. Envoyez votre bulletin avant ${time}.`,
  closedMeanwhile: "Le temps pour voter est écoulé. Un bulletin envoyé maintenant sera peut-être refusé.",

  states: {
    notOpenTitle: "Le vote n’est pas encore ouvert",
    notOpen: (/** @type {string} */ time) => `Le vote ouvre le ${time}.`,
    notOpenSoon: "Le vote ouvrira bientôt.",
    closedTitle: "Le vote est terminé",
    closed: (/** @type {string} */ time) => `Le vote s’est terminé le ${time}.`,
    closedEarly: "Plus aucun bulletin n’est accepté.",
    checkCode: "Vérifier un code de bulletin",
    results: "Voir les résultats",
    cancelledTitle: "Cette élection a été annulée",
    cancelled: "Aucun vote ne sera compté.",
    aboutElection: "À propos de cette élection",
    missingTitle: "Cette élection n’existe pas",
    missing: "Comparez le lien à votre e-mail de vote.",
    mismatchTitle: "Ne votez pas sur cette page",
    mismatch:
      "Ce que le serveur a envoyé ne correspond pas au registre public de cette élection. Votre bulletin ne serait pas en sécurité. Prévenez les organisateurs et essayez un autre appareil et un autre réseau.",
    unreachableTitle: "Nous n’avons pas pu joindre le serveur",
    unreachable: "Vérifiez votre connexion et réessayez. Rien n’a été envoyé.",
    otherTabTitle: "Vous votez déjà dans un autre onglet",
    otherTab: "Continuez là-bas, ou votez ici. Si vous votez ici, les choix de l’autre onglet sont perdus.",
    useThis: "Utiliser celui-ci",
    lostTabTitle: "Vous votez maintenant dans un autre onglet",
    lostTab: "Fermez cet onglet. Rien de vos choix n’est gardé ici.",
    finishedTitle: "Vous avez terminé votre visite",
    finished: "Fermez cette fenêtre. Rien de vos choix n’est gardé ici.",
  },
};
