"""Search everywhere: who is found, in which order, with what marked, and nothing of strangers."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actions.promises import make_promise
from accounts.actions.timeline import add_note, note_touchpoint
from accounts.finding import KINDS, Group, find_everywhere
from accounts.finding import candidates as candidates_module
from accounts.finding import texts as texts_module
from accounts.models import Touchpoint
from accounts.search.marking import Asked
from crm.models import Role, User
from tests.accounts.factories import AccountFactory, ContactFactory
from tests.crm.factories import NOW, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return UserFactory(name="Alice")


def search(text: str, user: User, kinds: Any = KINDS, most: int = 8) -> dict[str, Group]:
    return {group.kind: group for group in find_everywhere(text, kinds=kinds, most=most, user=user)}


def titles(text: str, user: User, kind: str = "account") -> list[str]:
    group = search(text, user).get(kind)
    return ["".join(f"[{piece}]" if hit else piece for piece, hit in found.title) for found in group.results] if group else []


class TestTheOrder:
    def test_the_very_name_then_its_beginning_a_part_its_pinyin_an_address(self, alice: User) -> None:
        AccountFactory(owner=alice, name="大桥超市", address="永庆路 8 号")
        AccountFactory(owner=alice, name="王永庆米店")
        AccountFactory(owner=alice, name="永庆便利店")
        AccountFactory(owner=alice, name="永庆")

        assert titles("永庆", alice) == ["[永庆]", "[永庆]便利店", "王[永庆]米店", "大桥超市"]

    def test_pinyin_from_the_beginning_before_pinyin_within(self, alice: User) -> None:
        AccountFactory(owner=alice, name="王永庆米店", tier="vip")
        AccountFactory(owner=alice, name="永庆便利店")

        assert titles("yongqing", alice) == ["[永庆]便利店", "王[永庆]米店"]

    def test_own_accounts_first_then_the_higher_tier(self, alice: User) -> None:
        bob = UserFactory(team=alice.team)
        for name, owner, tier in (("永兴一店", bob, "ordinary"), ("永兴二店", bob, "vip"), ("永兴三店", alice, "ordinary")):
            AccountFactory(owner=owner, name=name, tier=tier)

        assert titles("永兴", alice) == ["[永兴]三店", "[永兴]二店", "[永兴]一店"]

    def test_a_common_question_still_finds_the_very_name_and_ones_own(self, alice: User, monkeypatch: Any) -> None:
        monkeypatch.setattr(candidates_module, "COMMON", -1)
        monkeypatch.setattr(candidates_module, "MOST_BY_VALUE", 1)
        bob = UserFactory(team=alice.team)
        AccountFactory(owner=bob, name="大客户商店", annual_value="900000.00")
        AccountFactory(owner=bob, name="店")
        AccountFactory(owner=alice, name="小商店", annual_value="1.00")
        AccountFactory(owner=bob, name="别家商店", annual_value="2.00")

        assert titles("店", alice) == ["[店]", "小商[店]", "大客户商[店]"]


class TestWhatAnswers:
    @pytest.mark.parametrize(
        ("text", "by", "marked"),
        [
            ("8848", "phone", "138-1234-[8848]"),
            ("12348848", "phone", "138-[1234-8848]"),
            ("138 1234", "phone", "[138-1234]-8848"),
            ("解放路", "address", "永康市[解放路]128号"),
            ("jiefang", "street", "[解放]路"),
            ("A-77", "external_id", "[A-77]"),
        ],
    )
    def test_the_field_is_named_and_its_part_marked(self, alice: User, text: str, by: str, marked: str) -> None:
        AccountFactory(
            owner=alice, name="王记", phone="138-1234-8848", address="永康市解放路128号", street="解放路", external_id="A-77"
        )

        (found,) = search(text, alice)["account"].results

        shown = "".join(f"[{piece}]" if hit else piece for piece, hit in found.text)
        assert (found.by, shown.replace("][-][", "-").replace("]-[", "-")) == (by, marked)

    @pytest.mark.parametrize(
        ("text", "title"),
        [("王永庆", "[王永庆]"), ("wyq", "[王永庆]"), ("wangyq", "[王永庆]"), ("永庆", "王[永庆]"), ("0011", "王永庆")],
    )
    def test_people_are_found_by_themselves(self, alice: User, text: str, title: str) -> None:
        account = AccountFactory(owner=alice, name="大桥超市")
        contact = ContactFactory(account=account, name="王永庆", phone="13900000011")

        groups = search(text, alice)

        assert titles(text, alice, "contact") == [title]
        assert groups["contact"].results[0].id == contact.pk
        assert groups["contact"].results[0].account_name == "大桥超市"
        assert groups["account"].results[0].by == "contact"

    def test_what_was_said_is_found_by_its_kind(self, alice: User) -> None:
        account = AccountFactory(owner=alice, name="大桥超市")
        add_note(account=account, text="货架在门口，想换大一点的", by=alice, at=NOW)
        make_promise(account=account, text="周五送货架样品", due_on=NOW.date(), by=alice, at=NOW)
        note_touchpoint(account=account, kind="visit", text="看了货架", by=alice, at=NOW)
        note_touchpoint(account=account, kind="complaint", text="货架松了", by=alice, at=NOW)
        note_touchpoint(account=account, kind="event", text="货架", by=alice, at=NOW)

        groups = search("货架", alice)

        assert {kind: len(group.results) for kind, group in groups.items()} == {"complaint": 1, "visit": 1, "promise": 1, "note": 1}
        assert groups["promise"].results[0].text == [("周五送", False), ("货架", True), ("样品", False)]

    def test_old_words_are_found_by_their_index(self, alice: User, monkeypatch: Any) -> None:
        monkeypatch.setattr(texts_module, "LATEST", 2)
        account = AccountFactory(owner=alice)
        old = note_touchpoint(account=account, kind="visit", text="冰柜 ＡＢ12 坏了", by=alice, at=NOW - timedelta(days=900))
        for _ in range(3):
            add_note(account=account, text="一切照旧", by=alice, at=NOW)

        for text in ("冰柜", "柜", "ab12", "AB", "坏了 冰柜"):
            assert [found.id for found in search(text, alice)["visit"].results] == [old.pk], text
        assert search("冰箱", alice) == {}

    def test_common_words_are_looked_for_where_one_was_last(self, alice: User, monkeypatch: Any) -> None:
        monkeypatch.setattr(texts_module, "LATEST", 3)
        monkeypatch.setattr(texts_module, "COMMON", 2)
        stranger = AccountFactory()
        add_note(account=AccountFactory(owner=alice), text="一切照旧", by=alice, at=NOW - timedelta(days=90))
        for _ in range(4):
            add_note(account=stranger, text="一切照旧", by=stranger.owner, at=NOW)

        assert len(search("照旧", alice)["note"].results) == 1

    def test_more_than_were_asked_for_is_told(self, alice: User) -> None:
        for _ in range(3):
            AccountFactory(owner=alice, name="永兴商店")

        group = search("永兴", alice, most=2)["account"]

        assert (len(group.results), group.has_more) == (2, True)


class TestTheDoor:
    def test_nothing_of_strangers_whatever_the_kind(self, alice: User) -> None:
        account = AccountFactory(name="永庆商店", phone="13812348848")
        ContactFactory(account=account, name="王永庆")
        add_note(account=account, text="永庆要货架", by=account.owner, at=NOW)

        assert [search(text, alice) for text in ("永庆", "yongqing", "yq", "8848", "货架")] == [{}] * 5

    def test_archived_accounts_are_left_out(self, alice: User) -> None:
        AccountFactory(owner=alice, name="永庆商店", archived=True)

        assert "account" not in search("永庆", alice)

    def test_a_lead_finds_in_every_team_led_and_nowhere_else(self) -> None:
        lead = UserFactory(role=Role.LEAD, team=None)
        for led in (lead, lead, None):
            AccountFactory(owner=UserFactory(team=TeamFactory(lead=led)), name="永庆商店")

        assert len(titles("永庆", User.objects.get(pk=lead.pk))) == 2


@pytest.mark.parametrize("text", ["", "  ", "？？", "'", "\\", "永' & 'x", "<b>", "%", "_" * 300, "😀", "1" * 64, "a" * 64])
def test_whatever_is_typed_is_answered(alice: User, text: str) -> None:
    AccountFactory(owner=alice, name="永庆商店")

    assert isinstance(find_everywhere(text, kinds=KINDS, most=3, user=alice), list)


@pytest.mark.parametrize(
    ("question", "text", "pieces"),
    [
        ("yq", "王永庆", [("王", False), ("永庆", True)]),
        ("cq", "重庆火锅", [("重庆", True), ("火锅", False)]),
        ("chongq", "重庆火锅", [("重庆", True), ("火锅", False)]),
        ("ａｂ", "AB 店", [("AB", True), (" 店", False)]),
        ("cafe", "Café 店", [("Café", True), (" 店", False)]),
        ("bc", "ABC", [("ABC", False)]),
        ("永 店", "永庆店", [("永", True), ("庆", False), ("店", True)]),
        ("店", "😀店", [("😀", False), ("店", True)]),
    ],
)
def test_marks(question: str, text: str, pieces: list[tuple[str, bool]]) -> None:
    assert Asked(question).pieces(text) == pieces


def test_a_long_text_is_shown_around_what_was_found() -> None:
    shown = Asked("冰柜").excerpt("前" * 200 + "冰柜" + "后" * 200)

    assert [text for text, hit in shown if hit] == ["冰柜"]
    assert sum(len(text) for text, _ in shown) < 90
    assert (shown[0], shown[-1]) == (("…", False), ("…", False))


def test_every_kind_of_touchpoint_that_is_found_exists() -> None:
    assert {kind for kinds in texts_module.TOLD.values() for kind in kinds} <= set(Touchpoint.Kind.values)
