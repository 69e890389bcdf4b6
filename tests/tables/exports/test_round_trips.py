"""Files of our own give the same values when they are read again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from babel import Locale

from crowd.i18n.languages import LOCALES
from crowd.kinds.kind import Kind
from crowd.tables.exports.export import Export
from crowd.tables.to_sample import RequestedColumns, TableFormat, read_sample, read_table
from tests.kind_examples import EXAMPLES, values_of
from tests.pairs import pairs
from tests.tables.exports.exported import answer, file_of, make_export, text_of

MORE_VALUES = {
    "number": [0.1 + 0.2, -1234567.125, 1e30, 3e-7, 1200.0, 1.5, 402.0],
    "percentage": [0.0, 100.0, 33.3, 12.5],
    "probability": [0.0, 1.0, 0.005, 0.123456789],
    "date": [-80000.0, -26000.0, 20000.0, 20001.0],
    "duration": [0.25, 59.0, 90.0, 5400.0, 86400.0, 123456.789],
}
"""Values that a notation could bend."""


def values_for(kind: Kind) -> list[float]:
    return [*values_of(kind), *MORE_VALUES.get(kind.name, [])]


def read_back(data: bytes, export: Export, locale: str) -> Any:
    wanted = RequestedColumns(column="value")
    table_format = TableFormat(kind=export.poll.definition.kind.name, locale=Locale.parse(locale))
    table = read_table(data, wanted, table_format, lambda _done, _total: None)
    sample = read_sample(table, wanted, table_format, None)
    assert sample.rejected == []
    if export.poll.definition.kind.options:
        assert sample.kind.options == sorted(export.poll.definition.kind.options)
        return [sample.kind.options[int(place)] for place in sample.sample.values]
    return sample.sample.values


def check(data: bytes, export: Export, values: list[float], locale: str = "en") -> None:
    kind = export.poll.definition.kind
    found = read_back(data, export, locale)
    if kind.options:
        assert found == [kind.options[int(value)] for value in values]
    else:
        np.testing.assert_allclose(found, values, rtol=1e-15)


@pytest.mark.parametrize(("name", "locale"), pairs(EXAMPLES, LOCALES))
def test_csv_for_spreadsheets_is_read_again_in_its_locale(name: str, locale: str) -> None:
    kind: Any = EXAMPLES[name]
    export, values = make_export(kind, locale=locale), values_for(kind)
    answers = [answer(export, kind.to_json(value)) for value in values]
    check(text_of("excel-csv", export, answers), export, values, locale)


@pytest.mark.parametrize(
    ("name", "file_format"), pairs(EXAMPLES, ["xlsx", "parquet", "csv", "json"])
)
def test_files_are_read_again(name: str, file_format: str) -> None:
    kind: Any = EXAMPLES[name]
    export, values = make_export(kind), values_for(kind)
    answers = [answer(export, kind.to_json(value)) for value in values]
    write = text_of if file_format in {"csv", "json"} else file_of
    check(write(file_format, export, answers), export, values)
