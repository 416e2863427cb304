"""What identifies an account, decided once for import, API and merge.

Three things point at an account, from certain to likely: its number in another system (`external_id` within `source`), a phone, and
its name. Phones and names are written in many ways; here each is brought into the one way in which they are compared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from accounts.search.characters import runs
from accounts.search.pinyin import name_key

#: What begins an extension; it reaches another desk of the same customer.
EXTENSION = re.compile(r"(?:ext\.?|x|转|分机|#)\s*\d*\s*$", re.IGNORECASE)
#: What stands between two numbers in one cell.
BETWEEN_PHONES = re.compile(r"[,;/|、\n]+|\s(?=1[3-9]\d{9}\b)")
NO_DIGIT = re.compile(r"\D+")
#: Shorter is a house extension, longer is no number (E.164 has room for 15 digits).
FEWEST_DIGITS, MOST_DIGITS = 7, 15
HOME = "86"

#: Legal forms say nothing about who it is. Longest first; a branch (分公司) is somebody else than its company.
LEGAL_FORMS = (
    "集团股份有限公司", "集团有限责任公司", "股份有限公司", "有限责任公司", "集团有限公司", "控股有限公司", "有限公司",
    "个体工商户", "股份公司", "集团公司", "责任公司",
)  # fmt: skip
PLAIN_COMPANY = re.compile(r"(?<!分)公司$")
LEGAL_WORDS = frozenset(
    {"co", "company", "corp", "corporation", "gmbh", "group", "inc", "incorporated", "limited", "llc", "llp", "ltd", "plc", "pte"}
)


def phone_key(text: str) -> str:
    """The first number in `text` as it is compared; empty where there is none.

    `+86 138 0013 8000 ext 5`, `８６１３８００１３８０００` and `138-0013-8000` are one number; a foreign one keeps its `+`.
    """
    return next(iter(phone_keys(text)), "")


def phone_keys(text: str) -> tuple[str, ...]:
    """Every number in `text`, each once, in order."""
    plain = unicodedata.normalize("NFKC", text)
    found = (_phone_key(part) for part in BETWEEN_PHONES.split(plain))
    return tuple(dict.fromkeys(key for key in found if key))


def _phone_key(text: str) -> str:
    text = EXTENSION.sub("", text.strip())
    is_foreign = text.startswith("+")
    digits = NO_DIGIT.sub("", text.replace("(0)", ""))
    if not is_foreign and digits.startswith("00"):
        is_foreign, digits = True, digits[2:]
    if is_foreign and digits.startswith(HOME):
        is_foreign, digits = False, _at_home(digits[len(HOME) :])
    elif not is_foreign and len(digits) == 13 and digits.startswith(HOME + "1"):
        digits = digits[len(HOME) :]
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return ""
    return f"+{digits}" if is_foreign else digits


def _at_home(digits: str) -> str:
    """A mobile begins with 1, a service number with 4 or 8 and has ten digits; all else has an area code, dialled with 0 here."""
    is_mobile = len(digits) == 11 and digits.startswith("1")
    is_service = len(digits) == 10 and digits.startswith(("400", "800"))
    return digits if is_mobile or is_service or digits.startswith("0") else f"0{digits}"


@lru_cache(maxsize=1 << 15)
def plain_name(name: str) -> str:
    """The name as it is compared: half-width, lower case, without spaces, signs and the legal form; never empty for a name that has
    letters. `杭州福润超市（有限公司）`, `杭州 福润超市` and `杭州福润超市有限公司` are one name."""
    parts = [run.text for run in runs(name)]
    while len(parts) > 1 and parts[-1] in LEGAL_WORDS:
        parts.pop()
    whole = "".join(parts)
    for form in LEGAL_FORMS:
        if whole.endswith(form) and len(whole) > len(form):
            return whole.removesuffix(form)
    return whole if whole in LEGAL_FORMS else PLAIN_COMPANY.sub("", whole) or whole


def name_sound(name: str) -> str:
    """How the name sounds: who heard it on the phone writes 福润 or 富润. Empty without a Chinese sign."""
    plain = plain_name(name)
    return name_key(plain).replace(" ", "") if any(run.kind == "han" for run in runs(plain)) else ""
