/** The registrar's words in Arabic. */

import { pluralsOf } from "../../ui/plurals.js";

const number = (/** @type {number} */ count) => count.toLocaleString("ar-u-nu-latn");

const plural = pluralsOf("ar");

const codes = (/** @type {number} */ count) =>
  plural(count, { zero: "لا رموز", one: "رمز واحد", two: "رمزان", few: `${number(count)} رموز`, many: `${number(count)} رمزًا`, other: `${number(count)} رمز` });

const codesOf = (/** @type {number} */ count) =>
  plural(count, { zero: "0 رموز", one: "رمز واحد", two: "رمزين", few: `${number(count)} رموز`, many: `${number(count)} رمزًا`, other: `${number(count)} رمز` });

const seconds = (/** @type {number} */ count) =>
  plural(count, { zero: "أقل من ثانية", one: "ثانية واحدة", two: "ثانيتان", few: `${number(count)} ثوانٍ`, many: `${number(count)} ثانية`, other: `${number(count)} ثانية` });

const keys = (/** @type {number} */ count) =>
  plural(count, { zero: "لا مفاتيح عامة", one: "مفتاح عام واحد", two: "مفتاحان عامان", few: `${number(count)} مفاتيح عامة`, many: `${number(count)} مفتاحًا عامًا`, other: `${number(count)} مفتاح عام` });

