"""What characters a file is written in, and whether somebody before us has read it in the wrong ones."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO

CHUNK = 1 << 20
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

#: A UTF-8 file with a few broken places is still UTF-8: so many whole characters stand for each broken byte.
WHOLE_PER_BROKEN = 20

LATIN_RUN = re.compile("[\u0080-\u00ff]{4,}")
HAN = re.compile("[\u3400-\u9fff]")
NOT_ASCII = re.compile("[^\x00-\x7f]")

#: So many cells at least, and this share of the cells that are not plain ASCII, before a file is called garbled.
FEWEST, SHARE = 3, 0.5


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as Python knows it; `is_broken`: some bytes of the file are none of its characters."""

    name: str
    is_broken: bool = False


def encoding_of(opened: Callable[[], IO[bytes]]) -> Encoding:
    """By its byte order mark; else UTF-8, GB18030 where that reads without fault, or UTF-8 with bad rows."""
    with opened() as file:
        start = file.read(512)
    for mark, name in BOMS:
        if start.startswith(mark):
            return Encoding(name)
    if wide := _wide(start):
        return Encoding(wide)
    broken, whole = _as_utf8(opened)
    if not broken:
        return Encoding("utf-8")
    if whole < broken * WHOLE_PER_BROKEN and _decodes(opened, "gb18030"):
        return Encoding("gb18030")
    return Encoding("utf-8", is_broken=True)


def _wide(start: bytes) -> str:
    """Two bytes a character without a mark: every other byte of a header in Latin letters is zero."""
    half = len(start) // 2
    zeros = [start[place::2].count(0) for place in (0, 1)]
    if half < 4 or max(zeros) * 3 < half or min(zeros) * 8 > half:
        return ""
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def _as_utf8(opened: Callable[[], IO[bytes]]) -> tuple[int, int]:
    """Broken bytes and whole characters beyond ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    broken = beyond = 0
    with opened() as file:
        for final in (False, True):
            while chunk := b"" if final else file.read(CHUNK):
                bad, rare = _count(decoder.decode(chunk))
                broken, beyond = broken + bad, beyond + rare
        bad, rare = _count(decoder.decode(b"", final=True))
    return broken + bad, beyond + rare - broken - bad


def _count(text: str) -> tuple[int, int]:
    if text.isascii():
        return 0, 0
    rare = len(NOT_ASCII.findall(text))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return sum("\udc80" <= sign <= "\udcff" for sign in text), rare
    return 0, rare


def _decodes(opened: Callable[[], IO[bytes]], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with opened() as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def garbled_as(cells: Iterable[str]) -> tuple[str, str, str] | None:
    """What was taken for what, and an example of what it should have been, when most of these cells were read wrongly and saved
    so: (`GB18030`, `Latin-1`, `永庆米店`) or (`UTF-8`, `GB18030`, …). Nothing here can tell when only a word or two are."""
    rare = [cell for cell in cells if not cell.isascii()]
    for was, taken_for, mend in (("GB18030", "Latin-1", _from_latin), ("UTF-8", "GB18030", _from_gb18030)):
        mended = [better for cell in rare if (better := mend(cell))]
        if len(mended) >= FEWEST and len(mended) >= SHARE * len(rare):
            return was, taken_for, mended[0]
    return None


def _from_latin(cell: str) -> str:
    """`ÓÀÇìÃ×µê` is 永庆米店 in GB18030, read a byte a character."""
    if HAN.search(cell) or not LATIN_RUN.search(cell):
        return ""
    try:
        better = cell.encode("latin-1").decode("gb18030")
    except UnicodeError:
        return ""
    return better if HAN.search(better) else ""


def _from_gb18030(cell: str) -> str:
    """`姘稿簡绫冲簵` is 永庆米店 in UTF-8, read two bytes a character; an odd last byte may have been lost."""
    if len(HAN.findall(cell)) < 2:
        return ""
    try:
        better = cell.rstrip("?�").encode("gb18030").decode("utf-8")
    except UnicodeError:
        return ""
    return better if HAN.search(better) and len(better) < len(cell) else ""
