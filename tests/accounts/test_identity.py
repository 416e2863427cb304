"""One way to compare phones and names, for import, API and merge."""

import pytest

from accounts.identity import name_sound, phone_key, phone_keys, plain_name


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("+86 138 0013 8000 ext 5", "13800138000"),
        ("+86-13800138000 转 5", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("＋８６　１３８　００１３　８０００", "13800138000"),
        ("0571-8848 1234", "057188481234"),
        ("0571-88481234 ext 5", "057188481234"),
        ("(0571) 88481234 分机 12", "057188481234"),
        ("+86 571 8848 1234", "057188481234"),
        ("+86 (0)571 8848 1234", "057188481234"),
        ("+86 400 800 1234", "4008001234"),
        ("400-800-1234", "4008001234"),
        ("88481234", "88481234"),
        ("+49 89 123456", "+4989123456"),
        ("0049 89 123456", "+4989123456"),
        ("8848", ""),
        ("", ""),
        ("no number", ""),
        ("1" * 30, ""),
        ("👍", ""),
    ],
)
def test_a_phone_however_it_is_written(written: str, key: str) -> None:
    assert phone_key(written) == key


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("13800138000, 13900139000", ("13800138000", "13900139000")),
        ("13800138000/0571-88481234 转 2", ("13800138000", "057188481234")),
        ("13800138000 13900139000", ("13800138000", "13900139000")),
        ("13800138000;+86 138 0013 8000", ("13800138000",)),
    ],
)
def test_several_phones_in_one_cell(written: str, keys: tuple[str, ...]) -> None:
    assert phone_keys(written) == keys


@pytest.mark.parametrize(
    "name",
    [
        "杭州福润超市",
        "杭州福润超市有限公司",
        "杭州福润超市（有限公司）",
        "杭州 福润超市　有限责任公司",
        "杭州福润超市股份有限公司",
        "杭州福润超市(个体工商户)",
        "【杭州】福润超市公司",
    ],
)
def test_one_company_in_many_spellings(name: str) -> None:
    assert plain_name(name) == "杭州福润超市"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Ｂｌｕｅ　Ｓｅａ　Ｃｏ．，　Ｌｔｄ．", "bluesea"),
        ("Blue Sea Trading Company Limited", "blueseatrading"),
        ("Müller GmbH", "muller"),
        ("杭州福润超市杭州分公司", "杭州福润超市杭州分公司"),
        ("公司", "公司"),
        ("有限公司", "有限公司"),
        ("Ltd", "ltd"),
        ("7-11 便利店", "711便利店"),
        ("福润🍜面馆", "福润面馆"),
        ("🍜", ""),
        ("字" * 101, "字" * 101),
    ],
)
def test_names(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_names_that_sound_alike() -> None:
    assert name_sound("福润超市有限公司") == name_sound("富润超市")
    assert name_sound("福润超市") != name_sound("福瑞超市")
    assert name_sound("Blue Sea Ltd") == ""


@pytest.mark.parametrize(
    ("one", "other"), [("杭州福润超市", "杭州福润超市二店"), ("Blue Sea", "Blue Sea 2"), ("福润超市一店", "福润超市二店")]
)
def test_branches_stay_apart(one: str, other: str) -> None:
    assert plain_name(one) != plain_name(other)
