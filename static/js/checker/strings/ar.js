/** The checker's words in Arabic. */

import { pluralsOf } from "../../ui/plurals.js";

const number = (/** @type {number} */ count) => count.toLocaleString("ar-u-nu-latn");

const decimal = (/** @type {number} */ value) =>
  value.toLocaleString("ar-u-nu-latn", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const plural = pluralsOf("ar");

const duration = (/** @type {number} */ seconds) => {
  if (seconds < 1.5) return "ثانية واحدة";
  if (seconds < 10) return plural(Math.round(seconds), { one: "ثانية واحدة", two: "ثانيتين", few: `${Math.round(seconds)} ثوانٍ`, other: `${Math.round(seconds)} ثانية` });
  if (seconds < 90) return plural(Math.round(seconds / 5) * 5, { few: `${Math.round(seconds / 5) * 5} ثوانٍ`, other: `${Math.round(seconds / 5) * 5} ثانية` });
  if (seconds < 5400) return plural(Math.round(seconds / 60), { one: "دقيقة واحدة", two: "دقيقتين", few: `${Math.round(seconds / 60)} دقائق`, other: `${Math.round(seconds / 60)} دقيقة` });
  return `${decimal(seconds / 3600)} ساعة`;
};

export default {
  title: "تحقق من هذا الانتخاب على جهازك",
  intro: "تفحص هذه الصفحة السجل العام كله على جهازك: كل ورقة، والمجاميع، والنتيجة.",
  nothingSent: "لا يُرسل شيء.",
  sameServer:
    "تأتي هذه الصفحة من الخادم نفسه الذي يدير الانتخاب. ولمزيد من الأمان استعمل طريقة أخرى: برنامج الفحص كملف واحد من مكان تثق به، أو البرنامج الخاص بسطر الأوامر.",
  otherWay: "طرق أخرى للتحقق",
  ownFile: "تعمل هذه الصفحة من دون شبكة ولا ترسل شيئًا.",

  start: "ابدأ الفحص",
  pause: "إيقاف مؤقت",
  resume: "متابعة",
  sample: "افحص أولًا 100 ورقة عشوائية",
  ballots: (/** @type {number} */ count) => plural(count, { zero: "لا أوراق", one: "ورقة واحدة", two: "ورقتان", few: `${number(count)} أوراق`, other: `${number(count)} ورقة` }),
  estimate: (/** @type {number} */ count, /** @type {number} */ seconds) =>
    `${plural(count, { zero: "لا أوراق", one: "ورقة واحدة", two: "ورقتان", few: `${number(count)} أوراق`, other: `${number(count)} ورقة` })}: نحو ${duration(seconds)} على هذا الجهاز`,
  goesOn: (/** @type {number} */ count) =>
    `${plural(count, { one: "فُحصت ورقة واحدة", two: "فُحصت ورقتان", few: `فُحصت ${number(count)} أوراق`, other: `فُحصت ${number(count)} ورقة` })} على هذا الجهاز من قبل. يتابع الفحص من هناك.`,
  background: "يمكنك استعمال نوافذ أخرى في هذه الأثناء. إذا أغلقت هذه الصفحة فسيتابع الفحص من حيث كان عندما تعود.",

  chooseFile: "ملف السجل",
  chooseFileHint: "الملف الذي نزّلته، مثلًا ⁦record.zip⁩. يمكنك أيضًا إفلاته على هذه الصفحة.",
  useFile: "افحص بدلًا منه ملفًا عندك",
  noFile: "اختر ملف السجل أولًا",
  kept: "احتفظت بنسخة موقَّعة من حالة السجل",
  keptLabel: "ما احتفظت به (نقطة تحقق)",
  keptHint: "الصقه هنا. إذا أُعيدت كتابة السجل منذ ذلك الحين فسيكشف هذا الفحص ذلك.",
  keptFile: "أو اختر الملف الذي هو فيه",

  downloading: "جارٍ تنزيل السجل",
  downloaded: (/** @type {number} */ done, /** @type {number} */ total) =>
    total > 0
      ? `${decimal(done / 1e6)} من ${decimal(total / 1e6)} ميغابايت`
      : `${decimal(done / 1e6)} ميغابايت`,
  unreachable: "لم نتمكن من قراءة السجل العام. لا يدل هذا على شيء بشأن الانتخاب. حاول لاحقًا.",
  changed: "تعذّرت قراءة الملف إلى آخره. إذا تغيّر أو نُقل فاختره مرة أخرى.",
  failed: "توقف الفحص بسبب خلل في هذه الصفحة أو في المتصفح. لا يدل هذا على شيء بشأن الانتخاب.",

  progress: "إلى أين وصل الفحص",
  parts: {
    record: "السجل سليم (البصمات والتواقيع)",
    voters: "احتُسب كل ناخب مرة واحدة",
    ballots: "كل ورقة تتبع القواعد",
    totals: "المجاميع صحيحة",
    keys: "فتحها حملة المفاتيح بشكل صحيح",
  },
  states: {
    waiting: "في الانتظار",
    working: "جارٍ الفحص",
    done: "فُحص",
    fail: "وُجدت مشكلة",
    pass: "ناجح",
    open: "لم يُفحص",
  },
  count: (/** @type {number} */ done, /** @type {number} */ total) =>
    `${number(done)} من ${number(total)}`,
  problems: (/** @type {number} */ count) => plural(count, { zero: "لا مشكلات", one: "وُجدت مشكلة واحدة", two: "وُجدت مشكلتان", few: `وُجدت ${number(count)} مشكلات`, other: `وُجدت ${number(count)} مشكلة` }),
  paused: "الفحص متوقف مؤقتًا.",
  working: (/** @type {string} */ part) => `جارٍ فحص: ${part}`,
  finished: "انتهى الفحص.",

  passed: "نجحت الفحوص الخمسة كلها. النتيجة المنشورة تطابق السجل العام.",
  passedCancelled: "نجحت الفحوص الخمسة كلها. أُلغي الانتخاب وليست له نتيجة.",
  incomplete: "لا خطأ فيما هو موجود، لكن السجل غير كامل.",
  incompleteText: "لم ينتهِ الانتخاب، أو هناك شيء ناقص. تعذّر إجراء هذه الفحوص:",
  sampled: (/** @type {number} */ count) =>
    plural(count, { one: "لا خطأ في ورقة واحدة اختيرت عشوائيًا.", two: "لا خطأ في ورقتين اختيرتا عشوائيًا.", few: `لا خطأ في ${number(count)} أوراق اختيرت عشوائيًا.`, other: `لا خطأ في ${number(count)} ورقة اختيرت عشوائيًا.` }),
  sampledText: "لمعرفة حال الأوراق كلها ابدأ الفحص الكامل.",
  unusable: "هذا الملف ليس سجل انتخاب.",
  problemsText:
    "احفظ التقرير وأرسله إلى أشخاص تثق بهم. وافحص السجل ببرنامج آخر أيضًا قبل أن تستنتج شيئًا.",
  entry: (/** @type {string} */ index) => `القيد ${index}`,
  more: (/** @type {number} */ count) => `و${number(count)} غير ذلك`,
  demonstration: "عرض تجريبي. الأصوات هنا لا تُحتسب.",
  result: "النتيجة كما فُحصت",
  votes: (/** @type {number} */ count) => number(count),
  about: (/** @type {string} */ origin, /** @type {string} */ key) => `⁨${origin}⁩، مفتاح السجل ⁨${key}⁩`,
  detailsTitle: "الفحوص الاثنا عشر واحدًا واحدًا",
  notes: "من المفيد أن تعرف",
  saveReport: "احفظ التقرير",
  saveJson: "احفظ التقرير للبرامج (JSON)",
  again: "افحص مرة أخرى",
  reportName: "election-check",
  reportMade: (/** @type {string} */ date) =>
    `أعدّه في ⁨${date}⁩ برنامج الفحص الذي يعمل في المتصفح.`,
  fingerprint: "بصمة ملف السجل (SHA-256 لقيم SHA-256 لكل قطعة من 1 ميبيبايت)",
};
