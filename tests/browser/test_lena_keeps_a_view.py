"""A filter built by chips becomes the team's view; who opens it tags what it shows, thinks better of it, and takes it along."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import PULL_MS, await_synced, sign_in
from tests.browser.phone import Phone
from tests.browser.site import ROOT, Site
from tests.browser.words import say

ROWS = ".table tbody tr:not(.spacer)"


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=site.environment, stdin=subprocess.DEVNULL)
    yield
    process.terminate()
    process.wait(30)


def desk(browser: Browser, site: Site, who: str) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    sign_in(page, site.url, who)
    expect(page.locator(".rail__person")).to_be_visible(timeout=PULL_MS)
    page.goto(f"{site.url}/accounts")
    expect(page.locator(ROWS).first).to_be_visible(timeout=PULL_MS)
    return page


def test_a_view_is_built_shared_worked_on_and_taken_along(browser: Browser, site: Site, worker: None, tmp_path: Path):
    view = f"城里的大店 {time.time_ns() % 10_000}"
    lena = desk(browser, site, "lena")
    lena.get_by_role("button", name=say("desk.filter.tier"), exact=True).click()
    lena.get_by_role("checkbox", name="VIP").check()
    lena.get_by_role("checkbox", name=say("tier.gold")).check()
    lena.keyboard.press("Escape")
    lena.get_by_role("button", name=say("views.add")).click()
    lena.get_by_role("button", name="店面面积").click()
    lena.get_by_label(say("desk.at_least")).fill("20")
    lena.keyboard.press("Enter")
    expect(lena).to_have_url(re.compile("custom.shop_area__gte=20"))
    expect(lena.get_by_role("button", name=f"{say('desk.filter.tier')} 是 VIP 或 {say('tier.gold')}")).to_be_visible()
    lena.keyboard.press("Escape")
    lena.get_by_role("button", name=say("views.columns"), exact=True).click()
    lena.get_by_role("checkbox", name="店面面积").check()
    lena.keyboard.press("Escape")
    lena.get_by_role("button", name=say("views.save"), exact=True).click()
    sheet = lena.get_by_role("dialog")
    sheet.get_by_label(say("views.name")).fill(view)
    sheet.get_by_label(say("views.share")).check()
    sheet.get_by_role("button", name=say("save"), exact=True).click()
    expect(sheet).to_have_count(0)
    expect(lena.get_by_role("button", name=view, exact=True)).to_be_visible()

    alice = desk(browser, site, "alice")
    alice.get_by_role("button", name=say("views.views"), exact=True).click()
    alice.get_by_role("link", name=view).click()
    expect(alice.get_by_role("columnheader", name="店面面积")).to_be_visible()
    expect(alice.locator(ROWS).first).to_be_visible()
    alice.get_by_role("checkbox", name=say("desk.select_all")).check()
    alice.get_by_role("button", name=say("views.all_matching")).click()
    alice.get_by_role("button", name=say("views.verb.add_tags"), exact=True).click()
    sheet = alice.get_by_role("dialog")
    sheet.get_by_role("textbox", name=say("views.tags")).fill("秋季陈列")
    sheet.get_by_role("button", name=say("views.do"), exact=True).click()
    run = alice.locator(".bulk--run")
    expect(run).to_contain_text("已改", timeout=PULL_MS)
    expect(run).to_contain_text("不是您负责的")
    tagged = site.api("accounts/", tag="秋季陈列", limit="200")["results"]
    assert tagged
    assert {row["owner"]["name"] for row in tagged} == {alice.locator(".rail__person").inner_text()}
    run.get_by_role("button", name=say("undo")).click()
    expect(run).to_contain_text("已撤销", timeout=PULL_MS)
    assert site.api("accounts/", tag="秋季陈列")["results"] == []

    alice.get_by_role("button", name=say("views.export"), exact=True).first.click()
    alice.get_by_role("button", name=say("views.export_start")).click()
    with alice.expect_download() as download:
        alice.get_by_role("link", name=say("views.download")).click()
    path = tmp_path / "view.xlsx"
    download.value.save_as(path)
    head, *rows = load_workbook(path).active.iter_rows(values_only=True)
    assert head[0] == say("desk.column.name")
    area, tier = head.index("店面面积"), head.index(say("desk.column.tier"))
    assert rows
    assert all(row[area] >= 20 and row[tier] in ("VIP", say("tier.gold")) for row in rows)


def test_the_teams_first_view_opens_by_itself_on_the_phone(browser: Browser, phone: Phone, site: Site):
    view = f"先看大客户 {time.time_ns() % 10_000}"
    lena = desk(browser, site, "lena")
    lena.goto(f"{site.url}/accounts?tier__in=vip,gold")
    expect(lena.locator(ROWS).first).to_be_visible(timeout=PULL_MS)
    lena.get_by_role("button", name=say("views.save"), exact=True).click()
    sheet = lena.get_by_role("dialog")
    sheet.get_by_label(say("views.name")).fill(view)
    sheet.get_by_label(say("views.share")).check()
    sheet.get_by_label(say("views.default")).check()
    sheet.get_by_role("button", name=say("save"), exact=True).click()
    expect(sheet).to_have_count(0)
    try:
        page = phone.boot()
        sign_in(page, site.url, "alice")
        await_synced(page)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        chosen = page.get_by_role("button", name=view, exact=True)
        gold = page.get_by_role("button", name=say("tier.gold"), exact=True)
        page.goto(f"{site.url}/accounts")
        expect(chosen).to_be_visible()
        expect(gold).to_have_attribute("aria-pressed", "true")

        phone.context.set_offline(True)
        page.reload()
        expect(chosen).to_be_visible()
        chosen.click()
        page.get_by_role("dialog").get_by_role("button", name=say("views.all"), exact=True).click()
        expect(gold).to_have_attribute("aria-pressed", "false")
        page.get_by_role("link", name=say("nav.today"), exact=True).click()
        page.get_by_role("link", name=say("nav.customers"), exact=True).click()
        expect(page.get_by_role("button", name=say("customers.views"), exact=True)).to_be_visible()
    finally:
        phone.context.set_offline(False)
        lena.get_by_role("button", name=view, exact=True).click()
        lena.get_by_role("button", name=say("views.delete"), exact=True).click()
        expect(lena.get_by_role("button", name=view, exact=True)).to_have_count(0)
        lena.context.close()
