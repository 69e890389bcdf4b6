"""Tables as people make them: what is read, what is not, and that neither goes without a word."""

from __future__ import annotations

import numpy as np
import pytest
import scipy
from babel import Locale

from crowd.kinds import Choice, Date, Number, Probability
from crowd.kinds.date import day_number
from crowd.model.errors import CommandFailed, Invalid
from crowd.tables.arrival_order import SORTED_ROWS, TEXT_ORDER_NOTE, why_unordered
from crowd.tables.duration_columns import HOURS_NOTE, MINUTES_NOTE, SECONDS_NOTE
from crowd.tables.to_sample import (
    RequestedColumns,
    TableFormat,
    TableSample,
    read_sample,
    read_table,
)


def read(
    text: str | bytes,
    kind: str = "number",
    locale: str = "en",
    truth: str | None = None,
    json: bool = False,
    **columns: str,
) -> TableSample:
    name = "answers.json" if json else "answers.csv"
    form = TableFormat(kind=kind, locale=Locale.parse(locale), name=name)
    data = text if isinstance(text, bytes) else text.encode()
    requested = RequestedColumns(**columns)
    table = read_table(data, requested, form, lambda _done, _total: None)
    return read_sample(table, requested, form, truth)


def values(
    text: str | bytes, kind: str = "number", locale: str = "en", **columns: str
) -> list[float]:
    found: list[float] = read(text, kind, locale, **columns).sample.values.tolist()
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("402\n280\n", [402, 280]),
        ("guess\n402\n280\n", [402, 280]),
        ("402", [402]),
        ("guess_2024\n402\n", [402]),
        ("slip,guess\n7,402\n8,280\n", [402, 280]),
        ("e1,e2,guess\n7,8,402\n", [402]),
        ("slip\tguess\n7\t1,402\n", [1402]),
        ("slip;guess\n7;402\n", [402]),
        ("guess\n1,234\n1.2k\n~400\n$5\n", [1234, 1200, 400, 5]),
        ("1,234\n280\n", [1234, 280]),
        ('"1,234"\n280\n', [1234, 280]),
        ('slip,guess\n7,"1,234"\n', [1234]),
        ('guess,why\n402,"first line\nsecond line"\n280,none\n', [402, 280]),
        ("guess\r\n402\r\n\r\n280\r\n", [402, 280]),
        ("guess\n1;5\n402\n", [402]),
        ("guess\n1e3\n+5\n-2.50\n0012\n", [1000, 5, -2.5, 12]),
    ],
)
def test_table_is_read(text: str, found: list[float]) -> None:
    assert values(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,5\n2,25\n", [1.5, 2.25]),
        ("1,234\n", [1.234]),
        ("1.234\n", [1234]),
        ("wert\n1.234,5\n", [1234.5]),
        ("a;guess\n1;1,5\n2;1.000\n", [1.5, 1000]),
        ('a,guess\n1,"1,5"\n', [1.5]),
    ],
)
def test_decimal_comma(text: str, found: list[float]) -> None:
    assert values(text, locale="de") == found


@pytest.mark.parametrize(
    "text",
    [
        '{"guess": 402}\n{"guess": "1.2k"}\n',
        '[{"guess": 402}, {"guess": "1.2k"}]',
        '[402, "1.2k"]',
        '\n{"why": null, "guess": 402}\n\n{"guess": "1.2k", "why": [1]}\n',
    ],
)
def test_json(text: str) -> None:
    assert values(text) == [402, 1200]


def test_bare_json_values_are_read_where_the_file_is_called_so() -> None:
    table = read('402\n"1.2k"\nNaN\n{]\nnull\n', json=True)
    assert table.sample.values.tolist() == [402, 1200]
    assert [row.line for row in table.rejected] == [3, 4]
    assert table.no_answer == 1


def test_json_that_no_answer_can_be() -> None:
    cells = ["1" + "0" * 400, "true", '{"a": 1}', "[1, 2]", '""', "[" * 100_000]
    text = "".join(f'{{"guess": {cell}}}\n' for cell in cells)
    table = read(text + '{"guess": 402}\n')
    assert (table.sample.values.tolist(), table.sample.unreadable) == ([402], len(cells) - 1)
    assert table.no_answer == 1


def test_numbers_in_json_have_no_locale() -> None:
    table = read('{"guess": 1.234}\n{"guess": "1.234"}\n', locale="de")
    assert table.sample.values.tolist() == [1.234, 1234]


