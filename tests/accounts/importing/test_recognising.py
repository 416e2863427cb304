"""What a file is and what its columns mean, recognised without being told."""

import gzip
from io import BytesIO
from pathlib import Path

import pytest

from accounts.importing.encodings import encoding_of, garbled_as
from accounts.importing.headers import Guess, guesses, header_digest
from accounts.importing.kinds import kind_of
from accounts.importing.preview import likeliest_type
from accounts.models import Account, CustomField, Territory
from tests.accounts.importing.conftest import counts, errors_of, refusals

TEXT = "客户编号,客户名称,类型\r\nA1,永庆米店,零售客户\r\nA2,东方红超市,经销商\r\n"
LABELS = {"external_id": ("客户编号", "编号"), "name": ("客户名称", "店名"), "phone": ("电话", "手机"), "address": ("地址",)}


def encoding(data: bytes) -> tuple[str, bool]:
    found = encoding_of(lambda: BytesIO(data))
    return found.name, found.is_broken


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a,b\n", ("utf-8", False)),
        (TEXT.encode(), ("utf-8", False)),
        (TEXT.encode("utf-8-sig"), ("utf-8-sig", False)),
        (TEXT.encode("gb18030"), ("gb18030", False)),
        (TEXT.encode("utf-16"), ("utf-16", False)),
        ("external_id,name\n".encode("utf-16-le"), ("utf-16-le", False)),
        ((TEXT * 30).encode() + b"\xb5\xc4\n", ("utf-8", True)),  # two bad bytes make no GB18030 of a long UTF-8 file
    ],
)
def test_the_encoding_is_recognised(data, expected):
    assert encoding(data) == expected


def test_a_character_that_lies_across_two_pieces_is_whole(monkeypatch):
    monkeypatch.setattr("accounts.importing.encodings.CHUNK", 2)

    assert encoding(TEXT.encode()) == ("utf-8", False)


def test_text_that_was_saved_garbled_is_told_from_text_that_was_not():
    cells = TEXT.replace("\r\n", ",").split(",")

    assert garbled_as(cell.encode("gb18030").decode("latin-1") for cell in cells) == ("GB18030", "Latin-1", "客户编号")
    assert garbled_as(cell.encode().decode("gb18030", "ignore") for cell in cells)[:2] == ("UTF-8", "GB18030")
    assert garbled_as(cells) is None
    assert garbled_as(["café", "Ñandú", "naïve", "Škoda", "Zürich"]) is None


def test_columns_are_known_by_name_and_label_and_proposed_by_likeness():
    assert guesses(["External ID", "店名 *", "门店联系电话", "详细地址(必填)", "备注"], LABELS) == [
        Guess("external_id", "exact"), Guess("name", "label"), Guess("phone", "like"), Guess("address", "like"), Guess("", ""),
    ]  # fmt: skip


def test_no_column_is_given_twice():
    columns = [guess.column for guess in guesses(["电话", "手机", "联系电话"], LABELS)]

    assert columns == ["phone", "", ""]


def test_a_header_is_known_again_in_any_order():
    assert header_digest(["客户编号", "电话"]) == header_digest(["电话 ", "客户编号*"]) != header_digest(["电话"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "type"),
    [
        ("客户编号,客户名称,电话,地址", "accounts"),
        ("客户编号,联系人编号,姓名,职务,手机,生日", "contacts"),
        ("订单号,下单时间,客户编号,产品编码,数量,单价", "orders"),
        ("产品编码,产品名称,单位,品类", "products"),
        ("拜访编号,客户编号,拜访日期,拜访结果", "visits"),
    ],
)
def test_the_type_is_seen_from_the_header(header, type):
    assert likeliest_type(header.split(",")) == type


@pytest.mark.django_db
def test_every_type_has_words_for_all_its_columns():
    for type in ("accounts", "contacts", "orders", "visits", "products"):
        for column in kind_of(type).columns:
            assert column.labels or column.hidden or column.mapped, (type, column.name)


@pytest.mark.parametrize(
    "options", [{"encoding": "gb18030"}, {"encoding": "utf-8-sig", "delimiter": ";"}, {"delimiter": "\t"}, {"packed": True}]
)
def test_a_chinese_header_needs_no_mapping(write, run_import, cast, options):
    run = run_import("accounts", write(TEXT, **options), team=cast.team)

    assert counts(run) == {"rows_total": 2, "created": 2, "accounts_created": 2}
    assert list(Account.objects.order_by("external_id").values_list("name", "role")) == [
        ("永庆米店", "retailer"),
        ("东方红超市", "dealer"),
    ]
    assert run.encoding == options.get("encoding", "utf-8")


def test_garbled_text_is_refused_as_a_whole(tmp_path, run_import, cast):
    path = tmp_path / "file.csv"
    path.write_text(TEXT.encode("gb18030").decode("latin-1"), encoding="utf-8")

    run = run_import("accounts", path, team=cast.team)

    assert (run.state, run.error.split(" (")[0]) == ("failed", "The text is garbled: GB18030 was read as Latin-1 and saved so")
    assert not Account.objects.exists()


