/** The key holders' words in French. */

import { pluralsOf } from "../../ui/plurals.js";

const plural = pluralsOf("fr");

const number = (/** @type {number} */ count) => count.toLocaleString("fr");

const duration = (/** @type {number} */ seconds) => {
  if (seconds < 90) return `environ ${Math.max(10, Math.round(seconds / 10) * 10)} secondes`;
  const minutes = Math.round(seconds / 60);
  return `environ ${minutes} ${plural(minutes, { one: "minute", other: "minutes" })}`;
};

export default {
  number,
  names: (/** @type {string[]} */ names) => names.join(", "),
  waitingFor: (/** @type {string} */ names) => `En attente de : ${names}`,
  tryAgain: "Réessayer",
  technical: "Détails pour l’organisateur",
  goBack: "Revenir",
  goOn: "Continuer",
  date: (/** @type {Date} */ day) =>
    `le ${day.toLocaleDateString("fr", { day: "numeric", month: "long" })}`,

  trouble: {
    unreachable: "Nous n’avons pas pu joindre le serveur. Cette page réessaie toute seule. Rien n’est perdu.",
  },

  opening: {
    title: "Ouverture de votre page",
    text: "Cela prend un instant.",
    noToken: "Ouvrez cette page avec le lien entier de votre e-mail",
    noTokenText:
      "La dernière partie du lien, après le signe #, manque. Sans elle, cette page ne sait pas qui vous êtes. Copiez le lien entier de votre e-mail, ou demandez à l’organisateur de le renvoyer.",
    refusedTitle: "Ce lien n’est pas pour vous ou a été remplacé",
    refused: "Demandez à l’organisateur de vous envoyer un nouveau lien.",
    otherTabTitle: "Cette page est ouverte dans un autre onglet",
    otherTab: "Continuez là-bas, ou continuez ici. Rien n’est perdu.",
    useThis: "Utiliser celui-ci",
    lostTabTitle: "Vous avez continué dans un autre onglet",
    lostTab: "Fermez cet onglet.",
  },

  home: {
    title: "Vous êtes gardien de clé",
    who: (/** @type {string} */ name, /** @type {string} */ title) =>
      `Cette page est pour ${name}. L’élection : ${title}.`,
    twoThings: (/** @type {string} */ when) =>
      `Vous avez deux choses à faire : créer une clé maintenant (5 minutes), et déverrouiller le décompte après ${when} (5 minutes). Utilisez votre propre ordinateur.`,
    endOfVoting: "la fin du vote",
    again:
      "La création des clés a recommencé. Une clé faite avant ne sert plus ; créez-en une nouvelle.",
    start: "Commencer",
    needed: (/** @type {number} */ needed, /** @type {number} */ all) =>
      `${needed} gardiens de clé sur ${all} doivent aider à ouvrir le décompte. Si moins de ${needed} ont encore leur clé, les votes ne pourront jamais être comptés.`,
  },

  newKey: {
    title: "Créez votre clé",
    text: "Votre clé est créée sur cet ordinateur. Elle est gardée dans un fichier que seule votre phrase secrète ouvre.",
    label: "Choisissez une phrase secrète",
    hint: "Au moins 12 caractères. Quatre ou cinq mots sans rapport entre eux conviennent bien. Vous pouvez la coller depuis un gestionnaire de mots de passe.",
    make: "Créer ma clé",
    making: "Création de votre clé",
    reading: "Lecture du registre public",
    weak: /** @type {Record<string, string>} */ ({
      empty: "Saisissez une phrase secrète",
      short: "Votre phrase secrète doit avoir 12 caractères ou plus",
      few: "Votre phrase secrète répète les mêmes quelques caractères. Choisissez-en une plus difficile à deviner",
      row: "Votre phrase secrète est une suite de touches ou de lettres voisines. Choisissez-en une plus difficile à deviner",
      common:
        "Votre phrase secrète contient un mot qu’on essaie en premier, comme « password ». Choisissez-en une plus difficile à deviner",
      name: "Votre phrase secrète contient votre nom ou le nom de l’élection. Choisissez-en une plus difficile à deviner",
    }),
  },

  check: {
    title: "Vérifiez votre fichier de clé",
    saved: (/** @type {string} */ name) => `Votre fichier de clé a été enregistré sous le nom ${name}.`,
    keepApart: "Gardez ce fichier et la phrase secrète à deux endroits différents. Nous n’en avons pas de copie.",
    notSent: "Rien n’a encore été envoyé. Voyez d’abord si le fichier que vous gardez peut être ouvert.",
    saveAgain: "Enregistrer le fichier à nouveau",
    check: "Vérifier mon fichier de clé",
    works: "Votre clé marche.",
    finish: "Terminer",
    finishHint: "Vous pourrez terminer une fois le fichier ouvert.",
    sending: "Envoi de la partie publique de votre clé",
  },

  keyForm: {
    file: "Votre fichier de clé",
    fileHint: "Le fichier que vous avez enregistré en créant votre clé. Il reste sur cet ordinateur.",
    passphrase: "Votre phrase secrète",
    opening: "Ouverture de votre fichier de clé",
    noFile: "Choisissez votre fichier de clé",
    tooLarge: "Ceci n’est pas un fichier de clé. Choisissez le fichier que vous avez enregistré en créant votre clé",
    noPassphrase: "Saisissez votre phrase secrète",
    problems: /** @type {Record<string, string>} */ ({
      "key_file:passphrase":
        "La phrase secrète n’ouvre pas ce fichier. Cherchez une faute de frappe, ou le fichier a été changé",
      "key_file:damaged":
        "Ceci n’est pas un fichier de clé, ou il est abîmé. Choisissez le fichier que vous avez enregistré en créant votre clé",
      "key_file:other_election":
        "Ce fichier de clé est celui d’une autre élection. Choisissez celui de cette élection",
      "key_file:other_trustee": "C’est le fichier de clé d’un autre gardien. Choisissez le vôtre",
      earlier:
        "Ce fichier de clé vient d’un essai précédent qui a été arrêté. Choisissez celui que vous avez fait ensuite",
      other_key:
        "Ce n’est pas la clé qui figure à votre nom dans le registre public. Choisissez l’autre fichier que vous avez enregistré, et prévenez l’organisateur s’il n’y en a pas",
      missing:
        "Cette clé n’a jamais été envoyée : la page a été quittée avant d’appuyer sur Terminer. Choisissez le dernier fichier que vous avez fait",
    }),
  },

  rounds: {
    title: "Réunissez les clés",
    resumeText:
      "Les étapes suivantes ont besoin de votre clé. Choisissez votre fichier de clé ; le reste se fait tout seul tant que cette page est ouverte.",
    open: "Continuer",
    text: "Cela se fait tout seul. Laissez cette page ouverte si vous pouvez. Vous pouvez aussi la fermer et revenir avec votre fichier de clé.",
    unchanged: "Votre clé est dans le registre public, inchangée.",
    keys: "Chacun crée une clé",
    shares: "Chacun envoie aux autres une partie verrouillée",
    confirm: "Chacun vérifie les parties",
    doneOf: (/** @type {number} */ done, /** @type {number} */ all) => `${done} sur ${all} : fait`,
    complaintTitle: "Une partie ne correspond pas",
    complaint: (/** @type {string} */ name) =>
      `La partie de ${name} ne correspond pas à la vôtre. Nous avons prévenu l’organisateur.`,
    complaintNext:
      "La création des clés s’arrête ici. L’organisateur la relancera et chacun créera une nouvelle clé. Votre fichier de clé ne sert plus.",
  },

  stopped: {
    title: "La création des clés a été arrêtée",
    restart:
      "Quand l’organisateur la relancera, vous créerez ici une nouvelle clé. Votre fichier de clé ne servira alors plus. Cette page continue toute seule.",
    parts: /** @type {Record<string, (by: string, against: string) => string>} */ ({
      share: (by, against) => `La partie que ${against} a envoyée à ${by} ne correspond pas.`,
      proof: (by, against) => `${by} a trouvé qu’une preuve de ${against} n’est pas valable.`,
      transcript: (by, against) => `${by} et ${against} ne voient pas les mêmes clés.`,
    }),
    cancelledTitle: "Cette élection a été annulée",
    cancelled: "Il n’y a plus rien à faire.",
    spent: "Vous pouvez supprimer votre fichier de clé.",
  },

  sent: "Envoyé. En attente de l’inscription au registre public.",

  drill: {
    title: "Essayez votre fichier de clé",
    text: "Faites comme si c’était le jour du décompte : prenez la copie du fichier que vous garderez, et saisissez à nouveau la phrase secrète. Le mieux est de le faire depuis un autre appareil ou dans une fenêtre privée.",
    asked:
      "L’organisateur demande à chacun d’essayer encore une fois son fichier de clé, avant la fin du vote.",
    prove: "Essayer mon fichier de clé",
    proving: "Essai de votre clé",
    doneTitle: "Votre fichier de clé marche",
    done: "Il a ouvert votre clé, et le registre public montre que vous pouvez déverrouiller le décompte.",
  },

  waiting: {
    nothing: "Il n’y a rien à faire pour le moment. Fermez cette page si vous voulez.",
    laterKey: "Vous pourrez créer votre clé dès que l’organisateur commencera. Cette page continue toute seule.",
    laterUnlock: (/** @type {string} */ when) =>
      `Revenez après ${when} pour déverrouiller le décompte. Vous recevrez un e-mail le moment venu. D’ici là, gardez votre fichier de clé et votre phrase secrète, à deux endroits différents.`,
    rounds: "Cette page continue toute seule.",
    holders: "Tous les gardiens de clé",
    states: /** @type {Record<string, string>} */ ({
      unlocked: "A déverrouillé le décompte",
      drilled: "Fichier de clé essayé",
      waived: "Continue sans essai du fichier de clé",
      key: "Clé créée",
      none: "Pas encore de clé",
    }),
  },

  unlock: {
    title: "Déverrouiller le décompte",
    reading: "Lecture du registre public",
    counting: "Nouvelle addition de tous les bulletins verrouillés",
    checking: "Vérification de la preuve de chaque bulletin",
    stages: (/** @type {number} */ done, /** @type {number} */ total) =>
      `${number(done)} sur ${number(total)}`,
    left: (/** @type {number} */ seconds) => `il reste ${duration(seconds)}`,
    totals: (/** @type {number} */ count) => [
      "Vous allez ouvrir ",
      `${number(count)} ${plural(count, { one: "total", other: "totaux" })}`,
      ".",
    ],
    noSingle: "Vous n’ouvrirez aucun bulletin seul.",
    checkFirst:
      "Si vous pouvez, vérifiez d’abord les preuves des bulletins. C’est ainsi seulement que cet appareil peut dire que vous n’ouvrez aucun bulletin seul.",
    locked: "Totaux verrouillés",
    entry: (/** @type {number} */ index) => `Entrée ${number(index)}, code`,
    ballots: "Bulletins",
    ballotsText: (
      /** @type {number} */ counted,
      /** @type {number} */ replaced,
      /** @type {number} */ tests,
    ) =>
      `${number(counted)} ${plural(counted, { one: "compté", other: "comptés" })}, ${number(replaced)} ${plural(replaced, { one: "remplacé", other: "remplacés" })}, ${number(tests)} ${plural(tests, { one: "test", other: "tests" })}`,
    list: "Liste des électeurs depuis le gel",
    listText: (
      /** @type {number} */ reissued,
      /** @type {number} */ revoked,
      /** @type {number} */ withdrawn,
    ) =>
      `Nouveaux codes : ${number(reissued)}. Électeurs retirés : ${number(revoked)} ; leurs bulletins, non comptés : ${number(withdrawn)}. Le registre public dit quand et pourquoi.`,
    sums: "Sommes",
    sumsText: "Additionnées à nouveau sur cet appareil. Elles sont les mêmes que dans le registre public.",
    proofs: "Preuves des bulletins",
    proofsChecked: "Vérifiées sur cet appareil. Toutes sont valables.",
    notChecked: "Non vérifiées sur cet appareil.",
    checkNow: (/** @type {number} */ seconds) => `Vérifier maintenant, ${duration(seconds)}`,
    skip: "Passer cette vérification",
    single: (/** @type {string} */ contests) =>
      `Pour ${contests}, un seul bulletin est compté. Ouvrir les totaux montre ce qu’il contient. L’organisateur s’est peut-être mis d’accord avec l’électeur ; en cas de doute, demandez-lui.`,
    question: (/** @type {number} */ contest) => `question ${contest}`,
    singleAccept: "Je le sais, et j’ouvre les totaux",
    singleMissing: "Dites que vous le savez, ou arrêtez-vous ici et demandez à l’organisateur",
    button: "Déverrouiller ma part",
    unlocking: "Déverrouillage de votre part",
    sending: "Envoi de votre part",
    doneTitle: "Vous avez déverrouillé votre part",
    done: (/** @type {number} */ given, /** @type {number} */ needed) =>
      `Fait. ${given} ${plural(given, { one: "part", other: "parts" })} sur les ${needed} nécessaires ${plural(given, { one: "est", other: "sont" })} dans le registre public.`,
    another:
      "Cet appareil a déjà déverrouillé d’autres totaux de cette élection. Les totaux ne sont déverrouillés qu’une fois. Rien n’a été envoyé.",
  },

  finished: {
    title: "Vous avez fini",
    text: (/** @type {string} */ when) =>
      `Supprimez votre fichier de clé après ${when}, sauf si l’organisateur vous demande de le garder plus longtemps.`,
    noDate: "Supprimez votre fichier de clé quand le résultat ne peut plus être contesté.",
    keep: "Gardez votre fichier de clé pour l’instant. Dès que le registre public montrera qu’il n’est plus nécessaire, cette page le dira ici.",
    thanks: "Merci.",
    record: "Voir le registre public",
  },

  lost: {
    link: "J’ai perdu mon fichier de clé ou ma phrase secrète",
    title: "Avez-vous perdu votre clé ?",
    text: "Cherchez d’abord sur d’autres appareils et dans vos sauvegardes. Si vous avez perdu le fichier de clé ou la phrase secrète, prévenez l’organisateur maintenant. Avant le début du vote, on peut vous donner une nouvelle clé. Après, le décompte peut être en danger, et plus tôt on le sait, mieux c’est.",
    report: "Oui, prévenir l’organisateur",
    reporting: "Message à l’organisateur en cours",
    doneTitle: "Nous avons prévenu l’organisateur",
    done: "Il vous écrira. Si vous retrouvez la clé, dites-le-lui aussi.",
    told: "Vous avez dit à l’organisateur que vous avez perdu votre clé. Si vous l’avez retrouvée, dites-le-lui.",
  },

  offline: {
    summary: "Vous préférez un ordinateur sans internet ?",
    intro:
      "Vous pouvez faire cette étape sur un ordinateur qui n’est jamais connecté. Portez deux petits fichiers à l’aller et au retour, par exemple sur une clé USB.",
    program: "Enregistrez le programme, une fois :",
    fileHash: (/** @type {string} */ name) => `SHA-256 de ${name}, que vous pouvez calculer vous-même :`,
    toolHash: "L’empreinte de tous les fichiers de l’outil :",
    allFiles: "Tous les fichiers",
    same: "Cette empreinte est dans le registre public : tout le monde voit donc la même liste. Pour savoir si un fichier est bien celui de la liste, il faut calculer son SHA-256.",
    changed:
      "L’outil a été changé entre la création des clés et le moment où l’élection a été figée. Le registre public contient les deux empreintes ; demandez à l’organisateur ce qui a changé.",
    otherThanFrozen:
      "Cette empreinte n’est pas celle qui a été publiée quand l’élection a été figée. L’outil a peut-être été corrigé depuis. Avant de l’utiliser, demandez à l’organisateur ce qui a changé, et comparez cette empreinte avec les autres gardiens de clé.",
    otherThanBegun:
      "Cette empreinte n’est pas celle qui a été publiée quand la création des clés a commencé. L’outil a peut-être été corrigé depuis. Avant de l’utiliser, demandez à l’organisateur ce qui a changé, et comparez cette empreinte avec les autres gardiens de clé.",
    asBegun: "C’est celle qui a été publiée quand la création des clés a commencé.",
    programPage: "key-tool.html",
    programPageText: "une page que vous ouvrez dans un navigateur, sans internet",
    programPython: "tabella-trustee.pyz",
    programPythonText: "un programme pour terminal ; il faut Python 3.11",
    task: "Enregistrez le fichier de tâche :",
    taskButton: "Télécharger le fichier de tâche",
    run: "Portez les deux sur l’autre ordinateur. Ouvrez-y la page et choisissez le fichier de tâche, ou lancez :",
    answer: "Rapportez le fichier de réponse et choisissez-le ici :",
    send: "Envoyer la réponse",
    noAnswer: "Choisissez le fichier de réponse",
    problems: /** @type {Record<string, string>} */ ({
      "answer_file:damaged": "Ceci n’est pas un fichier de réponse, ou il est abîmé",
      "answer_file:other_election": "Ce fichier de réponse est celui d’une autre élection",
      "answer_file:other_trustee": "C’est le fichier de réponse d’un autre gardien de clé",
    }),
    refused: (/** @type {string} */ reason) => `Le serveur n’a pas accepté la réponse : ${reason}`,
  },

  task: {
    title: "Outil des gardiens de clé",
    text: "Cette page marche sans internet et n’envoie rien. Choisissez le fichier de tâche que vous avez téléchargé depuis votre page de gardien de clé.",
    label: "Le fichier de tâche",
    open: "Ouvrir le fichier de tâche",
    noFile: "Choisissez le fichier de tâche",
    damaged: "Ceci n’est pas un fichier de tâche, ou il est abîmé. Téléchargez-le à nouveau depuis votre page",
    answerTitle: "Enregistrez le fichier de réponse",
    answer: (/** @type {string} */ name) =>
      `Enregistrez ${name}, portez-le sur un ordinateur avec internet, ouvrez-y votre page de gardien de clé, et choisissez-le sous « Vous préférez un ordinateur sans internet ? ».`,
    save: "Enregistrer le fichier de réponse",
    saved: "Enregistré.",
    nothing: "Ce fichier de tâche ne vous demande rien. Regardez votre page de gardien de clé.",
    another: "Ouvrir un autre fichier de tâche",
  },

  problem: {
    title: "Arrêtez-vous ici",
    refused:
      "Ce que montre le serveur n’est pas correct. Rien n’a été envoyé. Votre clé reste en sécurité. Ne réessayez pas sur une autre page ; l’organisateur doit examiner cela.",
    told: "Nous avons prévenu l’organisateur.",
    tell: "Prévenez l’organisateur, de préférence par téléphone.",
    otherTitle: "Cela n’a pas marché",
    other: "Rien n’a été envoyé. Réessayez. Si cela échoue encore, prévenez l’organisateur.",
    codes: /** @type {Record<string, string>} */ ({
      has_key:
        "Une clé à votre nom est déjà dans le registre public. Si vous ne l’avez pas créée, prévenez l’organisateur.",
      stopped: "La création des clés a été arrêtée. Rien n’a été envoyé.",
      restarted: "La création des clés a recommencé. Créez une nouvelle clé.",
      not_yet: "D’autres doivent d’abord faire leur part. Rien n’a été envoyé.",
      cancelled: "Cette élection a été annulée. Rien n’a été envoyé.",
      already_unlocked: "Vous avez déjà déverrouillé ces totaux.",
      opened_by_others: "Les totaux ont été ouverts sans votre clé. Vous n’avez rien à faire.",
      "task_file:damaged":
        "Le fichier de tâche est abîmé ou coupé. Téléchargez-le à nouveau depuis votre page.",
    }),
    serverTitle: "Le serveur n’a pas accepté",
    server: "Rien n’est perdu. Réessayez. Si cela échoue encore, prévenez l’organisateur.",
    entry: (/** @type {number} */ index) => `L’entrée ${number(index)} du registre public est fausse.`,
    by: (/** @type {string} */ name) => `C’est ce que ${name} a envoyé qui n’est pas valable.`,
  },

  files: {
    key: (/** @type {string} */ election, /** @type {string} */ name) =>
      `${election}-cle-${name}.txt`,
    task: (/** @type {string} */ election) => `${election}-tache.txt`,
    answer: (/** @type {string} */ election) => `${election}-reponse.txt`,
    election: "election",
    holder: (/** @type {number} */ trustee) => `gardien-de-cle-${trustee}`,
  },
};
