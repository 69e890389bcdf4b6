"""What stands around the answers of a table: titles, headers of survey tools, sums."""

from __future__ import annotations

import numpy as np
import pytest

from crowd.model.errors import Invalid
from crowd.tables.csv_writer import unescape_formulas, write_csv
from crowd.tables.detect import MAX_COLUMNS_CHECKED
from crowd.tables.header import MAX_TITLE_ROWS, find_header
from tests.paths import CASES
from tests.tables.test_to_sample import read, values
from tests.tables.workbooks import write_workbook


def case(name: str) -> bytes:
    path = CASES / name
    if not path.exists():
        pytest.skip(f"the files are not beside the repository: {name}")
    return path.read_bytes()


QUALTRICS = (
    "StartDate,ResponseId,Q1,Q2\n"
    "Start Date,Response ID,Which colour?,How many?\n"
    '"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}",x\n'
    "2026-01-01 10:00:00,R_1,Red,120\n2026-01-01 10:01:00,R_2,Blue,130\n"
)
SURVEYMONKEY = (
    "Respondent ID,Collector ID,Start Date,How many beans?,How sure?,,\n"
    ",,,Open-Ended Response,low,high,\n"
    "118,7,01/02/2026,120,60,90,\n119,7,01/02/2026,140,70,80,\n"
)


@pytest.mark.parametrize("column", ["Q2", "q2", "How many?", "4"])
def test_header_of_qualtrics_has_three_rows(column: str) -> None:
    table = read(QUALTRICS, column=column)
    assert (table.sample.values.tolist(), table.sample.unreadable) == ([120, 130], 0)
    assert table.notes == ["Line 2 and what follows of the header of Qualtrics are no answers."]
    two_rows = QUALTRICS.replace('"{""', "'", 0).splitlines(keepends=True)
    assert values("".join(two_rows[:2] + two_rows[3:]), column="Q2") == [120, 130]
    assert read(QUALTRICS, "choice", column="Q1").sample.n == 2


def test_previews_and_spam_in_an_export_are_left_out_and_told() -> None:
    text = (
        "Status,ResponseId,beans\nIP Address,R_1,430\nSurvey Preview,R_2,999\nSpam,R_3,1\n"
        "Imported,R_4,skip\n0,R_5,410\n1,R_6,7000\n"
    )
    table = read(text, column="beans")
    assert table.sample.values.tolist() == [430, 410]
    assert (table.no_answer, table.lines) == (1, [2, 6])
    assert table.notes == [
        "Rows with the status of previews, tests or spam, which were left out: lines 3, 4, 7."
    ]
    assert values("Status,beans\nSpam,1\n1,2\n", column="beans") == [1, 2]


def test_columns_of_unipark_hold_no_answers() -> None:
    found = values("lfdn,tester,dispcode,v_1,duration\n7,0,31,430,120\n9,0,31,410,95\n")
    assert found == [430, 410]
    with pytest.raises(Invalid, match="not clear"):
        read("case,missing,ref\n430,120,7\n410,95,9\n")
    with pytest.raises(Invalid, match="not clear"):
        read("v_1,duration\n430,120\n410,95\n")


def test_qualtrics_example() -> None:
    table = read(case("qualtrics.csv"), column="Q2")
    assert table.sample.values.tolist() == [120, 130, 140]
    assert read(case("qualtrics.csv")).sample.values.tolist() == [120, 130, 140]


