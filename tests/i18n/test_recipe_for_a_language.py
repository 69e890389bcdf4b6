"""CONTRIBUTING's recipe for a language, followed to its end in a copy of the project.

The steps are read from CONTRIBUTING.md: each begins with the file, command or part that it is about,
and the test knows how to do each. A step that is new there, or gone, fails here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from filecmp import cmp
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po, write_po

from tests.i18n.untranslated import Bracketing
from tests.paths import ROOT

LANGUAGES = "crowd/i18n/languages"
COPIED = ("crowd", "templates", "static", "tools", "tests", "docs")
TESTS = (
    "tests/i18n/walk_in_italian.py",
    "tests/i18n/test_languages.py",
    "tests/i18n/test_catalogues.py",
    "tests/test_docs.py::test_languages_are_documented",
)
"""The tests that the recipe names, and a walk through the pages."""

ITALIAN = '''"""Italian."""

from __future__ import annotations

from babel import Locale

from crowd.i18n.languages.language import Language

ITALIAN = Language(
    tag="it",
    name="Italiano",
    locales=("it",),
    locale=Locale("it"),
    open_graph="it_IT",
    yes_words=("sì",),
    no_words=("no",),
    scale_words={"milioni": 6},
    approximation_words=("circa",),
)
'''

HEADER = r"""msgid ""
msgstr ""
"Language: it\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"""


def register(project: Path) -> None:
    """Enter the language in the registry, and take it from those without a catalogue."""
    replace(
        project / LANGUAGES / "__init__.py",
        ("\n\nLANGUAGES =", "\nfrom crowd.i18n.languages.it import ITALIAN\n\nLANGUAGES ="),
        ("SPANISH, ARABIC)", "SPANISH, ARABIC, ITALIAN)"),
        ('    "it": "Italiano",\n', ""),
    )


def enter_sentences(project: Path) -> None:
    """Do as `make languages` does, with the Python of this test."""
    run(project, "-m", "tools.catalogues").check_returncode()


def translate(project: Path) -> None:
    """Translate each sentence: put brackets around it."""
    file = project / LANGUAGES / "it.po"
    catalogue = read_po(BytesIO(file.read_bytes()), locale="it")
    for message in catalogue:
        if message.id:
            assert not any(message.string), "only what is empty waits for a translation"
            message.string = translation(message)
    with file.open("wb") as written:
        write_po(written, catalogue, width=100, include_lineno=False)


def translation(message: Message) -> str | tuple[str, ...]:
    """A sentence in brackets, or each of its forms."""
    if isinstance(message.id, str):
        return Bracketing().gettext(message.id)
    return tuple(Bracketing().gettext(form) for form in message.id)


def replace(file: Path, *changes: tuple[str, str]) -> None:
    """Replace texts that are once in a file."""
    text = file.read_text()
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} is not once in {file}"
        text = text.replace(old, new)
    file.write_text(text)


ACTIONS: dict[str, Callable[[Path], None]] = {
    f"{LANGUAGES}/it.py": lambda project: write(project / LANGUAGES / "it.py", ITALIAN),
    f"{LANGUAGES}/__init__.py": register,
    f"{LANGUAGES}/it.po": lambda project: write(project / LANGUAGES / "it.po", HEADER),
    "make languages": enter_sentences,
    "msgstr": translate,
    "README.md": lambda project: replace(
        project / "README.md", ("Spanish or Arabic", "Spanish, Arabic or Italian")
    ),
    "docs/embedding.md": lambda project: replace(
        project / "docs" / "embedding.md", ("Spanish and Arabic", "Spanish, Arabic and Italian")
    ),
}
"""How each step is done, by what it begins with."""


def write(file: Path, text: str) -> None:
    """Write a file that is new."""
    assert not file.exists()
    file.write_text(text)


def steps() -> list[str]:
    """What the steps of the recipe begin with, in their order."""
    recipe = (ROOT / "CONTRIBUTING.md").read_text().partition("### ... a language\n")[2]
    begins = re.findall(r"^\d+\. `([^`]+)`", recipe.partition("\n### ")[0], re.MULTILINE)
    return [begin.replace("{tag}", "it") for begin in begins]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, without what was made from it."""
    for folder in COPIED:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file in (*ROOT.glob("*.md"), *ROOT.glob("*.toml")):
        shutil.copy(file, tmp_path)
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, so that it imports the copy and not this project."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={**inherited, "PYTHONPATH": str(project)},
        check=False,
        capture_output=True,
        text=True,
        timeout=100,
    )


def failures(project: Path) -> list[str]:
    """The tests that fail in the copy, or why it cannot be imported."""
    options = ("-v", "-n", "0", "-p", "no:cacheprovider", "--tb=short")
    done = run(project, "-m", "pytest", *options, *TESTS)
    results = re.findall(r"^(\S+) (PASSED|FAILED|ERROR)", done.stdout, re.MULTILINE)
    if not results:
        return [done.stdout + done.stderr]
    assert {test.partition("::")[0] for test, _ in results} == {
        file.partition("::")[0] for file in TESTS
    }
    return [test for test, result in results if result != "PASSED"]


def changed_files(project: Path) -> set[str]:
    """The files of the copy that are not as they are here."""
    files = {
        str(file.relative_to(project))
        for file in project.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    return {name for name in files if not same(ROOT / name, project / name)}


def same(file: Path, other: Path) -> bool:
    return file.exists() and cmp(file, other, shallow=False)


def follow(project: Path, omitted: str = "") -> str:
    """Take the steps of the recipe but one; return the error of `make languages`, if it has one."""
    try:
        for step in steps():
            if step != omitted:
                ACTIONS[step](project)
    except subprocess.CalledProcessError as error:
        return str(error.stderr)
    return ""


@pytest.mark.processes
def test_recipe_leads_to_pages_in_the_language(project: Path) -> None:
    assert list(ACTIONS) == steps()
    assert follow(project) == ""
    assert failures(project) == []
    assert changed_files(project) == {step for step in steps() if "." in step}


@pytest.mark.exhaustive
@pytest.mark.parametrize("omitted", ACTIONS)
def test_no_step_can_be_left_out(project: Path, omitted: str) -> None:
    error = follow(project, omitted)
    assert "Error: " in error if error else failures(project)
