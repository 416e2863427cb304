"""What a file is: judged by its own bytes, whatever its name or its sender say. A rule: it sees only the bytes."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Kept, by their content type, with the ending of a name that had none.
KNOWN = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif", "application/pdf": ".pdf",
    WORD: ".docx", SHEET: ".xlsx",
}  # fmt: skip
#: A browser shows these without running anything.
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
LONGEST_NAME = 120


class Unreadable(Exception):
    """`code` says what is wrong with it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Content(NamedTuple):
    type: str
    width: int | None = None
    height: int | None = None
    preview: bytes | None = None


def inspect(path: Path) -> Content:
    """Type, size and preview of a file; raises `Unreadable` for what is not kept."""
    with path.open("rb") as file:
        head = file.read(16)
        if head.startswith(b"%PDF-"):
            return Content("application/pdf")
        if head.startswith(b"PK\x03\x04"):
            return Content(_office(file))
    from accounts.files.pictures import inspect_picture  # few requests bring one, and Pillow weighs 5 MB

    return inspect_picture(path)


def _office(file: BinaryIO) -> str:
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable("damaged_file", "This file is damaged.") from error
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable("file_type", "Documents with macros are not kept.")
    for name, type in (("word/document.xml", WORD), ("xl/workbook.xml", SHEET)):
        if name in names:
            return type
    raise Unreadable("file_type", "Archives are not kept.")


def plain_name(name: str, type: str) -> str:
    """A file's name without folders and signs that a screen or a shell would stumble over; its ending says what it is."""
    name = PurePosixPath(name.replace("\\", "/")).name
    name = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "C")
    stem = re.sub(r'[<>:"|?*\s]+', " ", name).strip(" .")
    ending = KNOWN[type]
    known = (".jpeg", ".jpg") if ending == ".jpg" else (ending,)
    if not stem.lower().endswith(known):
        stem = (stem or "file") + ending
    return stem if len(stem) <= LONGEST_NAME else stem[: LONGEST_NAME - len(ending)].rstrip() + ending