@pytest.mark.parametrize(
    ("column", "found"),
    [("How many beans?", [120, 140]), ("How sure?: low", [60, 70]), ("How sure?: high", [90, 80])],
)
def test_header_of_surveymonkey_has_two_rows(column: str, found: list[float]) -> None:
    table = read(SURVEYMONKEY, column=column)
    assert (table.sample.values.tolist(), table.sample.unreadable) == (found, 0)
    assert "SurveyMonkey" in table.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "Timestamp,Email Address,How many beans?\n2026/01/02 10:00:00 AM GMT+1,a@b,120\n",
        "ID,Start time,Completion time,Email,Name,How many beans?\n1,1/2/26,1/2/26,anonymous,,120\n",
        '"id. Response ID";"submitdate. Date submitted";"G01Q01. How many?"\n"1";"x";"120"\n',
        "Name;How many\nAnn;120\nBob;x\n",
        (
            "HITId,Reward,MaxAssignments,WorkerId,WorkTimeInSeconds,Input.jar,Answer.guess\n"
            "3X,$0.05,9,A1,41,7,120\n"
        ),
        (
            "CASE;SERIAL;QUESTNNR;MODE;STARTED;B101;TIME001;TIME_SUM;FINISHED;LASTPAGE;MISSREL\n"
            "12;;base;interview;2026-01-02 10:00:00;120;33;33;1;2;0\n"
        ),
        (
            '"CASE";"QUESTNNR";"B101_01";"TIME001";"FINISHED"\n'
            '"Interview-Nummer (fortlaufend)";"Fragebogen";"Bohnen";"Verweildauer Seite 1";"beendet"\n'
            '"12";"base";"120";"33";"1"\n'
        ),
        (
            "#,How many beans?,Response Type,Start Date (UTC),Submit Date (UTC),Network ID,Tags\n"
            "068127,120,completed,2026-01-02 10:00:00,2026-01-02 10:01:00,3845,\n"
        ),
        (
            "start,end,How many beans?,_id,_uuid,_submission_time,_validation_status,_index\n"
            "2026-01-02T10:00:00,2026-01-02T10:01:00,120,48213,a-b,2026-01-02T10:01:02,,1\n"
        ),
        "Submission Date,Beans,Submission ID,Submission IP\nJan 2 2026,120,5812345678,127.0.0.1\n",
        (
            "Timestamp,Total score,How many?,How many? [Score],How many? [Feedback]\n"
            "2026/01/02 10:00:00 AM GMT+1,1.00 / 1,120,1.00 / 1,\n"
        ),
    ],
)
def test_column_of_answers_is_found_beside_those_of_survey_tools(text: str) -> None:
    assert values(text) == [120]


@pytest.mark.parametrize(
    "text",
    [
        '"",guess\n1,120\n2,90\n4,80\n',
        ",guess,\n1,120,x\n2,90,y\n4,80,z\n",
        ",beans\n0,120\n1,90\n2,80\n",
        ",name,beans\n0,Ann,120\n1,Bob,90\n2,Cy,80\n",
        "Nr;Name;Bohnen\n1;Ann;120\n2;Bob;90\n3;Cy;80\n",
    ],
)
def test_columns_without_a_name_or_that_number_the_rows_hide_no_answers(text: str) -> None:
    assert values(text) == [120, 90, 80]


@pytest.mark.parametrize(
    ("begin", "points", "feedback"),
    [
        ("ID;Startzeit;Fertigstellungszeit;E-Mail;Name", "Punkte – ", "Feedback – "),
        ("ID;Start time;Completion time;Email;Name", "Points - ", "Feedback - "),
        (
            "ID;Heure de début;Heure de fin;Adresse de messagerie;Nom",
            "Points : ",
            "Commentaires - ",
        ),
        (
            "ID;Hora de inicio;Hora de finalización;Correo electrónico;Nombre",
            "Puntos: ",
            "Comentarios: ",
        ),
        ("المعرف;وقت البدء;وقت الإكمال;البريد الإلكتروني;الاسم", "النقاط - ", "ملاحظات - "),
        ("ID;Begintijd;Tijd van voltooien;E-mail;Naam", "Punten - ", "Feedback - "),
        ("ID;Ora di inizio;Ora di completamento;Posta elettronica;Nome", "Punti - ", "Feedback - "),
    ],
)
def test_forms_of_microsoft_are_known_in_other_languages(
    begin: str, points: str, feedback: str
) -> None:
    header = f"{begin};Quanto?;{points}Quanto?;{feedback}Quanto?"
    rows = [f"{n};9:0{n};9:1{n};a;;{value};0;1" for n, value in ((1, 120), (3, 90), (7, 80))]
    assert values("\n".join([header, *rows]), column=None) == [120, 90, 80]


def test_code_of_limesurvey_names_its_column() -> None:
    text = '"id. Response ID","G01Q01. How many?","G01Q02. How far?"\n"1","120","7"\n'
    assert values(text, column="G01Q02") == [7]


