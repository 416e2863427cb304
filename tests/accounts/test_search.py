"""Finding customers: by Han, pinyin, initials, words and digits; PostgreSQL must agree with the vectors."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.search import name_key, search_query, search_text, search_tokens
from accounts.search.pinyin import first_reading
from accounts.search.query import parse
from accounts.search.spelling import SYLLABLES, spellings
from accounts.search.tokens import INITIALS, PINYIN_LETTERS
from tests.vectors.reading import answers, found_by, text_of, tokens_of, vectors

VECTORS = vectors("search")
TOKENS = {row["id"]: frozenset(tokens_of(row)) for row in VECTORS["rows"]}


@pytest.mark.parametrize("case", VECTORS["told"], ids=lambda case: case["text"])
def test_who_is_found(case: dict[str, Any]) -> None:
    assert found_by(case["text"], TOKENS) == sorted(case["ranks"])


@pytest.mark.parametrize("row", VECTORS["rows"], ids=lambda row: row["id"])
def test_the_phone_gets_the_text_of_the_vectors(row: dict[str, Any]) -> None:
    assert text_of(row) == row["search"]


@pytest.mark.django_db
def test_postgresql_finds_the_same() -> None:
    """The stored tsvector and the cast tsquery mean what the vectors say, for every question at once."""
    asked = [(text, query) for case in VECTORS["told"] + VECTORS["drawn"] if (query := search_query(text := case["text"]))]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT asked.text, array(
                SELECT account.id
                FROM json_to_recordset(%s) AS account (id text, tokens text[])
                WHERE array_to_tsvector(account.tokens) @@ asked.query::tsquery
                ORDER BY account.id COLLATE "C"
            )
            FROM unnest(%s::text[], %s::text[]) AS asked (text, query)
            """,
            [
                json.dumps([{"id": id, "tokens": sorted(tokens)} for id, tokens in TOKENS.items()]),
                [text for text, _ in asked],
                [query for _, query in asked],
            ],
        )
        found = dict(cursor.fetchall())

    assert found == {text: found_by(text, TOKENS) for text, _ in asked}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["'", "\\", "'' & ''", "a\\'b", "<->", ":*", "!", "()", "'x':*", "｀＇＼", "é'\\é", "👍", "\u200b"]
)
def test_no_question_breaks_the_tsquery(text: str) -> None:
    query = search_query(text)

    with connection.cursor() as cursor:
        cursor.execute("SELECT array_to_tsvector(%s::text[]) @@ %s::tsquery", [["a"], query])
        assert cursor.fetchone() in ((False,), (None,))


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_asked_and_indexed(text: str) -> None:
    tokens = search_tokens(name=text, contacts=[text], phones=[text], address=text, street=text, village=text, other=[text])

    assert all(tokens)
    assert len(name_key(text)) <= 400
    assert search_text(name=text, contacts=[text], phones=[text]).count("|") == 3
    assert parse(text) is None or isinstance(search_query(text), str)


#: Without a surname of two readings written twice in a row (单单): such a name is indexed by either reading, not by both at once.
names = st.text(st.sampled_from("王李张单曾解永庆国强西安长重行绿女"), min_size=1, max_size=12).filter(
    lambda name: not re.search(r"([单曾解])\1", name)
)


@given(names, st.data())
@settings(max_examples=200, deadline=None)
def test_a_name_is_found_by_every_piece_of_it(name: str, data: st.DataObject) -> None:
    """Any piece of the characters, and any piece of the pinyin or the initials that begins with a syllable."""
    tokens = frozenset(search_tokens(name=name))
    spelled = search_text(name=name).split("|")[0].split(" ")[0]
    units = [unit.lower() for unit in re.findall("[A-Z][a-z]*", spelled)]
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    pinyin = "".join(units[start:end])
    cut = data.draw(st.integers(2, max(2, len(pinyin))))

    assert found(name[start:end], tokens)
    assert found(pinyin, tokens)
    assert len(pinyin) < 2 or found(pinyin[:cut], tokens)
    if end - start > 1:
        initials = "".join(unit[0] for unit in units[start:end])
        mixed = (units[start], *initials[1:])
        assert len(initials) > INITIALS or found(initials, tokens)
        assert not is_read_as(mixed) or found("".join(mixed), tokens)


def is_read_as(units: tuple[str, ...]) -> bool:
    """`li` and `n` make `lin`: then that is what was asked for."""
    return any(way.units == units for way in spellings("".join(units)))


def found(text: str, tokens: frozenset[str]) -> bool:
    query = parse(text)
    return query is not None and answers(query, tokens)


