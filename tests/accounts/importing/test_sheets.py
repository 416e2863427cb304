"""Opening whatever somebody saved."""

import datetime
import zipfile

import openpyxl
import pytest

from accounts.importing.sheets import UnreadableFile, file_digest, open_sheet

KNOWN = ("external_id", "name", "phone")


def read(path):
    with open_sheet(path, known=KNOWN) as sheet:
        return sheet.header, list(sheet.rows)


def cells(path):
    return [row.cells for row in read(path)[1]]


TEXT = """
    external_id,name,phone
    A1,永庆米店,138
    A2,明德粮行,139
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("packed", [False, True])
def test_encoding_separator_and_packing_are_recognised(write, encoding, delimiter, packed):
    path = write(TEXT, encoding=encoding, delimiter=delimiter, packed=packed)

    header, rows = read(path)

    assert header == ["external_id", "name", "phone"]
    assert [row.cells for row in rows] == [["A1", "永庆米店", "138"], ["A2", "明德粮行", "139"]]
    assert [row.line for row in rows] == [2, 3]


def test_the_name_of_a_packed_file_does_not_matter(write):
    assert cells(write(TEXT, name="export.csv", packed=True))[0] == ["A1", "永庆米店", "138"]


def test_a_separator_within_quotes_is_none(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes('external_id;name;phone\r\nA1;"米店; 永庆, ""老店""\r\n二楼";138\r\nA2;x;\r\n'.encode())

    _, rows = read(path)

    assert rows[0].cells == ["A1", '米店; 永庆, "老店"\r\n二楼', "138"]
    assert [row.line for row in rows] == [2, 4]  # as an editor counts them


def test_blank_rows_are_none(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("external_id,name\n\nA1,x\n,\n\nA2,y\n\n")

    _, rows = read(path)

    assert [(row.line, row.cells) for row in rows] == [(3, ["A1", "x"]), (6, ["A2", "y"])]


def test_bytes_of_neither_encoding_spoil_only_their_own_row(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"external_id,name\nA1," + b"caf\xe9,\xff\xff\nA2," + "永庆\n".encode())

    rows = cells(path)

    with open_sheet(path, known=KNOWN) as sheet:
        assert (sheet.form.encoding, sheet.form.is_broken) == ("utf-8", True)
    assert any("\ud800" <= character <= "\udfff" for character in "".join(rows[0]))
    assert rows[1] == ["A2", "永庆"]


def test_a_workbook_is_a_file_too(tmp_path):
    path = tmp_path / "file.xlsx"
    book = openpyxl.Workbook()
    for row in (
        ["external_id", "name", "phone", "latitude", "at", "flag", None],
        ["A1", "永庆米店", 13800138000, 0.1 + 0.2, datetime.datetime(2011, 12, 9, 12, 50), True],  # noqa: DTZ001
        [None, None],
        [7, "x"],
    ):
        book.active.append(row)
    book.save(path)

    header, rows = read(path)

    assert header == ["external_id", "name", "phone", "latitude", "at", "flag"]
    assert rows[0].cells == ["A1", "永庆米店", "13800138000", "0.3", "2011-12-09T12:50:00", "true"]
    assert (rows[1].line, rows[1].cells) == (4, ["7", "x"])


def test_a_quote_that_is_never_closed_is_told_of(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text('external_id,name\nA1,"open\n' + "A2,x\n" * 40_000)

    _, rows = read(path)

    assert "never closed" in rows[0].problem
    assert rows[0].line == 2
    assert rows[-1].cells == ["A2", "x"]


def test_a_file_without_line_ends_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("external_id,name\n" + "x" * 5_000_000)

    _, rows = read(path)

    assert all(row.problem or len("".join(row.cells)) <= 1 << 20 for row in rows)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "old Excel"),
        (b"PK\x03\x04 not a zip", "cannot be read"),
        (b"\x1f\x8bnot gzip", "cannot be read"),
    ],
)
def test_what_is_no_table_is_told(tmp_path, content, reason):
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=reason):
        read(path)


def test_another_zip_is_no_workbook(tmp_path):
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")

    with pytest.raises(UnreadableFile, match="no Excel workbook"):
        read(path)


def test_a_packed_file_that_was_cut_off_is_told(write):
    path = write("external_id,name\n" + "\n".join(f"A{number},{number**7}" for number in range(5000)), packed=True)
    path.write_bytes(path.read_bytes()[:-2000])

    with pytest.raises(UnreadableFile):
        read(path)


def test_a_file_is_known_again_by_its_content(write):
    first, second = write(TEXT, name="a.csv"), write(TEXT, name="b.csv")

    assert file_digest(first) == file_digest(second) != file_digest(write("external_id\nA1"))
