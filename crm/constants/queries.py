"""Reads the register, in one statement."""

from collections import defaultdict

from crm.constants.register import Answers, Register
from crm.explain import Figure, Source
from crm.models import SourcedConstant


def read_register() -> Register:
    """Every constant that figures may lean on, with its source."""
    rows = list(SourcedConstant.objects.in_use().select_related("question").order_by("key"))
    constants = {row.key: figure_of(row) for row in rows}
    stated: dict[str, list[SourcedConstant]] = defaultdict(list)
    for row in rows:
        if row.question is not None:
            stated[row.question.key].append(row)
    questions = {
        question: Answers(
            stated=tuple(constants[row.key] for row in answers), turned=frozenset(row.key for row in answers if row.is_turned)
        )
        for question, answers in stated.items()
    }
    return Register(constants=constants, questions=questions, readings={row.key: row.reading for row in rows})


def figure_of(constant: SourcedConstant) -> Figure:
    """A constant as a leaf of an explanation, beside what it rests on."""
    reading = next((way for way in constant.readings if way["code"] == constant.reading), None)
    details = {
        "key": constant.key,
        "id": str(constant.pk),
        "meaning": {"zh": constant.meaning_zh, "en": constant.meaning_en},
        "file": constant.source,
        "title": constant.source_title,
        "place": constant.place,
        "quote": constant.quote,
        "reading": {"zh": reading["zh"], "en": reading["en"]} if reading else None,
        "edited": constant.edited_at is not None,
    }
    return Figure(constant.key, constant.low, constant.high, constant.unit, constant.currency, source=Source("constant", details))
