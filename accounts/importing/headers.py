"""Which of our columns a file's header means: by name, by a label that people use, or by what comes near it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import Literal, NamedTuple

#: `exact` and `label` are taken without asking; `like` is only proposed.
Certainty = Literal["exact", "label", "like", "remembered", ""]

NEAR = 0.72
SHORTEST_PART = 2
NO_LETTER = re.compile(r"[\W_]+")


class Guess(NamedTuple):
    """`column` is ours, "" where nothing comes near."""

    column: str
    certainty: Certainty


def plain(name: str) -> str:
    """A header without case, spaces, brackets and stars: `客户编号 *`, `Customer-ID`."""
    return NO_LETTER.sub("", unicodedata.normalize("NFKC", name).casefold())


def header_digest(header: Sequence[str]) -> str:
    """By this a header is known again, whatever order its columns stand in."""
    return hashlib.sha256("\n".join(sorted(map(plain, header))).encode()).hexdigest()


def guesses(header: Sequence[str], labels: Mapping[str, Sequence[str]]) -> list[Guess]:
    """For each header in turn; no column is given twice. `labels` are the words of each column, its own name not among them."""
    certain = [known(name, labels) for name in header]
    taken = {guess.column for guess in certain}
    found: dict[int, Guess] = {}
    for place, guess in enumerate(certain):
        if guess.column and guess.column not in {known.column for known in found.values()}:
            found[place] = guess
    near = [
        (nearness(name, [column, *words]), place, column)
        for (place, name), (column, words) in product(enumerate(header), labels.items())
        if not certain[place].column and column not in taken and name
    ]
    for score, place, column in sorted(near, key=lambda one: (-one[0], one[1], one[2])):
        if score >= NEAR and place not in found and column not in {guess.column for guess in found.values()}:
            found[place] = Guess(column, "like")
    return [found.get(place, Guess("", "")) for place in range(len(header))]


def known(name: str, labels: Mapping[str, Sequence[str]]) -> Guess:
    """What a header surely means."""
    wanted = plain(name)
    if not wanted:
        return Guess("", "")
    if exact := next((column for column in labels if plain(column) == wanted), ""):
        return Guess(exact, "exact")
    label = next((column for column, words in labels.items() if wanted in map(plain, words)), "")
    return Guess(label, "label" if label else "")


def nearness(name: str, words: Sequence[str]) -> float:
    """From 0 to 1: a word within the header counts by its share of it, else the likeness of the letters."""
    return max(_nearness(plain(name), plain(word)) for word in words)


def _nearness(name: str, word: str) -> float:
    short, long = sorted((name, word), key=len)
    if len(short) >= SHORTEST_PART and short in long:
        return NEAR + (1 - NEAR) * len(short) / len(long)
    return SequenceMatcher(None, name, word).ratio() if len(short) > SHORTEST_PART else 0