@given(st.text("0123456789", min_size=3, max_size=15), st.data())
@settings(max_examples=100, deadline=None)
def test_a_number_is_found_by_any_run_of_three_digits_or_more(number: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(number) - 3))
    end = data.draw(st.integers(start + 3, len(number)))

    assert found(number[start:end], frozenset(search_tokens(name="x", phones=["+" + "-".join(number)])))


@pytest.mark.parametrize(
    ("names_", "in_order"),
    [
        (["王永庆", "李强", "张伟", "安心"], ["安心", "李强", "王永庆", "张伟"]),
        (["第10店", "第2店", "第1店"], ["第1店", "第2店", "第10店"]),
        (["西安", "鲜", "先进"], ["西安", "鲜", "先进"]),  # by syllable: xi an, xian, xian jin
        (["zebra", "Ärzte", "apple", "Émile"], ["apple", "Ärzte", "Émile", "zebra"]),
        (["单国强", "单位食堂", "山峰"], ["单位食堂", "山峰", "单国强"]),  # dan wei …, shan feng, shan guo qiang
        (["重庆火锅", "重百", "中心"], ["重百", "重庆火锅", "中心"]),
    ],
)
def test_names_sort_as_a_phone_book_does(names_: list[str], in_order: list[str]) -> None:
    assert sorted(names_, key=lambda name: name_key(name).encode()) == in_order


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单永庆", "shan yong qing"),
        ("曾记", "zeng ji"),
        ("解放路超市", "jie fang lu chao shi"),
        ("解文静", "xie wen jing"),
        ("区建国", "ou jian guo"),
        ("区域供应站", "qu yu gong ying zhan"),
        ("尉迟恭", "yu chi gong"),
        ("永康农商银行", "yong kang nong shang yin hang"),
        ("兴隆商行", "xing long shang hang"),
        ("长乐女装", "chang le nv zhuang"),
        ("厦门大厦", "xia men da sha"),
        ("ＫＦＣ　肯德基", "kfc ken de ji"),
        ("Café 7号", "cafe 000007 hao"),
        ("さくら", "さ く ら"),
        ("、。", ""),
    ],
)
def test_readings(name: str, key: str) -> None:
    assert name_key(name) == key


def test_every_character_of_every_day_can_be_typed() -> None:
    """The six readings outside the table belong to interjections and to characters nobody is named with."""
    readings = {first_reading(chr(code)) for code in range(0x4E00, 0x9FA6)} - {""}

    assert len(SYLLABLES) == 409
    assert sorted(readings - SYLLABLES) == ["eng", "fiao", "hm", "m", "n", "nun"]


@pytest.mark.parametrize(
    ("letters", "ways"),
    [
        ("wangyq", [("wang", "y", "q")]),
        ("wyongqing", [("w", "yong", "qing")]),
        ("xian", [("xian",), ("xi", "an")]),
        ("shang", [("shang",)]),
        ("yongq", [("yong", "q")]),
        ("yongqin", [("yong", "qin")]),
        ("zhongzh", [("zhong", "zh")]),
        ("iuv", []),
        ("é", []),
    ],
)
def test_spellings(letters: str, ways: list[tuple[str, ...]]) -> None:
    found_ways = [spelling.units for spelling in spellings(letters)]

    assert found_ways[: len(ways)] == ways if ways else found_ways == []


def test_a_question_stays_small() -> None:
    """However long or ambiguous it is: a person's words must not become a program."""
    for text in ("a" * 500, "wang" * 40, "xianxianxian", "永" * 500, "1" * 500, "a1" * 200, "wyq " * 50):
        query = search_query(text)
        assert query is not None
        assert query.count("'") / 2 <= 150


def test_one_letter_asks_for_one_lexeme() -> None:
    """A prefix of one letter would read a third of the index of a million accounts."""
    assert [search_query(letter) for letter in ("w", "永", "7")] == ["'^w'", "'永'", "'7'"]


def test_the_lexemes_have_bounded_alphabets() -> None:
    """So that a short prefix meets few lexemes, however many accounts there are."""
    tokens = search_tokens(name="中国石油天然气股份有限公司浙江永康销售分公司" * 4, phones=["13812348848"] * 2)

    assert max(len(token) for token in tokens) <= PINYIN_LETTERS
    assert {len(token) for token in tokens if token.startswith("#")} == {4, 5}


def test_asking_never_loads_the_dictionary() -> None:
    """The web answers questions without the 14 MB that writing a name takes."""
    program = "import sys; from accounts.search import search_query; search_query('王yq 8848'); print('pypinyin' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "False"
