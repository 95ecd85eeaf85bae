/** Words of the shared parts of screens in Arabic. */

export default {
  product: "Tabella",
  error: "خطأ:",
  warning: "تنبيه",
  thereIsAProblem: "هناك مشكلة",
  back: "رجوع",
  show: "إظهار",
  hide: "إخفاء",
  language: "اللغة",
  languageNames: { en: "English", fr: "Français", es: "Español", ar: "العربيّة" },
  frame: {
    skip: "انتقل إلى المحتوى الرئيسي",
    menu: "القائمة",
    elections: "الانتخابات",
    how: "كيف يعمل هذا",
    help: "مساعدة",
    demonstration: "هذا عرض تجريبي. الأصوات هنا لا تُحتسب.",
    aboutDemonstration: "عن العرض التجريبي",
    support: "روابط المساعدة",
    accessibility: "سهولة الوصول",
    limits: "الحدود",
    motto: "Tabella: انتخابات يستطيع الجميع التحقق منها.",
    ownFile: "تعمل هذه الصفحة من دون شبكة ولا ترسل شيئًا.",
  },
  steps: { done: "تمّ", current: "الآن", failed: "فشل", waiting: "ليس بعد" },
};
