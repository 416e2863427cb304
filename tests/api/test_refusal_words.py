"""Every code with which the API refuses has Chinese words on the client; the English ones are the `detail` itself."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.exceptions import APIException

import accounts
import api
import crm
import tiers
import visits
from accounts.actions.custom_fields import define_field
from accounts.actions.journey import REASONS
from accounts.importing.words import SAID as SAID_OF_LINES
from crm.errors import DomainError

ROOT = Path(__file__).resolve().parents[2]
WORDS = json.loads((ROOT / "frontend/src/i18n/refusals.json").read_text())
#: What is said of a single field, by the sentence with `{}` for its particulars.
SENTENCES = json.loads((ROOT / "frontend/src/i18n/sentences.json").read_text())
HAN = re.compile("[\u4e00-\u9fff]")
#: Said of a form's field so often that `ui/fieldError.ts` has shorter words for them.
SHORTER = re.compile(r"This field is needed\.|Not a phone number: .*|.*at most .* have room\.")
#: Codes that stand in the code as plain text: answers without an exception of ours, and files that are not kept.
SAID = re.compile(r'(?:problem_response|plain_problem|_problem|FileRefused|Unreadable)\((?:request, )?"([a-z_]+)"')


def test_every_code_has_words() -> None:
    assert sorted(set(codes()) - WORDS.keys()) == []


def test_no_words_for_a_code_that_is_gone() -> None:
    assert sorted(WORDS.keys() - set(codes())) == []


def codes() -> Iterator[str]:
    for app in (crm, accounts, tiers, visits, api):
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if ".migrations" not in module.name and not module.name.endswith(("wsgi", "asgi")):
                importlib.import_module(module.name)
        for file in Path(app.__path__[0]).rglob("*.py"):
            yield from SAID.findall(file.read_text())
    for error in _below(DomainError):
        yield error.code
    for refused in _below(APIException):
        if refused is not APIException and refused.status_code not in (401, 403, 404, 429):  # these have one code, below
            yield str(refused.default_code)
    yield from ("not_signed_in", "forbidden", "not_found", "too_many_requests")
    yield from REASONS


def _below(above: type[Any]) -> Iterator[type[Any]]:
    """The classes that the API may raise: another test may have loaded the demo, and its refusals are read at a terminal."""
    if above.__module__.partition(".")[0] != "demo":
        yield above
    for below in above.__subclasses__():
        yield from _below(below)


def words_of(sentence: str) -> str | None:
    """As `i18n/refusals.ts` finds them; the framework's own sentences are Chinese by themselves."""
    if HAN.search(sentence):
        return sentence
    for english, chinese in SENTENCES.items():
        if re.fullmatch("(.*?)".join(map(re.escape, english.split("{}"))), sentence, re.DOTALL):
            return str(chinese)
    return None


def test_what_an_import_says_of_a_line_the_client_says_alike() -> None:
    said = {each.english: each.zh for each in SAID_OF_LINES if not SHORTER.fullmatch(each.english)}

    assert {english: SENTENCES.get(english) for english in said} == said


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/accounts/", {"name": "永庆米店", "role": "retailer", "phone": "no number"}),
        ("/api/v1/accounts/", {"name": "永庆米店", "role": "retailer", "latitude": 30}),
        ("/api/v1/accounts/", {"name": "永庆米店", "role": "retailer", "custom": {"area": "much"}}),
        ("/api/v1/accounts/", {"name": "永庆米店", "role": "retailer", "currency": "yuan"}),
        ("/api/v1/accounts/", {"name": "x" * 201, "role": "retailer"}),
        ("/api/v1/contacts/", {"name": "王永庆", "birthday": "1800-01-01"}),
        ("/api/v1/contacts/", {"name": "王永庆", "email": "nobody"}),
        ("/api/v1/custom-fields/", {"key": "Big Area", "type": "number", "label_zh": "面积", "label_en": "Area"}),
    ],
)
def test_a_bad_value_is_refused_in_words_that_the_client_has(path: str, body: dict[str, Any], world: Any, call: Any) -> None:
    define_field(by=None, at=timezone.now(), key="area", kind="external", type="number", label_zh="面积", label_en="Area")
    more = {"account": str(world.mine.account.pk)} if "contacts" in path else {}

    answer = call("lena", "POST", path, body | more)

    assert answer.status_code == 400, answer.json()
    said = [sentence for sentences in answer.json()["fields"].values() for sentence in sentences]
    assert said
    assert [each for each in said if not SHORTER.fullmatch(each) and words_of(each) is None] == []
