"""Files of many formats: the same table from each, and everything else refused by its name."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from crowd.model.errors import CommandFailed, Invalid
from crowd.tables.formats import archive, limits
from crowd.tables.formats.cells import Cell
from crowd.tables.formats.delimiter import NO_DELIMITER, find_delimiter
from crowd.tables.formats.parquet import NOT_INSTALLED
from crowd.tables.formats.read_source import FileOptions, read_source
from crowd.tables.formats.source import Source
from crowd.tables.formats.text_encoding import WINDOWS_1252_NOTE
from tests.paths import CASES
from tests.tables.workbooks import write_workbook

ROWS: list[list[Cell]] = [["name", "guess"], ["Ann", 402.0], ["Béa", "1.2k"]]


def source_of(data: bytes, name: str = "answers", sheet: str | None = None) -> Source:
    return read_source(data, FileOptions(name=name, sheet=sheet), lambda _done, _total: None)


def rows_of(data: bytes, name: str = "answers", sheet: str | None = None) -> list[list[Cell]]:
    return [list(cells) for _, cells in source_of(data, name, sheet).rows() if cells is not None]


def refusal_of(data: bytes, name: str = "answers") -> str:
    with pytest.raises(CommandFailed) as refused:
        rows_of(data, name)
    message = str(refused.value)
    assert message.isprintable()
    assert len(message) < 300
    return message


def case(name: str) -> bytes:
    path = CASES / name
    if not path.exists():
        pytest.skip(f"the files are not beside the repository: {name}")
    return path.read_bytes()


def packed(parts: dict[str, bytes]) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return output.getvalue()


def parquet(**columns: list[object]) -> bytes:
    output = BytesIO()
    pq.write_table(pa.table(columns), output)
    return output.getvalue()


# Workbooks


@pytest.mark.parametrize("name", ["guesses.xlsx", "guesses.ods"])
def test_workbooks_are_read(name: str) -> None:
    rows = rows_of(case(name), name)
    assert (len(rows), rows[0], rows[1]) == (121, ["name", "guess", "comment"], ["P0", 246, "fine"])


def test_lines_of_a_sheet_are_those_that_its_program_shows() -> None:
    source = source_of(write_workbook({"A": [[], ["guess"], [1.0], [], [2.5]]}))
    assert list(source.rows()) == [(2, ["guess"]), (3, [1.0]), (5, [2.5])]


def test_first_sheet_with_cells_is_read_and_told() -> None:
    data = write_workbook({"Cover": [], "Guesses": ROWS, "More": [["x"], [1.0]]})
    assert rows_of(data) == ROWS
    assert source_of(data).notes == [
        "Sheet 'Guesses' is read; --sheet can name another: 'Cover', 'More'."
    ]
    assert rows_of(data, sheet="More") == rows_of(data, sheet="3") == [["x"], [1.0]]
    with pytest.raises(Invalid, match=r"no sheet 'Gone'.*'Cover', 'Guesses', 'More'"):
        rows_of(data, sheet="Gone")


def test_sheets_that_only_seem_small_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    data = write_workbook({"A": f"<worksheet><sheetData>{far}</sheetData></worksheet>"})
    assert "a cell far from the others" in refusal_of(data)
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 3_000_000)
    bomb = write_workbook({"A": "<worksheet>" + " " * 4_000_000 + "</worksheet>"})
    assert len(bomb) < 10_000
    assert "larger than 3 MB once it is unpacked" in refusal_of(bomb)


def test_size_in_the_header_of_a_part_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 3_000_000)
    bomb = write_workbook({"A": "<worksheet>" + " " * 4_000_000 + "</worksheet>"})
    size = (4_000_000 + len("<worksheet></worksheet>")).to_bytes(4, "little")
    assert bomb.count(size) == 2
    assert "larger than 3 MB" in refusal_of(bomb.replace(size, (10).to_bytes(4, "little")))


def test_workbook_that_is_cut_off_is_damaged() -> None:
    data = write_workbook({"A": ROWS})
    for end in (30, len(data) // 2, len(data) - 30):
        assert "damaged" in refusal_of(data[:end])
    assert "damaged" in refusal_of(case("zip_bytes_read_as_answers.xlsx"))


def test_workbook_with_a_password_says_so() -> None:
    locked = bytearray(packed({"xl/workbook.xml": b"<a/>"}))
    for begin, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(begin) + flags] |= 1
    assert "password" in refusal_of(bytes(locked))
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    assert "password" in refusal_of(compound + "EncryptedPackage".encode("utf-16-le"))


# Parquet


def test_parquet_is_read() -> None:
    source = source_of(parquet(name=["Ann", "Béa", None], guess=[402, 1.5, None]))
    assert source.names == ["name", "guess"]
    assert [row for _, row in source.rows()] == [("Ann", 402.0), ("Béa", 1.5), ("", "")]


def test_parquet_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    data = parquet(guess=[1])
    monkeypatch.setattr("crowd.tables.formats.parquet.has_parquet_package", lambda: False)
    assert refusal_of(data) == NOT_INSTALLED


def test_workbook_is_read_by_the_installed_modules_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program in the current folder is not run, whatever its name."""
    for name in ("msgspec", "python_calamine", "resource", "crowd"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not to be imported')")
    monkeypatch.chdir(tmp_path)
    assert rows_of(write_workbook({"Sheet1": [["guess"], [400.0]]})) == [["guess"], [400.0]]


@pytest.mark.parametrize(
    ("length", "most"),
    [
        (1_000, 2_500_000),
        pytest.param(100_000, limits.MAX_UNPACKED_BYTES, marks=pytest.mark.exhaustive),
    ],
)
def test_parquet_that_is_large_only_once_it_is_unpacked_is_refused(
    monkeypatch: pytest.MonkeyPatch, length: int, most: int
) -> None:
    monkeypatch.setattr("crowd.tables.formats.parquet.MAX_UNPACKED_BYTES", most)
    data = parquet(guess=["x" * length] * 6_000)
    assert len(data) < 1_000_000
    with pytest.raises(CommandFailed, match="too large"):
        rows_of(data)


def test_damaged_or_locked_part_that_names_the_format_is_refused() -> None:
    sheet = packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet" * 9})
    damaged = bytearray(sheet)
    damaged[40:60] = b"\xff" * 20
    assert "damaged" in refusal_of(bytes(damaged))
    locked = bytearray(sheet)
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal_of(bytes(locked))


def test_parquet_that_is_damaged_or_large(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "damaged" in refusal_of(b"PAR1" + b"\x00" * 40 + b"PAR1")
    monkeypatch.setattr("crowd.tables.formats.parquet.MAX_ROWS", 2)
    assert "too large" in refusal_of(parquet(guess=[1, 2, 3]))


# Texts


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("slip\tanswer\n1\t2\n", "\t"),
        ("slip,answer\n1,2\n", ","),
        ("a|b\n1|2\n", "|"),
        ("a^b\n1^2\n", "^"),
        ("402\n280\n", NO_DELIMITER),
        ("", NO_DELIMITER),
        ("guess\n1,234\n2,345\n", NO_DELIMITER),
        ("How many, roughly?\n12\n14\n", NO_DELIMITER),
        ("Name;How many, roughly?;Note\nA;120;ok, fine\nB;140;\n", ";"),
        ('"Name","How many?\tBe honest"\n"a","12"\n', ","),
        ("a;b\n1;1,5\n2;2,5\n3;3,5\n", ";"),
        ("A class\n\nName,Guess\nAnn,12\nBob,14\n", ","),
        ('name,why\na,"1;2;3"\nb,"4;5;6"\n', ","),
    ],
)
def test_delimiter_is_the_one_with_the_steadiest_number_of_cells(text: str, delimiter: str) -> None:
    assert find_delimiter(text.splitlines(keepends=True)) == delimiter


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("semicolon_comma_in_header.csv", ["A", "120", "ok"]),
        ("tab_in_quoted_header.csv", ["a", "12"]),
        ("sep_line.csv", ["A", "120"]),
        ("utf16nobom.csv", ["A", "120"]),
        ("latin1_header.csv", ["A", "1.200"]),
    ],
)
def test_texts_are_split_and_decoded(name: str, first: list[str]) -> None:
    assert rows_of(case(name))[1] == first


