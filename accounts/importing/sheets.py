"""Opening a file of rows, whatever a colleague's spreadsheet or another system made of it: CSV in UTF-8 or GB18030, with or
without BOM, separated by comma, semicolon or tab, packed by gzip; or the first sheet of an XLSX workbook. Always streaming."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, cast

from accounts.importing.encodings import Encoding, encoding_of, garbled_as
from accounts.importing.headers import plain
from crm.errors import DomainError

DELIMITERS = ",;\t"
GZIP, ZIP, OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

#: A longer line is cut (and then refused as a row), so that a file without line ends does not fill the memory.
LONGEST_LINE = 1 << 20

#: A workbook is unpacked as it is read; a small file that unpacks to more than this is an attack or a mistake.
LARGEST_WORKBOOK = 1 << 30

#: Rows in which the signs of a wrong encoding are looked for.
LOOKED_AT = 50

#: Lines of one row, broken within a quoted cell.
MOST_LINES = 100

#: Of a line without a cell.
NOTHING = "\r\n ,;\t\ufeff"


class UnreadableFile(DomainError):
    """The file as a whole cannot be used, and why."""

    code = "unreadable_file"
    status = 400
    title = "Unreadable file"


class Row(NamedTuple):
    """`line` is where the row begins in the file, counted from 1; `problem` says why it has no cells."""

    line: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What the file turned out to be. `is_broken`: some of its bytes are no characters of its encoding."""

    kind: Literal["csv", "xlsx"]
    encoding: str = ""
    delimiter: str = ""
    is_packed: bool = False
    is_broken: bool = False


@dataclass(frozen=True)
class Sheet:
    header: list[str]
    rows: Iterator[Row]
    form: Form


