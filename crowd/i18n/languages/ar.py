"""Arabic. Its scale words come from its locale."""

from __future__ import annotations

from babel import Locale

from crowd.i18n.languages.language import Language

ARABIC = Language(
    tag="ar",
    name="العربية",
    locales=("ar",),
    locale=Locale("ar"),
    open_graph="ar_AR",
    yes_words=("نعم",),
    no_words=("لا",),
    comma="\N{ARABIC COMMA}",
    footer_words=(
        "المتوسط",
        "متوسط",
        "المتوسط الحسابي",
        "المعدل",
        "معدل",
        "الوسيط",
        "المنوال",
        "المجموع",
        "مجموع",
        "الإجمالي",
        "المجموع الكلي",
        "العدد",
        "عدد الإجابات",
        "الحد الأقصى",
        "الحد الأدنى",
        "أكبر قيمة",
        "أصغر قيمة",
        "المدى",
        "التباين",
        "الانحراف المعياري",
        "الفائز",
        "الفائزة",
        "النتيجة",
    ),
    truth_words=(
        "الحقيقة",
        "القيمة الحقيقية",
        "القيمة الفعلية",
        "الإجابة الصحيحة",
        "الجواب الصحيح",
        "العدد الحقيقي",
        "الوزن الحقيقي",
        "الحل",
    ),
    missing_words=("لا إجابة", "لا يوجد", "فارغ"),
)