def test_every_row_that_is_not_read_has_its_line_and_reason() -> None:
    table = read('guess,who\nnan,a\n402,b\n"a\nb",c\ninf,d\n,e\n5-6,f\n1,2,3\n1e999,g\n500,h\n')
    assert table.sample.values.tolist() == [402, 500]
    assert (table.sample.unreadable, table.no_answer) == (5, 2)
    assert [row.line for row in table.rejected] == [4, 6, 8, 9, 10]
    assert [row.text for row in table.rejected] == ["a\nb", "inf", "5-6", "1", "1e999"]
    reasons = [row.reason for row in table.rejected]
    assert "several lines" in reasons[0]
    assert reasons[1] == "This is not a number."
    assert reasons[2] == "These are several numbers or a range, not one number."
    assert "needs quotes" in reasons[3]
    assert "too large" in reasons[4]


def test_first_row_without_a_number_is_no_header_where_it_says_so() -> None:
    table = read("nan\n402\n")
    assert (table.sample.values.tolist(), table.no_answer) == ([402], 1)


def test_line_of_json_that_is_no_object_is_rejected() -> None:
    table = read('{"guess": 402}\n17\nguess\n')
    assert (table.sample.n, [row.line for row in table.rejected]) == (1, [2, 3])


def test_bytes_that_are_no_text_make_one_row_unreadable() -> None:
    table = read(b"guess\n402\n\xff\xfe3\n280\n")
    assert (table.sample.values.tolist(), table.rejected[0].line) == ([402, 280], 3)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark(encoding: str) -> None:
    assert values("größe,guess\n1,402\n".encode(encoding)) == [402]


def test_quote_that_is_not_closed_says_where_it_begins() -> None:
    with pytest.raises(CommandFailed, match="begins in line 2"):
        read('guess\n"402\n' + "280\n" * 50_000)
    (rejected,) = read('guess\n402\n"280\n290\n').rejected
    assert rejected[:2] == (3, "The cell goes over several lines. Is a quote not closed?")


def test_cell_that_is_too_long_is_left_out_alone() -> None:
    long = "7" * 131_073
    table = read(f"guess,why\n402,short\n{long},short\n280,{long}\n\n290,{'x' * 131_072}\n")
    assert table.sample.values.tolist() == [402, 280, 290]
    (rejected,) = table.rejected
    assert (rejected.line, rejected.text) == (3, "(a text of 131,073 characters)")
    assert rejected.reason == "Beside the number stands something that cannot be read."


def test_units_are_left_out_and_converted_or_rejected() -> None:
    table = read("12 kg\n14kg\n5000 g\n3\n2 dozen\n11 m\n")
    assert table.sample.values.tolist() == [12, 14, 5, 3]
    assert [row.line for row in table.rejected] == [5, 6]
    assert table.notes == [
        (
            "Answers with a unit, which was left out: 3 (kg). "
            "Those without a unit, 1, are read as kg, as of “3” in line 4."
        ),
        "Answers converted from g to kg: 1, as of “5000 g” in line 3, which is 5.",
    ]


def test_reading_that_is_not_the_only_one_is_counted() -> None:
    table = read("when\n3/4/2027\n2027-03-27\n", "date")
    assert table.sample.values.tolist() == [day_number("2027-03-04"), day_number("2027-03-27")]
    (note,) = table.notes
    assert note.startswith("Dates that do not show whether the day or the month comes first: 1.")
    assert "“3/4/2027” as 2027-03-04 and not as 2027-04-03" in note


def test_kind_of_numbers_is_what_the_answers_leave_open() -> None:
    assert read("1\n2\n").kind == Number(minimum=0.0, decimals=0)
    assert read("1.5\n2\n").kind == Number(minimum=0.0)
    assert read("-1\n2\n").kind == Number(decimals=0)


def test_columns_that_are_not_there() -> None:
    with pytest.raises(Invalid, match=r"(?s)'weight'.*--order.*'slip' .*'guess' "):
        read("slip,guess\n1,2\n", order="weight")
    with pytest.raises(Invalid, match="not clear"):
        read("a,b\n1,2\n")


