"""The sales lead's story of the tiers: move a customer with a reason, read the curve and the moves, try a policy and publish it."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from crm.calendar import today
from tests.browser.acts import PULL_MS, sign_in
from tests.browser.site import Site
from tests.browser.test_accessibility import AXE, DESK, LOOKS, look_at, violations, wear
from tests.browser.words import say


@pytest.fixture(scope="module")
def lena(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    sign_in(page, site.url, "lena")
    expect(page.locator(".table tbody tr").first).to_be_visible(timeout=PULL_MS)
    yield page
    context.close()


def column(page: Page, tier: str) -> Locator:
    return page.locator(".column").filter(has=page.locator(".column__head", has_text=say(f"tier.{tier}")))


def test_she_moves_a_customer_with_a_reason_and_takes_it_back(lena: Page, site: Site):
    lena.goto(f"{site.url}/tiers")
    card = column(lena, "gold").locator(".tier-card").nth(3)
    name = card.locator(".tier-card__name").inner_text()

    card.get_by_role("button", name=say("tiers.move_label", name=name)).click()
    sheet = lena.get_by_role("dialog")
    sheet.get_by_role("radio", name=say("tier.key")).click()
    save = sheet.get_by_role("button", name=say("tiers.move_do"), exact=True)
    sheet.get_by_label(say("tiers.reason")).fill("太短")
    expect(save).to_be_disabled()
    sheet.get_by_label(say("tiers.reason")).fill("店面装修两个月，先按重点客户走访")
    save.click()

    moved = column(lena, "key").locator(".tier-card").filter(has_text=name)
    expect(moved).to_contain_text(say("tiers.by_hand", rule=say("tier.gold")))
    expect(column(lena, "gold").locator(".tier-card").filter(has_text=name)).to_have_count(0)
    moved.get_by_role("button", name=say("tiers.move_label", name=name)).click()
    lena.get_by_role("dialog").get_by_role("button", name=say("tiers.end"), exact=True).click()
    expect(column(lena, "gold").locator(".tier-card").filter(has_text=name)).to_be_visible()


def test_she_drags_a_card_two_steps_and_must_name_who_agreed(lena: Page, site: Site):
    lena.goto(f"{site.url}/tiers")
    card = column(lena, "ordinary").locator(".tier-card").first

    card.drag_to(column(lena, "gold").locator(".column__head"))

    sheet = lena.get_by_role("dialog")
    expect(sheet.get_by_role("radio", name=say("tier.gold"))).to_have_attribute("aria-checked", "true")
    sheet.get_by_label(say("tiers.reason")).fill("签了全年供货合同，下月开始")
    expect(sheet.get_by_label(say("tiers.approver"))).to_be_visible()
    expect(sheet.get_by_role("button", name=say("tiers.move_do"), exact=True)).to_be_disabled()
    lena.keyboard.press("Escape")


def test_she_reads_the_curve_with_the_keyboard(lena: Page, site: Site):
    lena.goto(f"{site.url}/tiers/pareto")
    first = lena.locator(".chart__range span").first
    before = first.inner_text()

    lena.locator(".chart__range input").first.press("ArrowRight")

    expect(first).not_to_have_text(before)
    lena.get_by_text(say("tiers.as_table")).first.click()
    expect(lena.locator(".chart__table tbody tr").first).to_be_visible()


def test_a_cell_of_the_moves_opens_its_customers(lena: Page, site: Site):
    since = today() - timedelta(days=150)
    lena.goto(f"{site.url}/tiers/migration?since={since}")
    cell = lena.locator(".chart__table td:not(.matrix__stayed) a").first
    number = int(cell.inner_text().replace(",", ""))

    cell.click()

    expect(lena).to_have_url(re.compile("/accounts.*tier_moved="))
    expect(lena.get_by_role("button", name=re.compile(say("views.filter.moved")))).to_be_visible()
    expect(lena.locator(".table tbody tr:not(.spacer)").first).to_be_visible()
    if number <= 20:
        expect(lena.locator(".table tbody tr:not(.spacer)")).to_have_count(number)


def test_she_tries_a_policy_and_publishes_it_from_tomorrow(lena: Page, site: Site):
    lena.goto(f"{site.url}/tiers/policy")
    lena.get_by_role("button", name=say("tiers.draft_new")).click()
    told = lena.get_by_role("complementary", name=say("tiers.what_if"))
    expect(told.locator("table")).to_be_visible()
    cuts = lena.get_by_role("group", name=say("tiers.cuts_percent"))

    cuts.get_by_label(say("tier.gold")).fill("50")
    expect(cuts).to_contain_text(say("tiers.fault.shares"))
    cuts.get_by_label(say("tier.gold")).fill("10")
    cuts.get_by_label(say("tier.key")).fill("40")
    expect(told.locator(".policy__movers li").first).to_be_visible()
    lena.get_by_role("textbox", name=say("tiers.name"), exact=True).fill("放宽分级")
    lena.get_by_role("button", name=say("tiers.save_draft")).click()
    row = lena.locator(".rows .row").filter(has_text="放宽分级")
    expect(row).to_contain_text(say("tiers.is_draft"))
    row.get_by_role("button", name=re.compile("^" + say("tiers.publish_number").split("{")[0])).click()

    expect(row).to_contain_text(say("tiers.to_come"))
    assert site.api("tier-policies/", status="published", limit="1")["results"][0]["shares"]["key"] == "0.4"


@pytest.mark.parametrize(("language", "theme"), LOOKS)
@pytest.mark.parametrize("path", ["/tiers", "/tiers/pareto", "/tiers/migration?stayed=true", "/tiers/policy", "/tiers/welcome"])
def test_every_tier_screen_is_accessible(lena: Page, site: Site, path: str, language: str, theme: str):
    wear(lena, language, theme)

    assert look_at(lena, site.url + path) == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_editor_is_accessible(lena: Page, site: Site, language: str, theme: str):
    wear(lena, language, theme)
    lena.goto(f"{site.url}/tiers/policy")
    lena.get_by_role("button", name=say("tiers.draft_new", language)).click()
    expect(lena.locator(".policy__told table")).to_be_visible()
    lena.wait_for_timeout(400)
    lena.evaluate(AXE.read_text())

    assert violations(lena) == []