def test_columns_that_a_person_chose_are_taken_and_the_others_overlooked(write, run_import, cast):
    columns = {"代码": "external_id", "全名": "name", "哪一类": "role", "备注": ""}

    run = run_import("accounts", write("代码,全名,哪一类,备注\nA1,永庆米店,零售客户,x"), columns=columns, team=cast.team)

    assert counts(run) == {"rows_total": 1, "created": 1, "accounts_created": 1}


def test_a_quote_that_is_never_closed_costs_its_own_row_only(write, run_import, cast):
    rows = "\n".join(f"A{number},店{number},retailer" for number in range(2, 300))

    run = run_import("accounts", write(f'external_id,name,role\nA1,"永庆,retailer\n{rows}'), team=cast.team)

    assert counts(run) == {"rows_total": 299, "created": 298, "rejected": 1, "accounts_created": 298}
    assert refusals(run) == [(2, "", "A quote in this row is never closed.")]
    assert errors_of(run)[0]["external_id"] == "A1"


def test_a_cell_may_have_lines_of_its_own(tmp_path, run_import, cast):
    path = tmp_path / "file.csv"
    path.write_text('external_id,name,role,address\nA1,永庆,retailer,"文三路\n5号"\nA2,x,friend,\n', encoding="utf-8")

    run = run_import("accounts", path, team=cast.team)

    assert refusals(run)[0][0] == 4  # where it stands in an editor
    assert Account.objects.get().address == "文三路\n5号"


def test_the_error_file_is_written_as_the_file_was(write, run_import, cast):
    run = run_import("accounts", write(TEXT + "A3,某店,朋友\n", encoding="gb18030", delimiter=";"), team=cast.team, language="zh")

    lines = Path(run.errors_path).read_text(encoding="gb18030").splitlines()
    assert lines[0] == "error_line;error_column;error_reason;客户编号;客户名称;类型"
    assert lines[1].startswith("4;类型;“朋友”不在可选值之内")
    assert lines[1].endswith(";A3;某店;朋友")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("120.13,30.28", "Latitude and longitude are swapped."),
        ("0,0", "0, 0 lies in the sea: leave both cells empty where the place is not known."),
        ("95,100", "Not between -90 and 90."),
    ],
)
def test_a_place_where_no_shop_is_is_told(write, run_import, cast, place, reason):
    run = run_import("accounts", write(f"external_id,name,role,纬度,经度\nA1,x,retailer,{place}"), team=cast.team)

    assert refusals(run) == [(2, "纬度", reason)]


def test_a_territory_comes_by_its_name_or_the_way_to_it(write, run_import, cast):
    city, other = Territory.objects.create(name="杭州"), Territory.objects.create(name="宁波")
    west, _ = Territory.objects.create(name="城西", parent=city), Territory.objects.create(name="城西", parent=other)

    run = run_import(
        "accounts",
        write("external_id,name,role,区域\nA1,x,retailer,杭州/城西\nA2,y,retailer,城西\nA3,z,retailer,宁波\nA4,w,retailer,上海"),
        team=cast.team,
    )

    assert [Account.objects.get(external_id=number).territory for number in ("A1", "A3")] == [west, other]
    assert [(line, reason[:9]) for line, _, reason in refusals(run)] == [(3, "2 territo"), (5, "There is ")]


def test_custom_fields_are_columns(write, run_import, cast):
    CustomField.objects.create(key="area", label_zh="营业面积", type="number")
    CustomField.objects.create(key="opened", label_zh="开业日期", type="date")

    run = run_import(
        "accounts",
        write(
            "external_id,name,role,营业面积,custom.opened\nA1,x,retailer,80.5,2020-05-01\nA2,y,retailer,大,\nA3,z,retailer,,2026-02-30"
        ),
        team=cast.team,
    )

    assert Account.objects.get().custom == {"area": 80.5, "opened": "2020-05-01"}
    assert refusals(run) == [(3, "营业面积", "A number is expected."), (4, "custom.opened", "There is no such day.")]
    again = run_import("accounts", write("external_id,营业面积\nA1,80.5"), team=cast.team)
    more = run_import("accounts", write("external_id,营业面积\nA1,90"), team=cast.team)
    assert (counts(again), counts(more)) == ({"rows_total": 1, "unchanged": 1}, {"rows_total": 1, "updated": 1})
    assert Account.objects.get().custom == {"area": 90, "opened": "2020-05-01"}


def test_a_packed_file_of_gb18030_is_recognised_too(tmp_path, run_import, cast):
    path = tmp_path / "file.bin"
    path.write_bytes(gzip.compress(TEXT.encode("gb18030")))

    assert counts(run_import("accounts", path, team=cast.team))["created"] == 2