def test_columns_that_have_other_uses_hold_no_answers() -> None:
    assert values("when,pieces\n1,402\n", order="when") == [402]
    assert values("when,2\n1,402\n", order="when", column="2") == [402]
    assert values("when,pieces\n1,402\n", order="1", column="2") == [402]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("10", "9", "1e1", "-1"), [4, 2, 1, 3]),
        (("2027-01-02", "2027-01-01T10:00Z", "2027-01-01T09:00", "2026-12-31"), [4, 3, 2, 1]),
        (("b", "c", "a", "10"), [4, 3, 1, 2]),
        (("P10", "P2", "P9", "P1"), [4, 2, 3, 1]),
        (("2024/03/05 10:00:00 AM GMT+1", "2024/03/05 9:00:00 AM GMT+1"), [2, 1]),
        (("2024/03/05 1:00:00 PM GMT+1", "2024/03/05 12:30:00 PM GMT+1"), [2, 1]),
        (("2024/03/05 9:30:00 AM GMT+1", "2024/03/05 9:00:00 AM GMT"), [1, 2]),
        (("3/5/2024 13:00:00", "3/5/2024 9:00:00"), [2, 1]),
        (("03/05/2024 01:00:00 PM", "03/05/2024 11:00:00 AM"), [2, 1]),
        (("1/5/24 9:00:00", "12/30/23 9:00:00"), [2, 1]),
        (("05.01.2024", "30.12.2023"), [2, 1]),
        (("05.01.2024 9:15", "30.12.2023 10:15"), [2, 1]),
        (("05.01.24", "30.12.23"), [2, 1]),
        (("5.1.2024 10.15", "5.1.2024 9.30"), [2, 1]),
        (("05/01/2024", "30/12/2023"), [2, 1]),
        (("2024-03-05 10:00:00", "2024-03-05 9:00:00"), [2, 1]),
        (("10:00", "9:00"), [2, 1]),
        (("1:00 PM", "9:00 AM", "12:05 AM"), [3, 2, 1]),
        (("5 March 2024", "28 February 2024"), [2, 1]),
        (("Mar 5, 2024 9:00 AM", "Feb 28, 2024 10:00 AM"), [2, 1]),
        (("2", "x", "1", ""), [3, 1]),
    ],
)
def test_order(cells: tuple[str, ...], found: list[float]) -> None:
    rows = "".join(f'{number},"{cell}"\n' for number, cell in enumerate(cells, 1))
    table = read(f"guess,at\n{rows}", order="at")
    assert table.sample.values.tolist() == found
    assert table.sample.unreadable == len(cells) - len(found)
    assert (TEXT_ORDER_NOTE in table.notes) == (cells[0] in {"b", "P10"})


def test_rows_that_drift_or_follow_each_other_are_not_sorted() -> None:
    rng = np.random.default_rng(1)
    rising = np.arange(200) + rng.normal(0, 20, 200)
    assert scipy.stats.kendalltau(np.arange(200), rising).statistic > 0.6
    assert why_unordered(rising) == why_unordered(-rising) == ""
    assert [why_unordered(np.cumsum(rng.normal(0, 1, 200))) for _ in range(20)] == [""] * 20


def test_rows_that_are_sorted_say_nothing_of_arrival() -> None:
    rising = np.arange(2000.0)
    shuffled = np.random.default_rng(1).permutation(rising)
    assert why_unordered(rising) == why_unordered(-rising) == SORTED_ROWS
    assert why_unordered(np.repeat([0.0, 1.0], 50)) == SORTED_ROWS
    assert (
        why_unordered(shuffled) == why_unordered(np.ones(100)) == why_unordered(rising[:29]) == ""
    )
    rows = "".join(f"{value},{place}\n" for place, value in enumerate(range(50)))
    assert read(f"guess,at\n{rows}", column="guess").sample.why_unordered == SORTED_ROWS
    assert read(f"guess,at\n{rows}", order="at").sample.why_unordered == ""


def test_labels_become_numbers() -> None:
    sample = read(
        "guess,link,kind\n1,a,x\n2,,y\n?,a,z\n3,b,x\n4,a,\n", branch="link", group="kind"
    ).sample
    assert sample.branches is not None
    assert sample.groups is not None
    assert sample.branches.tolist() == [0, -1, 1, 0]
    assert [sample.group_names[number] for number in sample.groups[:3]] == ["x", "y", "x"]
    assert sample.groups[3] == -1


def test_columns_beside_the_answers_may_have_gaps() -> None:
    text = "guess,rest,lo,hi\n5,4,1,9\n6,,7,3\n7,many,2,\n8,4,,\n9,4,few,12\n"
    table = read(text, others="rest", low="lo", high="hi")
    sample = table.sample
    assert (sample.n, sample.unreadable) == (5, 0)
    np.testing.assert_equal(sample.others, [4, np.nan, np.nan, 4, 4])
    np.testing.assert_equal(sample.lows, [1, np.nan, np.nan, np.nan, np.nan])
    np.testing.assert_equal(sample.highs, [9, np.nan, np.nan, np.nan, np.nan])
    told = [note.partition(".")[0] for note in table.notes]
    assert told == [
        "Cells of --others that were left out: 1",
        "Cells of --low that were left out: 3",
    ]
    assert "Line 3: The lower end is above the upper end." in table.notes[1]