def test_columns_of_one_name_are_told_apart_by_number() -> None:
    with pytest.raises(Invalid, match="Columns 1, 3 are all called 'a'"):
        read("a,b,a\n1,2,3\n", column="a")
    assert values("a,b,a\n1,2,3\n", column="3") == [3]


@pytest.mark.parametrize(
    "text",
    [
        "Beans in a jar,,\n,,\nName,Guess,Why\nAnn,120,x\nBob,140,y\n",
        "Beans in a jar\n\nName,Guess,Why\nAnn,120,x\nBob,140,y\n",
        "Beans in a jar\nguess\n120\n140\n",
    ],
)
def test_titles_above_a_table_are_left_out_and_told(text: str) -> None:
    table = read(text)
    assert (table.sample.values.tolist(), table.sample.unreadable) == ([120, 140], 0)
    assert table.notes == [
        "What stands above the header, from line 1 on, was left out: “Beans in a jar”."
    ]


def test_titles_in_a_workbook() -> None:
    rows = [["Beans"], [], ["Name", "Guess"], ["Ann", 120.0], ["Bob", 140.0], [], ["Sum", 260.0]]
    table = read(write_workbook({"A": rows}))
    assert table.sample.values.tolist() == [120, 140]
    assert table.notes[-1] == "Left out below the answers: line 7 (“Sum”)."


MERGED = (
    "Class 7b,,,\nStudent,,Answers,\nFirst,Last,Beans,Ox\nA,B,400,520\nC,D,500,650\nE,F,300,390\n"
)


@pytest.mark.parametrize("column", ["Beans", "Answers: Beans", "3"])
def test_header_with_cells_over_several_columns_has_two_rows(column: str) -> None:
    table = read(MERGED, column=column)
    assert (table.sample.values.tolist(), table.sample.unreadable) == ([400, 500, 300], 0)
    if column != "Beans":
        assert "The header has two rows, lines 2 and 3." in table.notes


def test_columns_of_one_name_below_merged_ones_bear_both_names() -> None:
    text = "Class A,,Class B,\nName,Guess,Name,Guess\nAnn,400,Cy,1400\nBob,500,Di,1500\n"
    assert values(text, column="Class B: Guess") == [1400, 1500]
    assert values(text, column="Class A: Guess") == [400, 500]


def test_answers_below_a_header_with_gaps_are_no_header() -> None:
    assert values("who,,guess\nAnn,x,120\nBob,y,140\n", column="guess") == [120, 140]
    assert values("who,,guess\nAnn,x,?\nBob,y,140\n", column="guess") == [140]


def test_rows_without_some_cells_are_no_titles() -> None:
    assert values("402,\n280,x\n300,y\n", column="1") == [402, 280, 300]


def test_footer_example() -> None:
    table = read(case("footer.csv"))
    assert table.sample.values.tolist() == [120, 140, 150]
    assert (table.sample.unreadable, table.no_answer) == (0, 0)
    assert table.notes == ["Left out below the answers: line 7 (“Average”), line 8 (“Winner: B”)."]


@pytest.mark.parametrize(
    "row", ["Average,7", "Total:,7", "MEAN 7,7", "Summe;7", "Moyenne,7", "Promedio,7", "n = 3,7"]
)
def test_footers_of_all_languages_are_left_out(row: str) -> None:
    rows = f"who,guess\na,120\nb,140\n{row}\n"
    assert values(rows.replace(",", ";") if ";" in row else rows) == [120, 140]


def test_names_that_begin_like_a_footer_and_words_among_answers_stay() -> None:
    assert values("who,guess\nTotal,120\nMaximilian,140\n") == [120, 140]
    assert values("who,guess\na,120\nMax,150\nSummer,140\n") == [120, 150, 140]
    assert read("total\nred\nred\ntotal\n", "choice").sample.n == 4


PEOPLE = "who;guess\nA;400\nB;500\nC;300\nD;450\nE;600\n"


