"""From Han characters to pinyin without tones, and the key that names are sorted by."""

import os
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from accounts.search.characters import runs
from accounts.search.readings import BEGIN_WORDS, OTHERS, RARE_SURNAMES, SURNAMES, USUAL, WORDS

PERSON = 3  # so many characters at most, and nothing else, is a person's name
KEY_LENGTH = 400
NUMBER_WIDTH = 6  # so that branch 2 stands before branch 10
#: An import reads each name several times: for its doubts, its sort key, its index; and a batch ahead.
BATCH_OF_NAMES = 1 << 15

Syllables = tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _dictionary() -> Mapping[int, str]:
    """The readings of each character, by code point; loaded when the first name is written.

    Without its phrases the dictionary takes 14 MB instead of 58: our `WORDS` know the names of the trade.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT

    return dict(PINYIN_DICT)


@lru_cache(maxsize=16384)
def first_reading(sign: str) -> str:
    """The most usual reading of one character, empty where it has none (kana, hangul)."""
    if sign in USUAL:
        return USUAL[sign]
    return _without_tone(_dictionary().get(ord(sign), "").split(",")[0])


def _without_tone(syllable: str) -> str:
    plain = unicodedata.normalize(
        "NFD", syllable.replace("ü", "v").replace("ǖ", "v").replace("ǘ", "v").replace("ǚ", "v").replace("ǜ", "v")
    )
    return "".join(sign for sign in plain if sign.isascii())


@lru_cache(maxsize=BATCH_OF_NAMES)
def syllables(run: str, *, is_start: bool, is_whole: bool) -> Syllables:
    """For each character of a Han run its readings, the most likely first.

    `is_start`: the run opens a name, so its first character may be a surname. `is_whole`: it is all
    there is to the name; a short one is then a person's.
    """
    found: list[tuple[str, ...]] = []
    last, is_person = len(run) - 1, is_whole and len(run) <= PERSON
    while (at := len(found)) <= last:
        sign = run[at]
        if sign in BEGIN_WORDS and (word := WORDS.get(run[at : at + 2])):
            found += [(reading,) for reading in word]
        elif (is_start and at == 0) or at == last:
            found.append(_readings(sign, at == last, is_start and at == 0, is_person))
        else:
            found.append(_readings_within(sign))
    return tuple(found)


@lru_cache(maxsize=1 << 15)
def _readings_within(sign: str) -> tuple[str, ...]:
    """Of a character that neither begins nor ends a name: most do not."""
    return _readings(sign, False, False, False)


@lru_cache(maxsize=1 << 15)
def _readings(sign: str, ends: bool, opens: bool, is_person: bool) -> tuple[str, ...]:
    usual = first_reading(sign)
    if not usual:
        return ()
    likely = [usual, *OTHERS.get(sign, ())]
    if sign == "行" and ends:
        likely.insert(0, "hang")  # a trading house, not a walk
    if opens:
        likely.insert(0, SURNAMES.get(sign) or (RARE_SURNAMES.get(sign, usual) if is_person else usual))
    return tuple(dict.fromkeys(likely))


@lru_cache(maxsize=BATCH_OF_NAMES)
def name_key(name: str) -> str:
    """The key that sorts a name under `COLLATE "C"`: pinyin by syllable, other words folded, numbers by size.

    At most 400 characters; a sign without a reading stands for itself.
    """
    found = runs(name)
    parts: list[str] = []
    for number, (kind, text) in enumerate(found):
        if kind == "han":
            read = syllables(text, is_start=number == 0, is_whole=len(found) == 1)
            parts += [readings[0] if readings else sign for sign, readings in zip(text, read, strict=True)]
        else:
            parts.append(text.zfill(NUMBER_WIDTH) if kind == "digits" else text)
    return " ".join(parts)[:KEY_LENGTH]