@pytest.mark.parametrize(
    ("text", "found", "percent"),
    [
        ("0.7\n0.2\n1\n", [0.7, 0.2, 1], False),
        ("70\n20\n1\n", [0.7, 0.2, 0.01], True),
        ("0.5\n-0.1\n", [0.5], False),
        ("50\n101\n", [0.5], True),
    ],
)
def test_chances(text: str, found: list[float], percent: bool) -> None:
    table = read(text, "probability", truth="yes")
    assert table.sample.values.tolist() == pytest.approx(found)
    assert (table.kind, table.truth, len(table.notes)) == (Probability(), 1, int(percent))


@pytest.mark.parametrize(
    ("text", "found", "doubtful"),
    [
        ("70%\n0.7\n.7\n0,6\n", [0.7, 0.7, 0.7, 0.6], ["0.7", ".7", "0,6"]),
        ("70%\n0.5\n1\n", [0.7, 0.5, 1], ["0.5", "1"]),
        ("70\n0.7\n", [0.7, 0.7], ["0.7"]),
        ("70\n20\n3%\n0.7\n1\n", [0.7, 0.2, 0.03, 0.7, 0.01], ["0.7"]),
        ("2\n3\n1.5\n0.8\n", [0.02, 0.03, 0.015, 0.008], []),
        ("0.7 percent\n0.2 %\n", [0.007, 0.002], []),
        ("0.7 Prozent\n", [0.007], []),
    ],
)
def test_chances_among_percentages(text: str, found: list[float], doubtful: list[str]) -> None:
    table = read(text, "probability")
    assert table.sample.values.tolist() == pytest.approx(found)
    told = [note.split("“")[1].split("”")[0] for note in table.notes if "is doubtful" in note]
    assert told == doubtful


def test_shares_among_percentages_are_named_in_numbers() -> None:
    assert values("15 %\n0.12\n0.5 %\n") == [15, 0.12, 0.5]
    assert read("15 %\n0.12\n0.5 %\n").notes == ["Line 2: “0.12” is doubtful, and read as 0.12."]


def test_percentages_have_bounds() -> None:
    assert values("12 %\n100\n101\n-1\n", "percentage") == [12, 100]


@pytest.mark.parametrize(
    ("text", "found", "notes"),
    [
        ("83 min\n2 h 15 min\n90 s\n2 Stunden\n", [4980, 8100, 90, 7200], []),
        ("time\n5400\n90.5\n", [5400, 90.5], [SECONDS_NOTE]),
        ("1:30\n2:10\n", [5400, 7800], [HOURS_NOTE.format(text="1:30")]),
        ("1:30\n59:30\n70:00\n", [90, 3570, 4200], [MINUTES_NOTE.format(text="1:30")]),
        ("59:30\n1:02:10\n", [3570, 3730], [MINUTES_NOTE.format(text="59:30")]),
        ("1:24\n1:23:45\n", [5040, 5025], [HOURS_NOTE.format(text="1:24")]),
        ("1:24\n40 s\n90 s\n1½ min\n", [84, 40, 90, 90], [MINUTES_NOTE.format(text="1:24")]),
        ("1½ h\n", [5400], []),
        ("٢:٠٥:٠٠\n२ h\n", [7500, 7200], []),
    ],
)
def test_durations(text: str, found: list[float], notes: list[str]) -> None:
    table = read(text, "duration")
    assert table.sample.values.tolist() == found
    assert table.notes == notes