def test_declared_delimiter_is_obeyed_and_lines_keep_their_numbers() -> None:
    assert list(source_of(b"sep=|\nname,x|guess\na,1|2\n").rows()) == [
        (2, ["name,x", "guess"]),
        (3, ["a,1", "2"]),
    ]
    assert rows_of(b'"sep=\\t"\na\tb\n') == [["a", "b"]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(encoding: str) -> None:
    source = source_of("name,größe\nAndré,402\nMüller,5\n".encode(encoding))
    assert [cells for _, cells in source.rows()] == [
        ["name", "größe"],
        ["André", "402"],
        ["Müller", "5"],
    ]
    assert source.notes == ([WINDOWS_1252_NOTE] if encoding == "cp1252" else [])


FOREIGN = {
    "gb18030": "姓名,猜测\n张三,3万\n李四,35000\n",
    "shift_jis": "名前,推測\n太郎,3万\n花子,25000\n",
    "cp949": "이름,추측\n민수,3만\n",
    "big5": "姓名,猜測\n張三,3萬\n",
    "windows-1251": 'имя,оценка\nАнна,"1,5 тыс."\n',
    "koi8-u": 'имя,оценка\nАнна,"1,5 тыс."\n',
    "windows-1253": "όνομα,εκτίμηση\nΆννα,400\n",
    "windows-1255": "שם,ניחוש\nדנה,400\n",
    "windows-1256": "الاسم,التخمين\nليلى,400\n",
    "cp874": "ชื่อ,คำตอบ\nนก,400\n",
}


@pytest.mark.parametrize("encoding", FOREIGN)
def test_text_of_another_script_is_refused_or_read_in_an_encoding_that_is_named(
    encoding: str,
) -> None:
    text = FOREIGN[encoding]
    with pytest.raises(CommandFailed) as refused:
        source_of(text.encode(encoding))
    message = str(refused.value)
    words = text.splitlines()[0].split(",")
    assert (
        "answers is text in an encoding that it does not name: in line 1 would stand “" in message
    )
    assert any(f"--encoding {encoding} reads “{word}” there" in message for word in words)
    options = FileOptions(encoding=encoding)
    source = read_source(text.encode(encoding), options, lambda _done, _total: None)
    assert [",".join(map(str, cells or ())) for _, cells in source.rows()] == [
        line.replace('"', "") for line in text.splitlines()
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Name,Schätzung in €\nJürgen,400\nRenée,“420”\nFrançois,«\xa0430\xa0»\n",
        "nom,réponse\ncréée,400\nà,½\n",
        "GRÜßE,400\nÄÖ,20\nÉlève,3 — 4\n",
        "öö,400\nSõber,3\nÄär,4\nÕde,5\nÜle,6\n",
    ],
)
def test_words_with_accents_are_read_as_windows_1252(text: str) -> None:
    assert source_of(text.encode("cp1252")).notes == [WINDOWS_1252_NOTE]


