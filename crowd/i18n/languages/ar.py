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
    footer_words=("المتوسط", "المعدل", "الوسيط", "المجموع", "الإجمالي", "الفائز", "النتيجة"),
    missing_words=("لا إجابة", "لا يوجد", "فارغ"),
)
