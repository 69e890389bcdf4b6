"""Truths of several questions, given by the names of these."""

from __future__ import annotations

import pytest

from crowd.model.errors import Invalid
from crowd.tables.questions.truths import assign_truths


@pytest.mark.parametrize(
    ("texts", "names", "found"),
    [
        (["OX=1197", "Jar = 410"], ["jar", "ox"], {"ox": "1197", "jar": " 410"}),
        (["CAFÉ=3"], ["cafe\u0301", "b"], {"cafe\u0301": "3"}),
        (["a=b=3", "a=2"], ["a", "A=B"], {"A=B": "3", "a": "2"}),
        (["ox=1", "OX=2"], ["ox", "OX"], {"ox": "1", "OX": "2"}),
        (["OX=1197"], ["ox"], {"ox": "1197"}),
        (["1197"], ["ox"], {"ox": "1197"}),
    ],
)
def test_names_of_questions_are_compared_as_people_do(
    texts: list[str], names: list[str], found: dict[str, str]
) -> None:
    assert assign_truths(texts, names) == found


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid, match="does not begin with the name of a question"):
        assign_truths(["oxen=3"], ["jar", "ox"])