@pytest.mark.parametrize(
    ("below", "told"),
    [
        ("Average;450\nSD;112\n", "line 7 (“Average”), line 8 (“SD”, the standard deviation of"),
        ("Итого;2250\n", "line 7 (“Итого”, the sum of rows above)"),
        (
            "平均;450\n合計;2250\n",
            "line 7 (“平均”, the mean of rows above), line 8 (“合計”, the sum",
        ),
        (
            "Max;600\nMin;300\nСумма;2250\n",
            "line 7 (“Max”, the largest of rows above), line 8 (“Min”, the smallest",
        ),
        (";2250\n", "line 7 (“2250”, the sum of rows above)"),
        ("\n;450\n", "line 8 (“450”, the mean of rows above)"),
        ("Écart type;100\nNombre de réponses;5\n", "line 7 (“Écart type”), line 8 (“Nombre de rép"),
        ("Mean;450\n;\nMade on 3 March;\n", "line 7 (“Mean”), line 9 (“Made on 3 March”)."),
        ("n;5\nGewinner;450\n", "line 7 (“n”, the number of rows above), line 8 (“Gewinner”)."),
        ("Richtige Antwort;480\nØ;450\n", "line 7 (“Richtige Antwort”), line 8 (“Ø”)."),
    ],
)
def test_figures_of_rows_above_show_footers_that_no_word_names(below: str, told: str) -> None:
    table = read(PEOPLE + below)
    assert table.sample.values.tolist() == [400, 500, 300, 450, 600]
    assert (table.sample.unreadable, table.no_answer) == (0, 0)
    assert f"Left out below the answers: {told}" in table.notes[0]


SIX = "name;guess\nAnna;390\nBob;470\nCid;400\nDee;450\nEve;420\nFay;435\n"
ANSWERS_OF_SIX = [390, 470, 400, 450, 420, 435]


@pytest.mark.parametrize(
    "below",
    [
        "最大値;470\n最小値;390\n平均値;427.5\n標準偏差;30.29\n",
        "합계;2565\n평균;427.5\n최대값;470\n최소값;390\n",
        "СКО;30.29\nВсего;2565\n",
        "Number of guesses;6\nMean guess;427.5\n",
        "Q1;405\nQ3;446.25\nIQR;41.25\nSkew;0.07\n",
        "Mean;427.5\nQ1;405\nQ3;446.25\nStrange;0.13\nRange;80\n",
        "Medel;427.5\nAntal svar;6\n",
        ";\nTotal respondents;6\n",
        ";427.5\n;427.5\n;30.29\n;470\n;390\n",
    ],
)
def test_rows_at_the_end_that_each_equal_another_statistic_are_a_footer(below: str) -> None:
    table = read(SIX + below)
    assert table.sample.values.tolist() == ANSWERS_OF_SIX
    assert table.sample.unreadable == 0
    assert table.notes[0].startswith("Left out below the answers: line ")


@pytest.mark.parametrize(
    "below",
    ["Gus;470\nHal;390\n", "Gus;470\nHal;390\nIda;420\n", "Gus;427\n", "Gus;420\nHal;435\n"],
)
def test_few_people_at_the_end_who_equal_a_statistic_by_chance_stay(below: str) -> None:
    rows = below.strip().split("\n")
    table = read(SIX + below)
    assert table.sample.values[6:].tolist() == [float(row.split(";")[1]) for row in rows]


@pytest.mark.parametrize("seed", range(40))
def test_ratings_of_people_are_no_footer(seed: int) -> None:
    ratings = np.random.default_rng(seed).integers(1, 11, 24).tolist()
    table = read("who;rating\n" + "".join(f"P{n};{one}\n" for n, one in enumerate(ratings)))
    assert table.sample.values.tolist() == ratings


def test_people_with_the_name_of_a_summary_stay_and_are_told() -> None:
    table = read(f"{SIX}Total;433\nMedia;422\nSumma;401\n")
    assert table.sample.values.tolist() == [*ANSWERS_OF_SIX, 433, 422, 401]
    assert table.notes == [
        f"Line {line} (“{name}”) counts as an answer. If it is none, remove it."
        for line, name in ((8, "Total"), (9, "Media"), (10, "Summa"))
    ]


