"""Text made plain, and cut into runs of one kind. The phone does the same in `domain/search/characters.ts`."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Scripts without spaces between words: ideographs, kana, hangul. Each sign of theirs can be searched for.
_HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_LETTERS = "a-z\u00df-\u024f\u0370-\u052f"
_RUN = re.compile(f"(?P<han>[{_HAN}]+)|(?P<word>[{_LETTERS}]+)|(?P<digits>[0-9]+)")
_PLAIN = re.compile("[ -~\u4e00-\u9fff]*")  # neither marks nor full-width forms: nothing to decompose

NO_DIGIT = re.compile("[^0-9]+")


class Run(NamedTuple):
    """`kind` is `han`, `word` or `digits`; `text` is folded."""

    kind: str
    text: str


def fold(text: str) -> str:
    """Lower case, without accents, full-width forms made plain."""
    if _PLAIN.fullmatch(text):
        return text.lower()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.category(sign).startswith("M"))
    return unicodedata.normalize("NFC", bare).lower()


@lru_cache(maxsize=4096)
def runs(text: str) -> tuple[Run, ...]:
    """The runs of a text in order; whatever is no letter, sign or digit only separates."""
    return tuple(Run(found.lastgroup or "", found.group()) for found in _RUN.finditer(fold(text)))


def digits_of(text: str) -> str:
    """The digits of a phone number, whatever stands between them."""
    if text.isascii():
        return text if text.isdigit() else NO_DIGIT.sub("", text)
    return "".join(run.text for run in runs(text) if run.kind == "digits")
