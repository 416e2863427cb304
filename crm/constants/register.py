"""The register as rules read it: constants by key, and what several sources answer to one question."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm.explain import Figure, computed, span


@dataclass(frozen=True)
class Answers:
    """The constants in use that answer one question, as their sources state them; `turned` ones state the complement."""

    stated: tuple[Figure, ...]
    turned: frozenset[str]

    def each(self, name: str) -> tuple[Figure, ...]:
        """Every source's own answer, comparable with the others."""
        return tuple(
            computed(name, f"1 - {figure.name}", figure, unit=figure.unit) if figure.name in self.turned else figure
            for figure in self.stated
        )


@dataclass(frozen=True)
class Register:
    """Constants in use. A constant that is not used, or a question without an answer, is None: nothing leans on it."""

    constants: Mapping[str, Figure]
    questions: Mapping[str, Answers]
    readings: Mapping[str, str]

    def constant(self, key: str) -> Figure | None:
        return self.constants.get(key)

    def answers(self, question: str) -> tuple[Figure, ...]:
        """What each source says."""
        answers = self.questions.get(question)
        return answers.each(question) if answers else ()

    def range(self, question: str) -> Figure | None:
        """From the least to the most that a source says, with all of them."""
        answers = self.answers(question)
        return span(question, *answers) if answers else None
