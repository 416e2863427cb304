"""Which part of a text answers what was typed: the characters themselves, a syllable or an initial each, the digits of a phone.

A rule: it sees only the texts. Found is decided by the lexemes (`query.py`); this says where to put the marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.search.characters import Run, fold, runs
from accounts.search.pinyin import syllables
from accounts.search.spelling import INITIALS

#: A piece of a text, and whether it is what was asked for.
Piece = tuple[str, bool]
Span = tuple[int, int]

AROUND = 24  # characters of a long text to show on either side of what was found


@dataclass(frozen=True)
class Asked:
    """A question's runs, ready to be looked for."""

    text: str

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        return runs(self.text)

    def spans(self, text: str, *, is_phone: bool = False, spelled: bool = True) -> list[Span]:
        """Where each run of the question stands in `text`, in order; what is not there has no span."""
        plain = Plain.of(text)
        found = [span for run in self.runs if (span := plain.find(run, is_phone=is_phone, spelled=spelled))]
        if is_phone and not found and len(self.runs) > 1:  # one number, typed with gaps
            together = Run("digits", "".join(run.text for run in self.runs))
            found = [span for span in (plain.find(together, is_phone=True, spelled=False),) if span]
        return merged(found)

    def is_in(self, text: str, *, is_phone: bool = False, spelled: bool = True) -> bool:
        return bool(self.spans(text, is_phone=is_phone, spelled=spelled))

    def pieces(self, text: str, *, is_phone: bool = False, spelled: bool = True) -> list[Piece]:
        """`text` cut where marks begin and end."""
        return cut(text, self.spans(text, is_phone=is_phone, spelled=spelled))

    def excerpt(self, text: str) -> list[Piece]:
        """The neighbourhood of the first mark in a long text, on one line."""
        text = " ".join(text.split())
        spans = self.spans(text, spelled=False)
        start = max(0, spans[0][0] - AROUND) if spans else 0
        end = start + 3 * AROUND
        pieces = cut(text[start:end], [(max(0, a - start), b - start) for a, b in spans if start <= a and b <= end])
        before = [("…", False)] if start else []
        after = [("…", False)] if end < len(text) else []
        return [*before, *pieces, *after]


@dataclass(frozen=True)
class Plain:
    """A folded text that remembers from which character each of its own came."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Plain:
        folded = [(sign, at) for at, char in enumerate(text) for sign in fold(char)]
        return cls("".join(sign for sign, _ in folded), (*(at for _, at in folded), len(text)))

    def find(self, run: Run, *, is_phone: bool, spelled: bool) -> Span | None:
        if is_phone and run.kind == "digits":
            return self._digits(run.text)
        at = self.text.find(run.text)
        while run.kind == "word" and at > 0 and self.text[at - 1].isalnum() and self.text[at - 1].isascii():
            at = self.text.find(run.text, at + 1)  # words are found from their beginning
        if at >= 0:
            return self._span(at, at + len(run.text))
        return self._spelled(run.text) if spelled and run.kind == "word" else None

    def _span(self, start: int, end: int) -> Span:
        return self.origin[start], self.origin[end - 1] + 1

    def _digits(self, digits: str) -> Span | None:
        """The digits whatever stands between them."""
        places = [at for at, sign in enumerate(self.text) if sign.isdigit()]
        at = "".join(self.text[place] for place in places).find(digits)
        return self._span(places[at], places[at + len(digits) - 1] + 1) if at >= 0 else None

    def _spelled(self, letters: str) -> Span | None:
        """The characters that these letters spell, each by a syllable or its initial."""
        start = 0
        for number, run in enumerate(found := runs(self.text)):
            at = self.text.index(run.text, start)
            start = at + len(run.text)
            if run.kind != "han":
                continue
            read = syllables(run.text, is_start=number == 0, is_whole=len(found) == 1)
            for first in range(len(read)):
                if length := spelled_length(read[first:], letters):
                    return self._span(at + first, at + first + length)
        return None


def spelled_length(read: Sequence[Sequence[str]], letters: str) -> int:
    """How many characters from the first on `letters` spell; 0 when they do not."""
    if not letters:
        return 0
    if not read:
        return 0
    for syllable in read[0]:
        initial = syllable[:2] if syllable[:2] in INITIALS else syllable[:1]
        if syllable.startswith(letters):
            return 1
        for part in dict.fromkeys((syllable, initial, syllable[:1])):
            if letters.startswith(part) and (rest := spelled_length(read[1:], letters[len(part) :])):
                return 1 + rest
    return 0


def merged(spans: Iterable[Span]) -> list[Span]:
    """In order, none within another."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def cut(text: str, spans: Sequence[Span]) -> list[Piece]:
    pieces: list[Piece] = []
    last = 0
    for start, end in spans:
        pieces += [(text[last:start], False), (text[start:end], True)]
        last = end
    return [piece for piece in (*pieces, (text[last:], False)) if piece[0]]
