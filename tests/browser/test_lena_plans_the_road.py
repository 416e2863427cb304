"""The lead's road: a sheet for paper, even territories decided one by one, four weeks put in order by hand."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import PULL_MS, sign_in
from tests.browser.site import Site
from tests.browser.test_accessibility import AXE, violations
from tests.browser.words import say

#: Bob's customers of a border street go to Alice, so that there is something to even out.
UNEVEN = """
from accounts.models import Account
from crm.models import User
alice, bob = (User.objects.get(username=name) for name in ("alice", "bob"))
lent = Account.objects.filter(owner=bob, tier="gold", latitude__isnull=False).order_by("longitude").values_list("pk", flat=True)[:9]
Account.objects.filter(pk__in=list(lent)).update(owner=alice)
"""
#: What the worker does with a plan that was asked for.
SOLVE = """
from visits.models import Cycle
from visits.solving import solve_cycle
[solve_cycle(cycle.pk) for cycle in Cycle.objects.filter(state="running")]
"""


@pytest.fixture
def lena(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    sign_in(page, site.url, "lena")
    expect(page.locator(".rail__person")).to_be_visible(timeout=PULL_MS)
    yield page
    context.close()


def look(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    return violations(page)


def alice(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = next(person for person in site.api("users/", limit="200")["results"] if person["username"] == "alice")
    return found


def test_a_route_is_printed_by_street_on_a4(lena: Page, site: Site):
    route = site.api("routes/", manager=alice(site)["id"], limit="1")["results"][0]
    told = site.api("route-sheets/", route=route["id"])
    lena.goto(f"{site.url}/route-sheet?manager={alice(site)['id']}")
    lena.get_by_label(say("sheet.what")).select_option(label=route["name"])
    paper = lena.get_by_role("article", name=say("sheet.title"))
    for area in told["areas"]:
        section = paper.get_by_role("region", name=area["name"] or say("sheet.unknown"), exact=True)
        expect(section.locator("tbody tr")).to_have_count(len(area["stops"]))
    first = told["areas"][0]["stops"][0]
    line = paper.locator("tbody tr").first
    expect(line).to_contain_text(first["account"]["name"])
    expect(line).to_contain_text(first["licence_name"] or say("sheet.no_licence"))
    expect(line).to_contain_text(first["phone"] or say("sheet.no_phone"))
    assert look(lena) == []

    printed = lena.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert re.search(rb"MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]", printed)
    lena.emulate_media(media="print")
    expect(lena.locator(".rail")).to_be_hidden()
    expect(paper).to_be_visible()


def test_a_lead_has_somebodys_route_sheet_on_the_phone(browser: Browser, site: Site):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, bypass_csp=True)
    lena = context.new_page()
    sign_in(lena, site.url, "lena")
    expect(lena.locator(".sync-line")).to_be_visible(timeout=PULL_MS)
    lena.goto(f"{site.url}/me")

    lena.get_by_role("link", name=say("today.sheet"), exact=True).click()
    lena.get_by_label(say("sheet.manager")).select_option(alice(site)["id"])

    expect(lena.get_by_role("heading", name=re.compile(alice(site)["name"]))).to_be_visible()
    assert look(lena) == []
    context.close()


def test_territories_are_evened_out_one_by_one(lena: Page, site: Site):
    site.manage("shell", "-c", UNEVEN)
    lena.goto(f"{site.url}/territories/balance")
    lena.get_by_role("button", name=re.compile(f"{say('balance.propose')}|{say('balance.again')}")).click()
    moves = lena.get_by_role("region", name=say("balance.table")).locator("tbody tr")
    expect(moves.first).to_be_visible()
    given = moves.first.get_by_role("rowheader").get_by_role("link").inner_text()
    assert look(lena) == []

    moves.first.get_by_role("button", name=re.compile(f"^{say('balance.accept')}")).click()
    expect(moves.first).to_contain_text(say("balance.state.accepted"))
    taker = moves.first.locator("strong").inner_text()
    assert site.api("accounts/", search=given)["results"][0]["owner"]["name"] == taker

    moves.nth(1).get_by_role("button", name=re.compile(f"^{say('balance.decline')}")).focus()
    lena.keyboard.press("Enter")
    sheet = lena.get_by_role("dialog")
    sheet.get_by_label(say("balance.decline_why")).fill("老同学")
    sheet.get_by_role("checkbox").check()
    sheet.get_by_role("button", name=say("balance.decline"), exact=True).click()
    expect(moves.nth(1)).to_contain_text(say("balance.state.declined"))
    expect(lena.get_by_role("region", name=say("balance.locks"))).to_contain_text("老同学")


def test_four_weeks_are_planned_moved_by_key_taken_back_and_published(lena: Page, site: Site):
    site.manage("shell", "-c", SOLVE)  # the one that the demo has asked for
    lena.goto(f"{site.url}/plan?manager={alice(site)['id']}")
    lena.get_by_role("button", name=re.compile(f"^({say('plan.start')}|{say('plan.new')})$")).first.click()
    expect(lena.get_by_role("region", name=say("plan.state.running"))).to_be_visible()
    site.manage("shell", "-c", SOLVE)
    stop = lena.locator(".plan-stop[draggable=true]").nth(20)
    expect(stop).to_be_visible(timeout=PULL_MS)
    expect(lena.locator(".plan-lunch").first).to_contain_text(say("plan.lunch", minutes="45"))
    assert look(lena) == []

    name = stop.locator(".plan-stop__name").inner_text()
    stop.focus()
    lena.keyboard.press("Enter")
    panel = lena.get_by_role("complementary", name=name)
    expect(panel.get_by_role("button", name=re.compile("^1 "))).to_be_visible()
    lena.keyboard.press("1")
    expect(lena.locator(".toast").filter(has_text=name)).to_contain_text(re.compile("分钟"))
    undo = lena.get_by_role("button", name=say("plan.undo"), exact=True)
    undo.click()
    expect(undo).to_be_disabled()

    lena.locator(".plan-day__head").first.click()
    expect(lena.get_by_role("region", name=say("map.label"))).to_be_visible()
    lena.get_by_role("button", name=say("plan.publish"), exact=True).click()
    sheet = lena.get_by_role("dialog")
    expect(sheet.get_by_text(say("plan.kind.added")).first).to_be_visible()
    sheet.get_by_role("button", name=say("plan.publish_do"), exact=True).click()
    expect(sheet).to_have_count(0)
    expect(lena.get_by_label(say("plan.which"))).to_contain_text(say("plan.state.published"))