@pytest.mark.parametrize(
    ("text", "minutes", "notes"),
    [
        ("minutes\n90\n120\n100\n85 min\n", [90, 120, 100, 85], ["minutes, as the column"]),
        ("Time (hours)\n1.5\n2\n", [90, 120], ["hours, as the column"]),
        ("sleep hours\n8\n7,5\n", [480, 450], ["hours, as the column"]),
        ("how long (days)\n14\n2 weeks\n", [20_160, 20_160], ["days, as the column"]),
        ("minutes\n90\n1:45\n", [90, 105], ["minutes, as the column", "hours and minutes"]),
        ("2:03:59\n2:10:01\n125\n130\n", [123 + 59 / 60, 130 + 1 / 60, 125, 130], ["minutes"]),
        ("90\n120\n1 h 30\n2h\n", [90, 120, 90, 120], ["minutes, which fits"]),
        ("90 min\n1.5 h\n2 h\n45\n", [90, 90, 120, 45], ["minutes, which fits"]),
        ("90\n120\n100\n1 h 30\n1:45\n2h\n", [90, 120, 100, 90, 105, 120], ["minutes", ""]),
        ('1.5\n2\n"2,5"\n3 hours\n', [90, 120, 150, 180], ["hours, which fits"]),
        ("3 days\n2 days\n5\n", [4320, 2880, 7200], ["days, which fits"]),
        ("40 s\n1 min\n45\n", [40 / 60, 1, 0.75], ["seconds, which fits"]),
        ("1:30\n2:00\n90\n", [90, 120, 90], ["minutes, which fits", "1:30"]),
        ("1.5 h\n2\n45\n", [90, 120, 45], ["minutes, which fits", "“2” is doubtful"]),
        ("1.5 h\n2 h\n9000000\n", [90, 120, 150_000], ["seconds", "“9000000” is doubtful"]),
    ],
)
def test_durations_without_a_unit(text: str, minutes: list[float], notes: list[str]) -> None:
    table = read(text, "duration")
    assert (table.sample.values / 60).tolist() == pytest.approx(minutes)
    assert len(table.notes) == len(notes)
    for note, part in zip(table.notes, notes, strict=True):
        assert part in note


def test_durations_that_are_none_are_rejected() -> None:
    table = read("25:00:00\n1:75\n-5 min\n2h 90min\n0\n-3\nsoon 7\n", "duration")
    assert table.sample.values.tolist() == [90_000]
    assert [row.line for row in table.rejected] == [2, 3, 4, 5, 6, 7]


def test_dates() -> None:
    table = read("when\n2027-03-27\n27 March 2027\nsoon\n17\n", "date", truth="2027-03-28")
    assert table.sample.values.tolist() == [day_number("2027-03-27")] * 2
    assert (table.kind, table.truth) == (Date(), day_number("2027-03-28"))
    assert table.sample.unreadable == 2


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        ("Yes\nno\nyes \n", ["no", "Yes"], [1, 0, 1]),
        ("pick\nno\nyes\nno\n", ["no", "yes"], [0, 1, 0]),
        ("10\n9\n10\n", ["9", "10"], [1, 0, 1]),
        ("answer\nred\n", ["another answer", "red"], [1]),
    ],
)
def test_choices(text: str, options: list[str], found: list[float]) -> None:
    table = read(text, "choice")
    assert (table.kind, table.sample.values.tolist()) == (Choice(options=options), found)


def test_header_of_a_choice_is_a_guess_and_told() -> None:
    assert read("pick\nno\nyes\n", "choice").notes == ["The first row is taken for a header: pick."]
    assert read("no\nyes\nno\n", "choice").notes == []


def test_predicted_shares_are_those_of_the_last_option() -> None:
    table = read("own,meta\n1,60\n0,55%\n1,\n,40\n", "choice", column="own", others="meta")
    predicted = table.sample.predicted
    np.testing.assert_allclose(predicted, [[0.4, 0.6], [0.45, 0.55], [np.nan, np.nan]])
    assert (table.sample.unreadable, table.no_answer) == (0, 1)
    with pytest.raises(Invalid, match="last of two options"):
        read("own,meta\na,1\nb,1\nc,1\na,1\n", "choice", column="own", others="meta")


def test_choice_of_too_many_options() -> None:
    with pytest.raises(Invalid, match="21 different answers"):
        read("\n".join(f"text {number}" for number in range(21)) + "\ntext 0\n", "choice")


@pytest.mark.parametrize(
    ("kind", "text", "truth"),
    [("number", "1\n", "many"), ("percentage", "1\n", "101"), ("probability", "0.5\n", "0.4")],
)
def test_truth_that_cannot_be_read(kind: str, text: str, truth: str) -> None:
    with pytest.raises(Invalid, match=r"^--truth cannot be read"):
        read(text, kind, truth=truth)


def test_truth_is_read_like_an_answer() -> None:
    assert read("1 kg\n", truth="1.2k kg").truth == 1200
    assert read("1,5\n", locale="de", truth="1,5").truth == 1.5
    assert read("a\nb\na\n", "choice", truth="C").truth == 2