def test_means_beside_the_name_of_a_question_are_left_out() -> None:
    rows = ["Beans;A;390", "Beans;B;470", "Beans;C;400", "Beans;Mean;420"]
    rows += ["Ox;A;1200", "Ox;B;1100", "Ox;C;1300", "Ox;Mean;1200"]
    table = read("question;name;guess\n" + "\n".join(rows) + "\n", column="guess")
    assert table.sample.values.tolist() == [390, 470, 400, 1200, 1100, 1300]
    assert table.notes == [
        "Left out between the answers: line 5 (“Mean”).",
        "Left out below the answers: line 9 (“Mean”).",
    ]


def test_figures_below_a_mean_are_told_and_people_between_subtotals_are_not() -> None:
    table = read(f"{SIX}Mean;427.5\nActual number of beans;412\nClosest guess;420\n")
    assert table.notes[1:] == [
        f"Line {line} (“{name}”) counts as an answer. If it is none, remove it."
        for line, name in ((9, "Actual number of beans"), (10, "Closest guess"))
    ]
    table = read("name;guess\nA;390\nB;470\nC;400\nTotal;1260\nD;450\nE;420\nF;435\nTotal;1305\n")
    assert table.notes == [
        "Left out between the answers: line 5 (“Total”).",
        "Left out below the answers: line 9 (“Total”).",
    ]


@pytest.mark.parametrize(
    "last",
    ["Max;600", "Ann;450", "Ann;300", "SD;451", "N;400", "Average Joe;450", ";450", ";600"],
)
def test_people_whose_answers_equal_a_statistic_stay(last: str) -> None:
    assert values(f"{PEOPLE}{last}\n") == [400, 500, 300, 450, 600, float(last.split(";")[1])]


def test_people_above_a_footer_stay_though_they_equal_the_mean() -> None:
    table = read(f"{PEOPLE}Ann;450\nAverage;450\nSum;2700\n")
    assert table.sample.values.tolist() == [400, 500, 300, 450, 600, 450]


def test_rows_that_stay_although_they_look_like_a_footer_are_told() -> None:
    note = "Line 7 (“{}”) counts as an answer. If it is none, remove it."
    assert read(f"{PEOPLE}Max;600\n").notes == [note.format("Max")]
    assert read(f"{PEOPLE};450\n").notes == [note.format("450")]
    table = read(f"{PEOPLE}Average;450\nKlassenbeste;455\nSD;112\n")
    assert table.sample.values.tolist() == [400, 500, 300, 450, 600, 455]
    assert "Line 8 (“Klassenbeste”) counts as an answer. If it is none, remove it." in table.notes


def test_sums_in_the_middle_and_above_are_left_out() -> None:
    classes = "who,guess\n7a,\nA,400\nB,500\nAverage,450\n\n7b,\nC,300\nD,450\nE,350\nAverage,366\n"
    table = read(classes)
    assert table.sample.values.tolist() == [400, 500, 300, 450, 350]
    assert table.notes == [
        "Left out between the answers: line 5 (“Average”).",
        "Left out below the answers: line 11 (“Average”).",
    ]
    table = read("who,jar\nTruth,410\nA,400\nB,500\n")
    assert table.sample.values.tolist() == [400, 500]
    assert table.notes == [
        "Left out above the answers: line 2 (“Truth”).",
        "If line 2 is the truth, give it with --truth.",
    ]
    assert values("who,jar\nMean,450\nA,400\nB,500\n") == [400, 500]


def test_words_that_most_rows_begin_with_are_no_footer() -> None:
    rows = "what,guess\n" + "".join(f"Total,{n}\n" for n in (400, 500, 300, 450))
    assert values(rows) == [400, 500, 300, 450]


def test_remarks_and_sums_below_one_column() -> None:
    table = read("guess\n400\n500\n300\nAverage: 400\nn = 3\nTrue value: 480\nSource: class 7b\n")
    assert table.sample.values.tolist() == [400, 500, 300]
    assert table.sample.unreadable == 0


def test_footer_of_a_long_table() -> None:
    rows = "who;guess\n" + "".join(f"P{n};{400 + n % 7}\n" for n in range(30_000))
    total = sum(400 + n % 7 for n in range(30_000))
    table = read(f"{rows}Итого;{total}\n")
    assert (table.sample.n, float(table.sample.values.max())) == (30_000, 406)


