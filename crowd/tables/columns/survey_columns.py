"""The columns that survey tools add to the answers."""

from __future__ import annotations

import re
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
    # Quizzes of Google Forms
    "total score",
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

POINTS = {
    *("points", "feedback", "punkte", "commentaires", "puntos", "comentarios"),
    *("النقاط", "ملاحظات", "الملاحظات", "punti", "punten", "pontos", "comentários", "punkty"),
    *("opinia", "poäng", "point", "pisteet", "palaute", "body", "puan", "geri bildirim"),
}
"""What Microsoft Forms writes before a question, in the columns of a quiz."""

MTURK_COLUMNS = {
    *("hitid", "hittypeid", "title", "description", "keywords", "reward", "creationtime"),
    *("maxassignments", "requesterannotation", "assignmentdurationinseconds", "expiration"),
    *("autoapprovaldelayinseconds", "numberofsimilarhits", "lifetimeinseconds", "assignmentid"),
    *("workerid", "assignmentstatus", "accepttime", "submittime", "autoapprovaltime"),
    *("approvaltime", "rejectiontime", "requesterfeedback", "worktimeinseconds"),
    *("lifetimeapprovalrate", "last30daysapprovalrate", "last7daysapprovalrate"),
    *("approve", "reject"),
}
SOSCI_COLUMNS = {
    *("case", "serial", "ref", "questnnr", "mode", "language", "started", "time_sum", "mailsent"),
    *("lastdata", "status", "finished", "q_viewer", "lastpage", "maxpage", "missing", "missrel"),
    *("time_rsi", "deg_time", "deg_miss"),
}
TYPEFORM_COLUMNS = {
    *("#", "response type", "start date (utc)", "stage date (utc)", "submit date (utc)"),
    *("network id", "tags", "ending"),
}
KOBO_COLUMNS = {
    *("start", "end", "today", "deviceid", "username", "phonenumber", "_id", "_uuid", "_tags"),
    *("_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "_index"),
    *("__version__", "_version_", "meta/instanceid"),
}
JOTFORM_COLUMNS = {"submission date", "submission id", "submission ip", "last update date"}

COLUMNS_BY_MARK = {
    "lfdn": UNIPARK_COLUMNS,
    "hitid": MTURK_COLUMNS,
    "questnnr": SOSCI_COLUMNS,
    "submit date (utc)": TYPEFORM_COLUMNS,
    "_uuid": KOBO_COLUMNS,
    "_submission_time": KOBO_COLUMNS,
    "submission id": JOTFORM_COLUMNS,
}
"""Names of columns that Unipark, Mechanical Turk, SoSci Survey, Typeform, KoboToolbox and Jotform add, by
the one that tells which tool it is: some are words that questions have as well."""

QUIZ_ENDINGS = (" [score]", " [feedback]")
"""What Google Forms writes behind a question, in the columns of a quiz."""

_SOSCI_TIME = re.compile(r"time\d{3}")
_DASHES = str.maketrans("–—:", "---")


def survey_places(names: Sequence[str]) -> set[int]:
    """Return the places of the columns that a survey tool has made, in which nobody answers."""
    keys = [comparison_key(name) for name in names]
    known = {*keys}
    added = set[str]().union(*(COLUMNS_BY_MARK[mark] for mark in COLUMNS_BY_MARK.keys() & known))
    is_sosci, is_mturk = "questnnr" in known, "hitid" in known
    return {
        place
        for place, (key, name) in enumerate(zip(keys, names, strict=True))
        if key in added
        or is_of_survey_tool(name)
        or (is_sosci and _SOSCI_TIME.fullmatch(key))
        or (is_mturk and key.startswith("input."))
        or any(key.endswith(end) and key.removesuffix(end) in known for end in QUIZ_ENDINGS)
    }


def is_of_survey_tool(name: str) -> bool:
    """Return whether the name of a column is one that only survey tools give."""
    key = comparison_key(name.partition(". ")[0]).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if key in SURVEY_COLUMNS:
        return True
    first, dash, question = comparison_key(name).translate(_DASHES).partition("- ")
    return bool(dash and question) and first.strip() in POINTS