def file_digest(path: Path) -> str:
    """SHA-256 of the file as it lies there, by which an import knows it again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def open_sheet(path: Path, *, known: Collection[str], encoding: str = "") -> Iterator[Sheet]:
    """The rows of the file below its header. `known` are column names by which the separator is recognised; `encoding` is the
    one that a person has chosen instead of the one that would be recognised.

    Raises `UnreadableFile` here or, when the file breaks off, while the rows are read.
    """
    with ExitStack() as stack:
        try:
            magic = _first_bytes(path)
            if magic.startswith(OLD_EXCEL):
                raise UnreadableFile("This is an old Excel workbook: save it as .xlsx or .csv.")
            rows, form = _workbook_rows(path, stack) if magic.startswith(ZIP) else _text_rows(path, stack, known, encoding)
            header = next((row for row in rows if any(row.cells)), None)
        except (OSError, EOFError, UnicodeDecodeError, zlib.error, zipfile.BadZipFile) as error:
            raise UnreadableFile(f"The file cannot be read: {error}") from error
        if header is None:
            raise UnreadableFile("The file is empty.")
        rows = _guarded(rows, header.line)
        first = list(islice(rows, LOOKED_AT))
        _refuse_garbled([header, *first])
        yield Sheet(header=[storable(cell).strip() for cell in header.cells], rows=chain(first, rows), form=form)


def storable(cell: str) -> str:
    """What no database keeps (half characters, NUL) as the signs that stand for it."""
    return cell if cell.isprintable() else cell.encode("utf-8", "backslashreplace").decode().replace("\0", "␀")


def _refuse_garbled(rows: Iterable[Row]) -> None:
    """Nothing good comes of rows that somebody has already read in the wrong encoding and saved so."""
    if found := garbled_as(cell for row in rows for cell in row.cells):
        was, taken_for, better = found
        raise UnreadableFile(
            f"The text is garbled: {was} was read as {taken_for} and saved so (“{better[:20]}” became something else). "
            "Export the file once more from where it comes from."
        )


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _guarded(rows: Iterator[Row], line: int) -> Iterator[Row]:
    """A file that breaks off is told as such; blank rows are none."""
    try:
        for row in rows:
            line = row.line
            if row.problem or any(row.cells):
                yield row
    except (OSError, EOFError, UnicodeDecodeError, zlib.error, zipfile.BadZipFile) as error:
        raise UnreadableFile(f"The file breaks off after line {line}: {error}") from error


# --- CSV --------------------------------------------------------------------------------------------------------------


def _bytes_of(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if _first_bytes(path).startswith(GZIP) else path.open("rb")


def _chosen(encoding: str, path: Path) -> Encoding:
    """As the person says, unless every row would come out as rubbish."""
    if encoding == "utf-8" and encoding_of(partial(_bytes_of, path)).name == "gb18030":
        raise UnreadableFile("This file is not UTF-8: it is GB18030. Choose that.")
    return Encoding(encoding)


def _text_rows(path: Path, stack: ExitStack, known: Collection[str], encoding: str) -> tuple[Iterator[Row], Form]:
    found = _chosen(encoding, path) if encoding else encoding_of(partial(_bytes_of, path))
    # What is neither of the two encodings comes through as half characters, and only its own row is refused for it.
    lenient = "strict" if found.name.startswith("utf-16") else "surrogateescape"
    stream = io.TextIOWrapper(stack.enter_context(_bytes_of(path)), encoding=found.name, errors=lenient, newline="")
    text = stack.enter_context(stream)
    lines = iter(partial(text.readline, LONGEST_LINE), "")
    head = list(_up_to_header(lines))
    delimiter = _delimiter_of(head[-1] if head else "", known)
    packed = _first_bytes(path).startswith(GZIP)
    form = Form("csv", encoding=found.name, delimiter=delimiter, is_packed=packed, is_broken=found.is_broken)
    return _csv_rows(chain(head, lines), delimiter), form


def _up_to_header(lines: Iterator[str]) -> Iterator[str]:
    """Blank lines and the first that is none."""
    for line in lines:
        yield line
        if line.strip(NOTHING):
            return


def _delimiter_of(header: str, known: Collection[str]) -> str:
    """The one under which most of the header makes sense, else the one that it has most of."""
    wanted = {plain(name) for name in known}
    header = header.lstrip("\ufeff")

    def sense(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        return len(wanted & {plain(cell) for cell in cells}), len(cells)

    return max(DELIMITERS, key=sense)


class _Unclosed(Exception):
    pass


class _Feed:
    """Lines for a CSV reader, and which of them its present row has taken. A row that goes on for ever, or to the end of the
    file, began with a quote that nobody closed: its other lines are given back, or one slip would swallow the file."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES:
            raise _Unclosed
        line = self._returned.popleft() if self._returned else next(self._lines, None)
        if line is None:
            if self.taken:
                raise _Unclosed
            raise StopIteration
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        self._returned.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    def take_next(self) -> int:
        """How many lines the last row was; the next one begins."""
        count = len(self.taken)
        self.taken.clear()
        return count


def _csv_rows(lines: Iterator[str], delimiter: str) -> Iterator[Row]:
    feed, line = _Feed(lines), 1
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _Unclosed:
            feed.give_back()
            reader = csv.reader(feed, delimiter=delimiter)
            yield Row(line, feed.taken[0].rstrip("\r\n").split(delimiter), "A quote in this row is never closed.")
        except csv.Error as error:
            yield Row(line, [], f"This row cannot be taken apart ({error}).")
        else:
            yield Row(line, cells)
        line += feed.take_next()


# --- XLSX -------------------------------------------------------------------------------------------------------------


def _workbook_rows(path: Path, stack: ExitStack) -> tuple[Iterator[Row], Form]:
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST_WORKBOOK:
            raise UnreadableFile("This workbook unpacks to more than 1 GB: save it as .csv.")
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (KeyError, ValueError, openpyxl.utils.exceptions.InvalidFileException) as error:
        raise UnreadableFile(f"This is no Excel workbook: {error}") from error
    stack.callback(book.close)
    if not book.worksheets:
        raise UnreadableFile("This workbook has no sheet.")
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return _sheet_rows((shown or book.worksheets)[0]), Form("xlsx")


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    """Trailing empty cells do not count: a workbook keeps the width of its widest row."""
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield Row(number, cells)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return format(value, ".15g")  # as many digits as the spreadsheet itself keeps
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
