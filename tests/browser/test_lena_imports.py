"""The sales lead brings a file of another system: columns recognised, bad rows named, landed, and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import PULL_MS, sign_in
from tests.browser.site import Site
from tests.browser.words import say

FILE = """客户编号,门店名称,类型,联系电话,客户经理,备注
IMP-1,青石巷米店,零售客户,+86 138 0099 8800 转 5,alice,早市忙
IMP-2,青石巷茶行,经销商,057188990011,alice,
IMP-3,青石巷药房,朋友,13900990099,alice,
IMP-4,青石巷布店,零售客户,没有电话,alice,
"""


@pytest.fixture
def lena(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site.url, "lena")
    expect(page.get_by_role("link", name=say("desk.nav.imports"), exact=True)).to_be_visible(timeout=PULL_MS)
    yield page
    context.close()


def count(page: Page, name: str) -> str:
    return page.locator(f".count--{name} dd").inner_text()


def test_a_file_is_dropped_tried_landed_and_taken_back(lena: Page, site: Site, tmp_path: Path):
    path = tmp_path / "客户.csv"
    path.write_bytes(FILE.encode("gb18030"))
    lena.goto(f"{site.url}/imports/new")

    lena.get_by_label(say("imports.choose")).set_input_files(path)

    expect(lena.get_by_text(say("imports.notice.gb18030"))).to_be_visible()
    expect(lena.get_by_label("门店名称", exact=True)).to_have_value("name")
    expect(lena.get_by_label("备注", exact=True)).to_have_value("")
    lena.get_by_role("button", name=say("imports.try"), exact=True).click()
    site.manage("procrastinate", "worker", "--one-shot")

    expect(lena.locator(".count--created dd")).to_have_text("2")
    assert count(lena, "rejected") == "2"
    refused = lena.get_by_role("region", name=say("imports.refusals"))
    expect(refused).to_contain_text("“朋友”不在可选值之内")
    expect(refused).to_contain_text("不是电话号码")
    lena.get_by_role("button", name=say("imports.commit")).click()
    expect(lena.get_by_role("heading", level=1)).to_contain_text("导入")
    site.manage("procrastinate", "worker", "--one-shot")

    expect(lena.get_by_text(say("imports.done"), exact=True)).to_be_visible()
    with lena.expect_download() as download:
        lena.get_by_role("link", name=say("imports.errors_file")).click()
    assert "IMP-4,青石巷布店" in download.value.path().read_text("gb18030")
    assert len(site.api("accounts/", search="青石巷")["results"]) == 2

    lena.get_by_role("button", name=say("imports.undo")).click()
    lena.get_by_role("button", name=say("imports.undo_sure")).click()
    site.manage("procrastinate", "worker", "--one-shot")

    expect(lena.get_by_text("已于")).to_contain_text("保留 0 项")
    assert site.api("accounts/", search="青石巷")["results"] == []
