"""Every public function says what it takes, and the page of methods does not repeat it."""

import inspect
import re

from crowd.reporting.methods import method_sections
from crowd.stats import knowledge_estimate, skewness_correction, validation
from tests.stats.calls import FUNCTIONS

DOCUMENTED = FUNCTIONS | {
    name: function
    for module in (knowledge_estimate, skewness_correction, validation)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
}


def documented_parameters(function):
    """The names in the block of parameters of a docstring."""
    _, _, rest = inspect.getdoc(function).partition("\nParameters:\n")
    block = re.match(r"(?: {4}.*\n)*", rest)[0]
    return re.findall(r"^ {4}(\w+): .+", block, flags=re.MULTILINE)


def test_every_parameter_has_a_line():
    parameters = {name: list(inspect.signature(f).parameters) for name, f in DOCUMENTED.items()}
    assert {name: documented_parameters(f) for name, f in DOCUMENTED.items()} == parameters


def test_page_of_methods_has_no_parameters():
    shown = [
        text
        for section in method_sections()
        for method in section.methods
        for text in (method.summary, *(text for _, text in method.fields))
    ]
    assert len(shown) > 200
    assert [text for text in shown if "Parameters:" in text or "(n,)" in text] == []


def test_plain_words_replace_the_summary_on_the_page():
    summaries = {
        method.path: method.summary for each in method_sections() for method in each.methods
    }
    assert summaries["aggregates.plurality"] == "No other option has as many votes as this one."
