"""The columns that survey tools add to the answers."""

from __future__ import annotations

from collections.abc import Sequence

from crowd.parsing.comparison_key import comparison_key

FORMS_COLUMNS = {
    # Google and Microsoft Forms, in the language of who made the form.
    *("timestamp", "email address", "score", "id", "start time", "completion time", "email"),
    *("name", "last modified time", "total points", "quiz feedback", "language"),
    *("zeitstempel", "e-mail-adresse", "punktzahl", "startzeit", "fertigstellungszeit", "e-mail"),
    *("uhrzeit der letzten änderung", "gesamtpunktzahl", "quizfeedback", "sprache"),
    *("horodateur", "adresse e-mail", "note", "heure de début", "heure de fin", "nom", "langue"),
    *("adresse de messagerie", "heure de la dernière modification", "total des points"),
    *("marca temporal", "dirección de correo electrónico", "puntuación", "hora de inicio"),
    *("hora de finalización", "correo electrónico", "nombre", "hora de la última modificación"),
    *("total de puntos", "puntos totales", "idioma"),
    *("طابع زمني", "عنوان البريد الإلكتروني", "النتيجة", "وقت البدء", "وقت الإكمال", "الاسم"),
    *("البريد الإلكتروني", "وقت آخر تعديل", "إجمالي النقاط", "اللغة", "المعرف"),
    *("informazioni cronologiche", "indirizzo email", "punteggio", "ora di inizio", "nome"),
    *("ora di completamento", "posta elettronica", "ora dell'ultima modifica", "punti totali"),
    *("tijdstempel", "e-mailadres", "begintijd", "tijd van voltooien", "naam"),
    *("tijd van laatste wijziging", "totaal aantal punten"),
    *("carimbo de data/hora", "endereço de e-mail", "hora de início", "hora de conclusão"),
    *("hora da última modificação", "total de pontos"),
    *("sygnatura czasowa", "adres e-mail", "godzina rozpoczęcia", "godzina ukończenia", "nazwa"),
    *("tidstämpel", "e-postadress", "starttid", "slutförandetid", "e-post", "namn"),
    *("tidsstempel", "mailadresse", "fuldførelsestidspunkt", "navn"),
    *("aikaleima", "aloitusaika", "valmistumisaika", "sähköposti", "nimi"),
    *("časové razítko", "čas zahájení", "čas dokončení", "jméno"),
    *("zaman damgası", "başlangıç zamanı", "tamamlama zamanı", "e-posta", "ad"),
}

SURVEY_COLUMNS = FORMS_COLUMNS | {
    # Qualtrics
    *("startdate", "enddate", "status", "ipaddress", "progress", "duration (in seconds)"),
    *("finished", "recordeddate", "responseid", "recipientlastname", "recipientfirstname"),
    *("recipientemail", "externalreference", "locationlatitude", "locationlongitude"),
    *("distributionchannel", "userlanguage"),
    # SurveyMonkey
    *("respondent id", "respondentid", "collector id", "collectorid", "start date", "end date"),
    *("ip address", "first name", "last name", "custom data 1"),
    # LimeSurvey
    *("submitdate", "lastpage", "startlanguage", "seed", "token", "datestamp", "ipaddr", "refurl"),
}
"""Names of columns that survey tools add."""

UNIPARK_COLUMNS = {
    *("lfdn", "external_lfdn", "tester", "dispcode", "lastpage", "quality", "duration", "browser"),
    *("referer", "device_id", "participant_browser", "language", "cookies", "ip_addr", "ran"),
    *("datetime", "date_of_last_access", "date_of_first_mail", "quota", "quota_rejected_id"),
    *("output_mode", "javascript", "flash", "session_id", "cleaned", "panel_uid", "page_history"),
    *("quota_assignment", "hflip", "vflip", "participant_browser", "rts"),
}
"""Names of columns that Unipark adds, of which `lfdn`, the number of the row, tells that it did."""

POINTS = {
    *("points", "feedback", "punkte", "commentaires", "puntos", "comentarios"),
    *("النقاط", "ملاحظات", "الملاحظات", "punti", "punten", "pontos", "comentários", "punkty"),
    *("opinia", "poäng", "point", "pisteet", "palaute", "body", "puan", "geri bildirim"),
}
"""What Microsoft Forms writes before a question, in the columns of a quiz."""

_DASHES = str.maketrans("–—:", "---")


def is_from_unipark(names: Sequence[str]) -> bool:
    """Return whether the columns of a table are those of Unipark."""
    return any(comparison_key(name) == "lfdn" for name in names)


def is_of_survey_tool(name: str, *, is_unipark: bool = False) -> bool:
    """Return whether a survey tool has made a column, in which nobody answers."""
    if is_unipark and comparison_key(name) in UNIPARK_COLUMNS:
        return True
    key = comparison_key(name.partition(". ")[0]).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if key in SURVEY_COLUMNS:
        return True
    first, dash, question = comparison_key(name).translate(_DASHES).partition("- ")
    return bool(dash and question) and first.strip() in POINTS
