"""How letters may spell a Chinese name: whole syllables, initials, and the two mixed (`wangyq`, `wyongqing`).

The phone cuts letters in the same way, in `domain/search/spelling.ts`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# All syllables of Mandarin, by initial; `v` is ü.
_FINALS = {
    "": "a ai an ang ao e ei en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
INITIALS = frozenset(_FINALS) - {""}
BEGINNINGS = frozenset(syllable[:length] for syllable in SYLLABLES for length in range(2, len(syllable)))
LONGEST = 6
MAX_SPELLINGS = 6


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to read letters: `units` are syllables and initials, the last may be a begun syllable."""

    units: tuple[str, ...]

    @property
    def initials(self) -> str:
        """The first letter of each unit."""
        return "".join(unit[0] for unit in self.units)

    @property
    def is_mixed(self) -> bool:
        """Some units are initials alone."""
        return any(unit in INITIALS for unit in self.units)

    @property
    def stretches(self) -> tuple[tuple[str, ...], ...]:
        """The units that are more than a letter, neighbours together; among initials `a` is one of them."""
        found: list[list[str]] = [[]]
        for unit in self.units:
            if self.is_mixed and (len(unit) == 1 or unit in INITIALS):
                found.append([])
            else:
                found[-1].append(unit)
        return tuple(tuple(stretch) for stretch in found if stretch)


@lru_cache(maxsize=1024)
def spellings(letters: str) -> tuple[Spelling, ...]:
    """The ways to read the letters with the fewest units, or one more; at most six, none if unreadable.

    Whoever can be read as whole syllables means them: `shang` is no `shan` with a `g` behind it.
    """
    fewest = _fewest(letters)
    if not fewest:
        return ()
    ways = _ways(letters, 0, fewest[0] + 1, fewest)
    found = [Spelling(units) for units in sorted({tuple(way) for way in ways}, key=lambda units: (len(units), units))]
    whole = [spelling for spelling in found if not spelling.is_mixed]
    return tuple((whole or found)[:MAX_SPELLINGS])


def _units(letters: str, at: int) -> Iterator[str]:
    """What can be read from position `at` on."""
    for length in range(1, LONGEST + 1):
        unit = letters[at : at + length]
        if len(unit) == length and (unit in SYLLABLES or unit in INITIALS):
            yield unit
    rest = letters[at:]
    if rest in BEGINNINGS and rest not in SYLLABLES and rest not in INITIALS:
        yield rest


def _fewest(letters: str) -> list[int]:
    """For each position the fewest units that read the rest; empty when the whole cannot be read."""
    none = len(letters) + 1
    fewest = [none] * len(letters) + [0]
    for at in reversed(range(len(letters))):
        fewest[at] = min((fewest[at + len(unit)] + 1 for unit in _units(letters, at)), default=none)
    return fewest if fewest[0] < none else []


def _ways(letters: str, at: int, left: int, fewest: list[int]) -> Iterator[list[str]]:
    if at == len(letters):
        yield []
        return
    for unit in _units(letters, at):
        if fewest[at + len(unit)] <= left - 1:
            for way in _ways(letters, at + len(unit), left - 1, fewest):
                yield [unit, *way]
