"""The interface's own texts, so that a story taps what a person reads."""

import json
from functools import cache

from tests.browser.site import ROOT


@cache
def _texts(language: str) -> dict[str, str]:
    folder = ROOT / "frontend" / "src" / "i18n"
    return {key: text for file in folder.glob(f"*{language}.json") for key, text in json.loads(file.read_text()).items()}


def say(key: str, language: str = "zh", **values: str) -> str:
    text = _texts(language)[key]
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