def test_encodings_that_are_unknown_or_wrong_are_refused() -> None:
    def read_as(encoding: str) -> None:
        read_source(
            b"a,b\n\xff\xfe,2\n", FileOptions(encoding=encoding), lambda _done, _total: None
        )

    for unknown in ("hex", "nonsense", "a b", ""):
        with pytest.raises(Invalid, match="is no encoding that is known"):
            read_as(unknown)
    with pytest.raises(CommandFailed, match=r"The file is not in ascii\. Name another --encoding"):
        read_as("ascii")


def test_bytes_without_meaning_never_make_two_names_one() -> None:
    names = {tuple(row) for row in rows_of(b"name\nJ\x81\nJ\x8d\nJ\xe9\nJ\xc3\xa9t\xe9\n")}
    assert names == {("name",), ("J\x81",), ("J\x8d",), ("Jé",), ("Jété",)}


# What is refused


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n1 2 3\n", "a PDF file"),
        (b"\x1f\x8b\x08\x00" + b"7\n" * 20, "a file packed by gzip"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG picture"),
        (b"\xff\xd8\xff\xe0" + b"7\n9\n" * 9, "a JPEG picture"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"{\\rtf1 402}", "a text document (RTF)"),
        (b"<!DOCTYPE html><p>402", "a web page"),
        (b"\n<?xml version='1.0'?><a>402</a>", "an XML file"),
        (b"7\n\x009\n4\n", "a file that is no text"),
        (bytes(range(1, 32)) * 9 + b"\n7\n", "a file that is no text"),
        (b"MZ\x90\x00" + b"7\n" * 9, "a program"),
        (packed({"word/document.xml": b"7"}), "a Word document"),
        (packed({"Index/Document.iwa": b"7"}), "an Apple Numbers or Pages file"),
        (packed({"guesses.csv": b"guess\n7\n"}), "a zip archive"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "no spreadsheet"),
    ],
)
def test_files_that_are_no_tables_are_refused_by_their_name(data: bytes, what: str) -> None:
    assert what in refusal_of(data, "file.csv")


