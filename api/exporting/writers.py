"""Files written as they grow. Each writer takes rows as JSON gives them and never holds more than one."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Protocol
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

#: What a spreadsheet would take for a formula; numbers and phone numbers may begin with a sign.
FORMULA = re.compile(r"\s*(?:[=@＝＠]|[+\-＋－](?![\d\s().-]*$))|[\t\r\n]")
#: What XML cannot carry at all.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: What a sheet holds, its head included.
SHEET_ROWS = 1_048_576
LONGEST_CELL = 32_767
EPOCH = date(1899, 12, 30)
NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")

#: How a column's cells are typed in a workbook; what is not named is text.
Types = Mapping[str, str]
#: What people call a code: {column: {code: word}}.
Words = Mapping[str, Mapping[str, str]]


class Writer(Protocol):
    def row(self, values: Sequence[Any]) -> None: ...

    def close(self) -> None: ...


def plain(value: Any, words: Mapping[str, str]) -> Any:
    """A value as a cell shows it: names instead of references, lists joined, money as amount and currency."""
    if isinstance(value, bool):
        return words.get("true" if value else "false", "true" if value else "false")
    if isinstance(value, str):
        return words.get(value, value)
    if isinstance(value, dict):
        if "name" in value:
            return value["name"]
        if "amount" in value:
            return f"{value['amount']} {value.get('currency', '')}".strip()
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return ", ".join(str(plain(entry, words)) for entry in value)
    return value


class CsvWriter:
    """Every text that a spreadsheet would calculate is led by an apostrophe."""

    def __init__(self, path: Path, *, columns: Sequence[str], labels: Sequence[str], words: Words, bom: bool = False) -> None:
        self.file = path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="")
        self.words = [words.get(column, {}) for column in columns]
        self.writer = csv.writer(self.file)
        self.writer.writerow([safe(label) for label in labels])

    def row(self, values: Sequence[Any]) -> None:
        self.writer.writerow([safe(plain(value, words)) for value, words in zip(values, self.words, strict=True)])

    def close(self) -> None:
        self.file.close()


def safe(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


class JsonWriter:
    """One array of objects, exactly as the API gives them."""

    def __init__(self, path: Path, *, columns: Sequence[str]) -> None:
        self.file = path.open("w", encoding="utf-8")
        self.columns = list(columns)
        self.is_first = True
        self.file.write("[")

    def row(self, values: Sequence[Any]) -> None:
        text = json.dumps(dict(zip(self.columns, values, strict=True)), ensure_ascii=False, separators=(",", ":"))
        self.file.write("\n" + text if self.is_first else ",\n" + text)
        self.is_first = False

    def close(self) -> None:
        self.file.write("\n]\n")
        self.file.close()


class XlsxWriter:
    """A workbook written by hand: the library of the house keeps more in memory and takes many times as long. Texts stand in
    their cells, so that there is no table of them to keep; a full sheet is followed by another."""

    def __init__(self, path: Path, *, columns: Sequence[str], labels: Sequence[str], words: Words, types: Types) -> None:
        self.zip = ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1)
        self.labels = list(labels)
        self.words = [words.get(column, {}) for column in columns]
        self.types = [types.get(column, "text") for column in columns]
        self.letters = [letters(place) for place in range(len(columns))]
        self.sheets = 0
        self.sheet: IO[str] | None = None
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        self._end_sheet()
        self.sheets += 1
        raw = self.zip.open(f"xl/worksheets/sheet{self.sheets}.xml", "w", force_zip64=True)
        self.sheet = io.TextIOWrapper(raw, encoding="utf-8", write_through=False)
        self.sheet.write(SHEET_HEAD)
        self.number = 0
        self._write("".join(text_cell(letter, 1, label, style=3) for letter, label in zip(self.letters, self.labels, strict=True)))

    def _end_sheet(self) -> None:
        if self.sheet is not None:
            self.sheet.write("</sheetData></worksheet>")
            self.sheet.close()

    def _write(self, cells: str) -> None:
        assert self.sheet is not None
        self.number += 1
        self.sheet.write(f'<row r="{self.number}">{cells}</row>')

    def row(self, values: Sequence[Any]) -> None:
        if self.number >= SHEET_ROWS:
            self._begin_sheet()
        number = self.number + 1
        self._write(
            "".join(
                cell(letter, number, value, type, words)
                for letter, value, type, words in zip(self.letters, values, self.types, self.words, strict=True)
            )
        )

    def close(self) -> None:
        self._end_sheet()
        names = range(1, self.sheets + 1)
        types = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{MAIN}.worksheet+xml"/>' for n in names)
        self.zip.writestr("[Content_Types].xml", CONTENT_TYPES.format(sheets=types))
        self.zip.writestr("_rels/.rels", RELATIONS)
        sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in names)
        self.zip.writestr("xl/workbook.xml", WORKBOOK.format(sheets=sheets))
        links = "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in names)
        self.zip.writestr("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS.format(sheets=links))
        self.zip.writestr("xl/styles.xml", STYLES)
        self.zip.close()


def cell(letter: str, number: int, value: Any, type: str, words: Mapping[str, str]) -> str:
    if value is None or value == "":
        return ""
    where = f'<c r="{letter}{number}"'
    if isinstance(value, bool):
        return f'{where} t="b"><v>{int(value)}</v></c>' if not words else text_cell(letter, number, str(plain(value, words)))
    if isinstance(value, dict) and "amount" in value and type == f"money {value.get('currency')}":
        return f'{where} s="4"><v>{value["amount"]}</v></c>'
    if type in ("number", "money") and (isinstance(value, int | float) or (isinstance(value, str) and NUMBER.fullmatch(value))):
        style = ' s="4"' if type == "money" else ""
        return f"{where}{style}><v>{value}</v></c>"
    if type == "date" and isinstance(value, str) and (days := serial_day(value)) is not None:
        return f'{where} s="1"><v>{days}</v></c>'
    if type == "instant" and isinstance(value, str) and (serial := serial_instant(value)) is not None:
        return f'{where} s="2"><v>{serial}</v></c>'
    return text_cell(letter, number, str(plain(value, words)))


def text_cell(letter: str, number: int, text: str, *, style: int = 0) -> str:
    """As text, so that nothing in it is calculated."""
    clean = escape(UNWRITABLE.sub("", text[:LONGEST_CELL]))
    styled = f' s="{style}"' if style else ""
    return f'<c r="{letter}{number}" t="inlineStr"{styled}><is><t xml:space="preserve">{clean}</t></is></c>' if clean else ""


def serial_day(text: str) -> int | None:
    try:
        return (date.fromisoformat(text) - EPOCH).days
    except ValueError:
        return None


def serial_instant(text: str) -> float | None:
    """An instant as a sheet counts it, without its offset: the caller gives local time."""
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return round((at - datetime(EPOCH.year, EPOCH.month, EPOCH.day)).total_seconds() / 86_400, 8)  # noqa: DTZ001


def letters(place: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET_HEAD = (
    f'{XML}<worksheet xmlns="{SPREADSHEET}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
CONTENT_TYPES = (
    f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
    f' ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{MAIN}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{MAIN}.styles+xml"/>{{sheets}}</Types>'
)
RELATIONS = (
    f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = f'{XML}<workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}"><sheets>{{sheets}}</sheets></workbook>'
WORKBOOK_RELATIONS = (
    f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{{sheets}}<Relationship Id="rIdStyles" Type="{OFFICE}/styles"'
    ' Target="styles.xml"/></Relationships>'
)
#: 0 plain · 1 a day · 2 an instant · 3 the head · 4 money
STYLES = (
    f'{XML}<styleSheet xmlns="{SPREADSHEET}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/>'
    '<xf numFmtId="4" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