export default {
  title: "إنشاء رموز الناخبين على هذا الحاسوب",
  back: "العودة إلى رموز الناخبين",

  start: {
    waiting: (/** @type {number} */ count) =>
      plural(count, { zero: "لكل ناخب رمز.", one: "ناخب واحد ليس له رمز بعد.", two: "ناخبان ليس لهما رمز بعد.", few: `${number(count)} ناخبين ليس لهم رمز بعد.`, many: `${number(count)} ناخبًا ليس لهم رمز بعد.`, other: `${number(count)} ناخب ليس لهم رمز بعد.` }),
    here: "تُنشأ الرموز في هذا المتصفح ولا تغادر هذا الحاسوب أبدًا. يحصل الخادم على مفتاح عام لكل رمز، ولا يستطيع أحد معرفة الرمز من ذلك المفتاح.",
    files: "تحفظ الرموز في ملف أو في رسائل ورقية. لا توجد في أي مكان آخر، ولا يستطيع أحد إنشاءها من جديد.",
    computer: "استعمل حاسوبًا تثق به ولا تشاركه مع غيرك. تحتاج إلى نحو عشر دقائق.",
    warning: "من يملك الملفات يستطيع التصويت عن كل من فيها.",
    make: (/** @type {number} */ count) => `إنشاء ${codesOf(count)}`,
    limits: "ما يحميه هذا، وما لا يحميه",
    nothing: "لا رموز لإنشائها: لكل ناخب رمز، أو قائمة الناخبين فارغة، أو الانتخاب مثبّت.",
  },

  making: {
    title: "جارٍ إنشاء الرموز",
    label: "الرموز التي أُنشئت",
    begun: "جارٍ البدء",
    done: (/** @type {number} */ done, /** @type {number} */ count, /** @type {number} */ left) =>
      `${number(done)} من ${number(count)}. الوقت الباقي تقريبًا: ${seconds(left)}.`,
    stay: "أبقِ هذه الصفحة مفتوحة.",
  },

  files: {
    title: "احفظ الملفات",
    intro: (/** @type {number} */ count) =>
      `ما أُنشئ: ${codes(count)}. لم يُرسل شيء. إذا أغلقت هذه الصفحة الآن ضاعت الرموز.`,
    merge: "للرسائل الإلكترونية: ملف لدمج المراسلات",
    mergeText: "سطر لكل ناخب: الاسم والبريد والرمز والرابط. يصنع برنامج البريد أو المكتب رسالة من كل سطر.",
    saveMerge: "حفظ ملف دمج المراسلات",
    mergeName: "voter-codes.csv",
    letters: "على الورق: رسائل للطباعة",
    lettersText: (/** @type {number} */ most) =>
      `صفحة لكل ناخب فيها الرمز ومربع للمسح. افتح الملف في متصفح واطبعه. عدد الرسائل في كل ملف ${number(most)} على الأكثر.`,
    part: "أي رسائل",
    partName: (/** @type {number} */ part, /** @type {number} */ first, /** @type {number} */ last) =>
      `الجزء ${number(part)}: الرسائل من ${number(first)} إلى ${number(last)}`,
    saveLetters: "حفظ هذه الرسائل",
    lettersName: (/** @type {number} */ part) => `voter-letters-${part}.html`,
    drawing: "جارٍ إعداد الرسائل",
    saved: (/** @type {string} */ name) => `يحفظ متصفحك الملف ⁨${name}⁩. تأكد من وجوده.`,
    then: "عندما تكون لديك كل الملفات التي تحتاج إليها، تابع.",
    goOn: "متابعة",
  },

  proof: {
    title: "أثبت أن الملفات موجودة",
    text: "اختر الملفات التي حفظتها. تنظر هذه الصفحة هل كل رمز موجود فيها. تُقرأ الملفات هنا ولا تُرسل.",
    label: "الملفات المحفوظة",
    hint: "ملف دمج المراسلات، أو كل ملفات الرسائل. يمكنك اختيار عدة ملفات.",
    check: "تحقق من هذه الملفات",
    none: "اختر الملفات التي حفظتها",
    missing: (/** @type {number} */ found, /** @type {number} */ count) =>
      `في هذه الملفات ${number(found)} من ${number(count)} من الرموز. اختر كل الملفات، أو ارجع واحفظها من جديد.`,
    orElse: "هل طُبع كل شيء، أو لم يعد الملف على هذا الحاسوب؟",
    printed: "نظرت بنفسي: كل الرموز موجودة",
  },

  send: {
    title: "أرسل المفاتيح العامة",
    text: (/** @type {number} */ count) => [
      `ما يُرسل إلى الخادم: ${keys(count)}، كلها معًا أو لا شيء منها. منذ ذلك الحين تصبح الرموز في ملفاتك رموز الناخبين.`,
      "لا يُرسل أي رمز.",
    ],
    send: "إرسال المفاتيح العامة",
    sending: "جارٍ الإرسال",
    unreachable:
      "تعذّر الوصول إلى الخادم، أو انتهت جلستك. ما زالت رموزك هنا. إذا انتهت جلستك فسجّل الدخول من جديد في نافذة أخرى، ثم حاول مرة أخرى.",
  },

  done: {
    title: "صار للناخبين رموزهم",
    text: (/** @type {number} */ count) =>
      `ما لدى الخادم: ${keys(count)}. لم يكن لديه أي رمز قط. وقد نسيت هذه الصفحة الرموز.`,
    next: "ما عليك فعله الآن:",
    mail: "أرسل الرسائل الإلكترونية أو الورقية إلى الناخبين.",
    hide: "احفظ الملفات في مكان مقفل. احذفها عندما تصل كل الرسائل.",
  },

  trouble: {
    title: "تعذّر فتح الصفحة",
    unreachable: "تعذّر الوصول إلى الخادم، أو انتهت جلستك. سجّل الدخول من جديد وحاول مرة أخرى.",
    again: "حاول مرة أخرى",
    failedTitle: "تعذّر إنشاء الرموز",
    failed: "حدث خطأ في هذا المتصفح. لم يبقَ أي رمز، ولم يُرسل شيء.",
    refusedTitle: "لم يقبل الخادم المفاتيح العامة",
    changed: "تغيّرت قائمة الناخبين منذ إنشاء هذه الرموز، أو الانتخاب مثبّت. لم يحفظ الخادم شيئًا.",
    refused: "لم يحفظ الخادم شيئًا.",
    destroy: "الرموز في ملفاتك لا تعمل. احذف الملفات كي لا يرسلها أحد.",
    begin: "ابدأ من جديد",
    technical: "تفاصيل تقنية",
  },

  letter: {
    demonstration: "هذا عرض تجريبي. لا تُحتسب الأصوات هنا.",
    asked: "يمكنك التصويت في:",
    times: (/** @type {string} */ opens, /** @type {string} */ closes) => `التصويت مفتوح من ⁨${opens}⁩ إلى ⁨${closes}⁩.`,
    noTimes: "سنخبرك متى يُفتح التصويت.",
    scan: "امسح هذا المربع بهاتفك:",
    square: "مربع فيه رابط التصويت الخاص بك",
    type: "أو اذهب إلى هذا العنوان واكتب رمز الناخب الخاص بك:",
    keep: "احتفظ بهذه الرسالة لنفسك: من يملك الرمز يستطيع التصويت بدلًا منك.",
    again: "يمكنك التصويت مرة أخرى ما دام التصويت مفتوحًا. تُحتسب ورقتك الأخيرة فقط.",
    never: "لا نسألك أبدًا عمّا اخترت.",
    contact: (/** @type {string} */ contact) => `أسئلة؟ ⁨${contact}⁩`,
  },
};