def test_old_office_file_without_a_sheet_is_refused() -> None:
    assert "no sheet" in refusal_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000)


def test_text_that_begins_like_a_binary_file_is_a_text() -> None:
    assert rows_of(b"MZ,guess\n1,2\n") == [["MZ", "guess"], ["1", "2"]]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "answers is empty."),
        (b"\xff\xfe\n\x00", "answers is empty."),
        (b"guess\n" + b"7" * 10_000_001 + b"\n", "in line 2 has a cell of more than 10,000,000"),
        (b'guess\n402\n"' + b"7\n" * 100_000, "in line 3 has a cell of more than 131,072"),
        (b'guess\n402\n"' + b"7\n" * 100_000 + b'"\n', "in line 3 has a cell of more than 131,"),
        (b'guess\n"7\n' + b"8\n" * 100_000, "begins in line 2"),
        (b"7," * 20_000, "20,001 cells"),
        (b"a,b\n1,2\n" + b"7" * 200_000 + b",1\n" + b"7," * 20_000, "Line 4 has 20,001 cells"),
        (b'{"a": 1}\n' + b'{"b": 1}', ""),
    ],
)
def test_bounds_of_texts(data: bytes, message: str) -> None:
    if message:
        assert message in refusal_of(data)
    else:
        assert source_of(data).names == ["a", "b"]


def test_files_with_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crowd.tables.formats.delimited_text.MAX_ROWS", 5_000)
    assert "more than 5,000 rows" in refusal_of(b"7\n" * 20_000)
    assert "larger than 100 MB" in refusal_of(bytes(limits.MAX_FILE_BYTES + 1))
    monkeypatch.setattr("crowd.tables.formats.json_text.MAX_JSON_BYTES", 10)
    assert "Save it as CSV" in refusal_of(b'{"guess": 402}')


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("0%", True),
        ("0.00%", True),
        ('0.0" of "%;[Red]-0%', True),
        ("0.00", False),
        ('0.0" %"', False),
        ("0.0\\%", False),
    ],
)
@pytest.mark.parametrize("first", [(0, 0), (3, 2)])
def test_cells_that_a_workbook_shows_in_percent_are_percent(
    number_format: str, shown: bool, first: tuple[int, int]
) -> None:
    data = BytesIO()
    workbook = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = workbook.add_worksheet("R & D")
    percent = workbook.add_format({"num_format": number_format})
    row, column = first
    sheet.write_row(row, column, ["who", "share", "guess"])
    for place, value in enumerate((0.12, 1.2, 0.0707, -3.0)):
        sheet.write_row(row + 1 + place, column, ["a", 5.0, 7.0])
        sheet.write_number(row + 1 + place, column + 1, value, percent)
    workbook.close()
    rows = [row[-2:] for row in rows_of(data.getvalue())]
    values = ["12%", "120%", "7.07%", "-300%"] if shown else [0.12, 1.2, 0.0707, -3.0]
    assert rows == [["share", "guess"], *([value, 7.0] for value in values)]


def test_long_text_over_several_lines_is_left_out_alone_where_its_quotes_are_closed() -> None:
    long = "x\n" * 70_000
    rows = rows_of(f'who,why,guess\nA,short,1\nB,"{long}",2\nC,"a ""b""\nc",3\n'.encode())
    assert rows == [
        ["who", "why", "guess"],
        ["A", "short", "1"],
        ["B", "(a text of 140,000 characters)", "2"],
        ["C", 'a "b"\nc', "3"],
    ]
    people = "".join(f"P{n},why,{n}\n" for n in range(20_000))
    for text in (
        f'who,why,guess\nB,"open,2\n{people}Z,"closed",3\n',
        f'who,why\nB,"open\n{people}"\n',
    ):
        assert "has a cell of more than 131,072" in refusal_of(text.encode())


def test_error_in_a_sheet_of_one_column_is_a_row() -> None:
    data = BytesIO()
    workbook = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = workbook.add_worksheet()
    for row, value in enumerate(("guess", 390, 470)):
        sheet.write(row, 1, value)
    sheet.write_formula(3, 1, "=NA()", None, "#N/A")
    sheet.write(5, 1, 430)
    workbook.close()
    assert rows_of(data.getvalue()) == [["guess"], [390.0], [470.0], ["#N/A"], [430.0]]
