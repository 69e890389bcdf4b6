"""What people can make long takes time by its length and no more: up to 100,000 of everything."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from babel import Locale

from crowd.analysis.groups import (
    MAX_BRANCHES_SHOWN,
    MAX_GROUPS_SHOWN,
    largest_branches,
    largest_groups,
)
from crowd.analysis.sample import Question, Sample
from crowd.kinds import Choice, Kind, Number
from crowd.kinds.values import parse_truth, parse_value
from crowd.model.errors import Invalid
from crowd.model.sentence import Sentence
from crowd.parsing.numbers import (
    NO_NUMBER,
    ONLY_A_NUMBER,
    RANGE,
    normalize_number,
    problem_template,
    split_number,
)
from crowd.tables.columns.column import encode_labels
from crowd.tables.columns.number_cells import TWO_NUMBERS
from crowd.tables.columns.number_columns import parse_numbers
from crowd.tables.columns.undeclared_units import MAX_SPELLINGS_COMPARED
from crowd.tables.formats.delimiter import find_delimiter
from crowd.tables.formats.read_source import FileOptions, read_source
from crowd.tables.to_sample import (
    RequestedColumns,
    TableFormat,
    TableSample,
    read_sample,
    read_table,
)
from tests.growth import LARGE, SIZES, check_growth

EN = Locale("en")
QUESTION = Question(
    kind=Number(), headline="median", headline_fixed_at=datetime(2027, 5, 1, tzinfo=UTC)
)
IN_A_FILE = Question(kind=Number(), headline="median")
sizes = pytest.mark.parametrize("size", SIZES)


def in_groups(size: int, people: int) -> Sample:
    """Answers in groups of so many people, which are branches as well."""
    labels = np.arange(size) // people
    names = [f"group {place}" for place in range(size // people)]
    return Sample(values=np.arange(float(size)), groups=labels, group_names=names, branches=labels)


@pytest.mark.parametrize("people", [1, 5])
def test_groups_of_any_number_take_linear_time(people: int) -> None:
    check_growth(
        lambda sample: largest_groups(sample, IN_A_FILE), lambda n: in_groups(n, people), 0.5
    )


def test_branches_of_any_number_take_linear_time() -> None:
    check_growth(lambda sample: largest_branches(sample, QUESTION), lambda n: in_groups(n, 5), 0.5)


def test_groups_beyond_the_limit_are_counted() -> None:
    found = largest_groups(in_groups(LARGE, 5), QUESTION)
    assert (len(found.groups), found.omitted) == (MAX_GROUPS_SHOWN, LARGE // 5 - MAX_GROUPS_SHOWN)
    assert [group.name for group in found.groups[:2]] == ["group 0", "group 1"]
    assert len(largest_branches(in_groups(LARGE, 5), QUESTION)) == MAX_BRANCHES_SHOWN


@pytest.mark.parametrize(("people", "shown"), [(4, 0), (5, 1)])
def test_groups_and_branches_of_fewer_than_five_people_are_hidden(people: int, shown: int) -> None:
    sample = in_groups(people, people)
    assert len(largest_groups(sample, QUESTION).groups) == shown
    assert len(largest_branches(sample, QUESTION)) == shown
    assert len(largest_groups(sample, IN_A_FILE).groups) == 1


def spelled(size: int) -> list[str]:
    """Numbers, each with a unit of its own, in letters."""
    letters = str.maketrans("0123456789", "abcdefghij")
    return [f"{place} u{str(place).translate(letters)}" for place in range(size)]


def test_units_beyond_the_most_frequent_are_compared_with_the_one_that_is_kept() -> None:
    cells = [*spelled(MAX_SPELLINGS_COMPARED), "1 kg", "2 kg", "3 Kg"]
    column = parse_numbers(cells, EN)
    assert set(column.units.values()) == {"kg"}
    assert len(column.problems) == MAX_SPELLINGS_COMPARED


def table(header: str, rows: Sequence[str], **wanted: str) -> Callable[[], TableSample]:
    data = "\n".join([header, *rows]).encode()
    form, requested = TableFormat(kind="number", locale=EN), RequestedColumns(**wanted)

    def read() -> TableSample:
        found = read_table(data, requested, form, lambda _done, _total: None)
        return read_sample(found, requested, form, None)

    return read


TABLES: dict[str, Callable[[int], Callable[[], TableSample]]] = {
    "short rows below a long first one": lambda n: table(
        ",".join(["value", *(f"c{i}" for i in range(n // 10))]),
        [str(i) for i in range(n // 10)],
        column="value",
    ),
    "order by texts, one of them long": lambda n: table(
        "value,order",
        [f"{i},x{i}" for i in range(n // 10)] + ["1,x" + "y" * n],
        column="1",
        order="2",
    ),
}


@sizes
@pytest.mark.parametrize("name", TABLES)
def test_tables_of_any_length_take_linear_time(name: str, size: int) -> None:
    check_growth(lambda read: read(), TABLES[name], 3, size)


def test_json_rows_with_names_of_their_own_take_linear_time() -> None:
    def read(text: str) -> None:
        source = read_source(text.encode(), FileOptions(), lambda _done, _total: None)
        assert sum(cells is not None and cells[0] == 1.0 for _, cells in source.rows()) == 1

    def own_names(n: int) -> str:
        return "\n".join(f'{{"name {place}": 1}}' for place in range(n // 10))

    check_growth(read, own_names, 1)


@sizes
def test_labels_of_any_number_take_linear_time(size: int) -> None:
    check_growth(encode_labels, lambda n: [f"label {place}" for place in range(n)], 1, size)


TYPED: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "1" * n,
    "groups of digits": lambda n: "1" + ",000" * (n // 4),
    "digits and spaces": lambda n: "1 " * (n // 2),
    "a digit and words": lambda n: "1" + " a" * (n // 2),
    "dashes": lambda n: "1-" * (n // 2),
    # Put in order one by one, each before all that came before it.
    "marks": lambda n: (
        "a" + "\N{COMBINING GRAVE ACCENT}\N{COMBINING GRAVE ACCENT BELOW}" * (n // 2)
    ),
    "ligatures": lambda n: "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * n,
}
KINDS: dict[str, Kind] = {
    "number": Number(unit="kg"),
    "choice": Choice(options=["yes", "no"]),
}


def refused(read: Callable[..., object], *given: Any) -> None:
    with pytest.raises(Invalid):
        read(*given)


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize("kind", KINDS)
def test_typed_answers_of_any_length_are_refused_at_once(kind: str, text: str) -> None:
    check_growth(lambda typed: refused(parse_value, typed, KINDS[kind], EN), TYPED[text], 0.2)


@pytest.mark.parametrize("text", TYPED)
def test_cells_of_any_length_are_refused_at_once(text: str) -> None:
    # A text that is a number in plain notation is read as one; these are none.
    check_growth(lambda typed: parse_numbers([f"x{typed}x"], EN), TYPED[text], 0.5)


BETWEEN: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "1" * n + "é",
    "digits and signs": lambda n: "1-" * (n // 2),
    "signs behind a digit": lambda n: "1" + "-" * n,
    "words of a range behind a digit": lambda n: "1" + " to" * (n // 3),
    "letters behind a digit": lambda n: "1" + "é" * n,
    "letters and signs behind digits": lambda n: "11" + " a'" * (n // 3),
    "quotes behind a digit": lambda n: "1" + "'" * n,
    "digits and quotes": lambda n: "1'" * (n // 2),
    "separators": lambda n: "1" + ".1,1" * (n // 4),
}
"""Texts of no number or of several, in which a pattern could look for the second one again and again."""

STEPS: dict[str, Callable[[str], object]] = {
    "normalize": normalize_number,
    "split": split_number,
    "find the problem": lambda text: problem_template(text, has_unit=False),
    "find two quantities": TWO_NUMBERS.search,
}


@sizes
@pytest.mark.parametrize("text", BETWEEN)
@pytest.mark.parametrize("step", STEPS)
def test_steps_of_reading_a_number_take_linear_time(step: str, text: str, size: int) -> None:
    check_growth(STEPS[step], BETWEEN[text], 0.3, size)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("3-5", RANGE),
        ("3 to 5", RANGE),
        ("3-", NO_NUMBER),
        ("3 to", ONLY_A_NUMBER),
        ("3 kg, 5", RANGE),
        ("3.5.x", ONLY_A_NUMBER),
    ],
)
def test_range_has_two_numbers(text: str, problem: Sentence) -> None:
    assert problem_template(text, has_unit=False) == problem


@pytest.mark.parametrize(
    ("text", "has_two"),
    [
        ("5 lbs 3 oz", True),
        ("5' 3", True),
        ("5'", True),
        ("1e5", False),
        ("1 e 5", True),
        ("5 3", False),
        ("5_3", False),
        ("5 lbs", False),
        ("5½ 3", True),
    ],
)
def test_two_quantities_have_a_unit_between_them(text: str, has_two: bool) -> None:
    assert (TWO_NUMBERS.search(text) is not None) == has_two


def test_delimiter_of_many_lines_is_found_in_linear_time() -> None:
    def lines(n: int) -> list[str]:
        return ["x", *(f"1,{place % 1000:03}\n{place},x" for place in range(n // 5))]

    check_growth(find_delimiter, lambda n: "\n".join(lines(n)).split("\n"), 0.5)


def test_units_of_any_length_are_no_work_for_who_reads_a_truth() -> None:
    def read(unit: str) -> None:
        refused(parse_truth, "1 kg", Number(unit=unit), EN)

    check_growth(read, TYPED["marks"], 0.2)
