/** The registrar's words in French. */

import { pluralsOf } from "../../ui/plurals.js";

const number = (/** @type {number} */ count) => count.toLocaleString("fr");

const plural = pluralsOf("fr");

const voters = (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "électeur", other: "électeurs" })}`;

const codes = (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "code", other: "codes" })}`;

const seconds = (/** @type {number} */ count) => `${number(count)} ${plural(count, { one: "seconde", other: "secondes" })}`;

export default {
  title: "Créer les codes d’électeur sur cet ordinateur",
  back: "Retour aux électeurs",

  start: {
    waiting: (/** @type {number} */ count) => `${voters(count)} ${plural(count, { one: "n’a", other: "n’ont" })} pas encore de code.`,
    here: "Les codes sont créés dans ce navigateur et ne quittent jamais cet ordinateur. Le serveur reçoit une clé publique pour chaque code. Personne ne peut retrouver le code à partir de cette clé.",
    files: "Vous enregistrez les codes dans un fichier ou sous forme de lettres. Ils ne sont nulle part ailleurs, et personne ne peut les créer de nouveau.",
    computer: "Utilisez un ordinateur sûr que vous ne partagez pas. Il vous faut environ dix minutes.",
    warning: "Qui possède les fichiers peut voter pour toutes les personnes qui y figurent.",
    make: (/** @type {number} */ count) => `Créer ${codes(count)}`,
    limits: "Ce que cela protège, et ce que cela ne protège pas",
    nothing: "Il n’y a pas de code à créer : chaque électeur en a un, la liste des électeurs est vide ou l’élection est figée.",
  },

  making: {
    title: "Création des codes",
    label: "Codes créés",
    begun: "Démarrage",
    done: (/** @type {number} */ done, /** @type {number} */ count, /** @type {number} */ left) =>
      `${number(done)} sur ${number(count)}. Il reste environ ${seconds(left)}.`,
    stay: "Gardez cette page ouverte.",
  },

  files: {
    title: "Enregistrez les fichiers",
    intro: (/** @type {number} */ count) =>
      `${codes(count)} ${plural(count, { one: "est créé", other: "sont créés" })}. Rien n’a été envoyé. Si vous fermez cette page maintenant, les codes sont perdus.`,
    merge: "Pour des messages : un fichier de publipostage",
    mergeText: "Une ligne pour chaque électeur : nom, e-mail, code et lien. Votre logiciel de messagerie ou de bureau en fait des messages.",
    saveMerge: "Enregistrer le fichier de publipostage",
    mergeName: "codes-electeurs.csv",
    letters: "Sur papier : des lettres à imprimer",
    lettersText: (/** @type {number} */ most) =>
      `Une page pour chaque électeur, avec le code et un carré à scanner. Ouvrez le fichier dans un navigateur et imprimez-le. Chaque fichier contient au plus ${number(most)} lettres.`,
    part: "Quelles lettres",
    partName: (/** @type {number} */ part, /** @type {number} */ first, /** @type {number} */ last) =>
      `Partie ${number(part)} : lettres ${number(first)} à ${number(last)}`,
    saveLetters: "Enregistrer ces lettres",
    lettersName: (/** @type {number} */ part) => `lettres-electeurs-${part}.html`,
    drawing: "Préparation des lettres",
    saved: (/** @type {string} */ name) => `Votre navigateur enregistre ${name}. Regardez si le fichier est là.`,
    then: "Quand vous avez tous les fichiers qu’il vous faut, continuez.",
    goOn: "Continuer",
  },

  proof: {
    title: "Montrez que les fichiers sont là",
    text: "Choisissez les fichiers que vous avez enregistrés. Cette page regarde si chaque code s’y trouve. Les fichiers sont lus ici et ne sont pas envoyés.",
    label: "Fichiers enregistrés",
    hint: "Le fichier de publipostage, ou tous les fichiers de lettres. Vous pouvez en choisir plusieurs.",
    check: "Vérifier ces fichiers",
    none: "Choisissez les fichiers que vous avez enregistrés",
    missing: (/** @type {number} */ found, /** @type {number} */ count) =>
      `Ces fichiers contiennent ${number(found)} codes sur ${number(count)}. Choisissez tous les fichiers, ou revenez en arrière et enregistrez-les de nouveau.`,
    orElse: "Tout est imprimé, ou le fichier n’est plus sur cet ordinateur ?",
    printed: "J’ai regardé moi-même : chaque code est là",
  },

  send: {
    title: "Envoyez les clés publiques",
    text: (/** @type {number} */ count) => [
      `${number(count)} ${plural(count, { one: "clé publique va", other: "clés publiques vont" })} au serveur, toutes à la fois ou aucune. À partir de là, les codes de vos fichiers sont ceux des électeurs.`,
      "Aucun code n’est envoyé.",
    ],
    send: "Envoyer les clés publiques",
    sending: "Envoi en cours",
    unreachable:
      "Le serveur n’a pas pu être joint, ou vous êtes déconnecté. Vos codes sont encore là. Si vous êtes déconnecté, connectez-vous de nouveau dans un autre onglet. Puis réessayez.",
  },

  renew: {
    waiting: (/** @type {string} */ name) => `Un nouveau code pour ${name}.`,
    title: "Remplacez le code de l’électeur",
    text: "Le code que cet électeur a maintenant ne marche plus aussitôt. Cela ne peut pas être annulé.",
    reason: "Pourquoi l’électeur a-t-il besoin d’un nouveau code ?",
    reasonHint: "Tout le monde peut le lire dans le registre public, pour toujours. N’écrivez ni nom ni adresse.",
    typed: (/** @type {string} */ name) => `Saisissez « ${name} » pour confirmer`,
    send: "Remplacer le code",
  },

  done: {
    title: "Les électeurs ont leurs codes",
    text: (/** @type {number} */ count) =>
      `Le serveur a ${number(count)} ${plural(count, { one: "clé publique", other: "clés publiques" })}. Il n’a jamais eu de code. Cette page les a oubliés.`,
    next: "Ce qu’il faut faire maintenant :",
    mail: "Envoyez les messages ou les lettres aux électeurs.",
    hide: "Gardez les fichiers sous clé. Supprimez-les quand tous les messages et toutes les lettres sont arrivés.",
  },

  waiting: {
    title: "Un deuxième organisateur doit donner son accord",
    text: () => "Le nouveau code ne fonctionne pas encore. Demandez à un autre organisateur de se connecter, de regarder cette élection et de donner son accord dans les 15 minutes.",
    next: "Quand il a donné son accord :",
    mail: "Envoyez le message ou la lettre à l’électeur.",
    hide: "Gardez le fichier sous clé. Supprimez-le quand le message ou la lettre est arrivé, ou si personne ne donne son accord.",
  },

  trouble: {
    title: "La page n’a pas pu être ouverte",
    unreachable: "Le serveur n’a pas pu être joint, ou vous êtes déconnecté. Connectez-vous de nouveau et réessayez.",
    again: "Réessayer",
    failedTitle: "Les codes n’ont pas pu être créés",
    failed: "Quelque chose n’a pas marché dans ce navigateur. Il ne reste aucun code, et rien n’a été envoyé.",
    refusedTitle: "Le serveur n’a pas pris les clés publiques",
    changed: "La liste des électeurs a changé depuis la création de ces codes, ou l’élection est figée. Le serveur n’a rien gardé.",
    refused: "Le serveur n’a rien gardé.",
    destroy: "Les codes de vos fichiers ne marchent pas. Supprimez les fichiers pour que personne ne les envoie.",
    begin: "Recommencer",
    technical: "Détails techniques",
  },

  letter: {
    demonstration: "Ceci est une démonstration. Les votes ne comptent pas ici.",
    asked: "Vous pouvez voter :",
    times: (/** @type {string} */ opens, /** @type {string} */ closes) => `Le vote est ouvert du ${opens} au ${closes}.`,
    noTimes: "Nous vous dirons quand le vote ouvrira.",
    scan: "Scannez ce carré avec votre téléphone :",
    square: "Carré qui contient votre lien de vote",
    type: "Ou allez à cette adresse et saisissez votre code d’électeur :",
    keep: "Gardez cette lettre pour vous : qui a le code peut voter à votre place.",
    again: "Vous pouvez voter de nouveau tant que le vote est ouvert. Seul votre dernier bulletin compte.",
    never: "Nous ne vous demandons jamais ce que vous avez choisi.",
    contact: (/** @type {string} */ contact) => `Des questions ? ${contact}`,
  },
};