def test_missing_marks_example() -> None:
    table = read(case("na.csv"))
    assert table.sample.values.tolist() == [120, 140, 150]
    assert (table.sample.unreadable, table.no_answer) == (1, 6)
    assert [(row.line, row.text) for row in table.rejected] == [(11, "more than 100")]


def test_none_is_an_answer_where_it_can_be_chosen() -> None:
    table = read("pick\nred\nnone\nNA\n \nnone\n", "choice", column="pick")
    assert (table.sample.n, table.no_answer) == (3, 2)


def test_groups_that_differ_in_case_or_composition_are_one_in_the_usual_spelling() -> None:
    rows = ["FC Köln", "fc köln", "FC Ko\u0308ln", "USA", "usa", "USA", "FC Köln"]
    sample = read(
        "guess,team\n" + "".join(f"{n},{row}\n" for n, row in enumerate(rows)), group="team"
    ).sample
    assert sample.group_names == ["FC Köln", "USA"]
    assert sample.groups is not None
    assert sample.groups.tolist() == [0, 0, 0, 1, 1, 1, 0]
    choice = read("pick\nCafe\u0301\nCAFÉ\ncafé\ncafé\ntea\n", "choice", column="pick")
    assert choice.sample.values.tolist() == [0, 0, 0, 0, 1]
    assert choice.kind.options == ["café", "tea"]


@pytest.mark.parametrize("text", ["=1+1", "-5 degrees", "'=x", "''-1", "it's", "'tis", "a;=1", "+"])
def test_guard_of_formulas_in_our_exports_has_its_inverse(text: str) -> None:
    cell = write_csv([[text]]).removesuffix("\r\n").strip('"')
    assert unescape_formulas(cell) == text
    found = read(write_csv([["value"], [text], ["other"]]), "choice")
    assert set(found.kind.options) == {text, "other"}


@pytest.mark.parametrize("name", ["Massimo", "Máximo", "Antal", "Som", "Soma", "Suma"])
def test_people_with_the_name_of_a_statistic_are_people(name: str) -> None:
    table = read(f"name,guess\nAnn,390\nBob,400\nEve,410\n{name},402\n", column="guess")
    assert (table.sample.values.tolist(), table.notes) == ([390, 400, 410, 402], [])


@pytest.mark.parametrize(
    ("row", "statistic"),
    [("Suma,1200", "sum"), ("Som,1200", "sum"), ("Antal,3", "number")],
)
def test_statistics_with_the_name_of_people_are_found_by_their_figures(
    row: str, statistic: str
) -> None:
    table = read(f"name,guess\nAnn,390\nBob,400\nEve,410\n{row}\n", column="guess")
    assert table.sample.values.tolist() == [390, 400, 410]
    name = row.partition(",")[0]
    assert table.notes == [
        f"Left out below the answers: line 5 (“{name}”, the {statistic} of rows above)."
    ]


def test_largest_one_is_left_out_beside_other_statistics() -> None:
    footer = "Promedio;400\nMáximo;410\nMínimo;390\n"
    table = read(f"name;guess\nAnn;390\nBob;400\nEve;410\n{footer}", column="guess")
    assert table.sample.values.tolist() == [390, 400, 410]
    doubted = read("name;guess\nAnn;390\nBob;400\nEve;410\nMáximo;410\n", column="guess")
    assert doubted.sample.n == 4
    assert doubted.notes == ["Line 5 (“Máximo”) counts as an answer. If it is none, remove it."]


def test_few_cells_of_wide_rows_are_read_to_find_the_header() -> None:
    read_cells: list[str] = []

    def is_answer(cell: str) -> bool:
        read_cells.append(cell)
        return False

    wide = [(line, [f"row {line} cell {place}" for place in range(2000)]) for line in range(1, 31)]
    assert find_header([(0, ["a title"]), *wide], [], is_answer).rows == 2
    assert len(read_cells) <= (MAX_TITLE_ROWS + 2) * MAX_COLUMNS_CHECKED
