"""What was learned of a customer: written at the desk, and on a phone without a network."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.acts import PULL_MS, await_synced, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site.url, "alice")
    await_synced(page)
    yield page
    context.close()


def alices_account_with_a_count(site: Site) -> dict[str, Any]:
    """A consumption of an account of alice's that somebody has counted."""
    alice = next(person["id"] for person in site.api("users/", limit="200")["results"] if person["username"] == "alice")
    hers: set[str] = set()
    for role in ("end_consumer", "retailer"):
        hers |= {row["id"] for row in site.api("accounts/", owner=alice, role=role, limit="200")["results"]}
    kept = site.api("consumptions/", limit="200")["results"]
    return next(row for row in kept if row["account"]["id"] in hers and row["stock"] and row["run_out_on"])


def section(page: Page, key: str) -> Locator:
    return page.get_by_role("region", name=say(key), exact=True)


def test_alice_writes_a_need_at_the_desk_and_looks_back_along_the_timeline(desk: Page, site: Site):
    account = alices_account_with_a_count(site)["account"]["id"]
    said = f"想要月结 {time.time_ns()}"
    desk.goto(f"{site.url}/accounts/{account}")
    section(desk, "notebook.needs").get_by_role("button", name=say("notebook.add_what", what=say("notebook.needs"))).click()
    form = desk.get_by_role("dialog")
    form.get_by_label(say("notebook.need.said")).fill(said)
    form.get_by_label(say("notebook.need.conflict")).fill("新客户须现款现货")

    # What was typed outlives a closed sheet.
    desk.keyboard.press("Escape")
    expect(form).to_have_count(0)
    section(desk, "notebook.needs").get_by_role("button", name=say("notebook.add_what", what=say("notebook.needs"))).click()
    expect(form.get_by_label(say("notebook.need.said"))).to_have_value(said)
    expect(form.get_by_text(say("form.restored"))).to_be_visible()
    assert say("notebook.need.handling.meet") not in form.get_by_label(say("notebook.need.handling"), exact=True).inner_text()
    form.get_by_label(say("notebook.need.handling"), exact=True).select_option("win_understanding")
    form.get_by_role("button", name=say("save"), exact=True).click()

    expect(section(desk, "notebook.needs").get_by_text(said)).to_be_visible()
    timeline = section(desk, "card.timeline")
    expect(timeline.get_by_text(said)).to_be_visible()
    timeline.get_by_role("button", name=say("kind.order"), exact=True).click()
    expect(timeline.get_by_text(said)).to_have_count(0)
    heads = timeline.locator(".moment__head")
    expect(heads.first).to_contain_text(re.compile("订货|退货"))


def test_alice_counts_the_vat_without_a_network_and_the_day_moves_at_once(phone: Phone, site: Site):
    kept = alices_account_with_a_count(site)
    account, product = kept["account"]["id"], kept["product"]["name"]
    heard = f"喜欢浓茶 {time.time_ns()}"
    page = phone.boot()
    sign_in(page, site.url, "alice")
    await_synced(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"{site.url}/accounts/{account}")
    supply = section(page, "notebook.supply")
    expect(supply.get_by_text(product, exact=True)).to_be_visible(timeout=PULL_MS)
    day = supply.get_by_text(re.compile(say("notebook.supply.run_out", day=".+"))).first.inner_text()
    phone.context.set_offline(True)

    supply.get_by_role("button", name=f"{say('notebook.supply.count')} {product}", exact=True).click()
    page.get_by_role("dialog").get_by_role("spinbutton").fill("37")
    page.get_by_role("dialog").get_by_role("button", name=say("save"), exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(supply.get_by_text(day)).to_have_count(0)

    section(page, "notebook.preferences").get_by_role("button").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label(say("notebook.preference.text")).fill(heard)
    form.get_by_role("radio", name=say("notebook.source.neighbour")).click()
    expect(form.get_by_role("button", name=say("save"), exact=True)).to_be_disabled()
    form.get_by_label(say("notebook.preference.teller")).fill("对门王婶")
    form.get_by_role("button", name=say("save"), exact=True).click()
    expect(section(page, "notebook.preferences").get_by_text(heard)).to_be_visible()
    page.reload()
    expect(section(page, "notebook.preferences").get_by_text(heard)).to_be_visible()
    phone.context.set_offline(False)
    page.goto(site.url)
    await_synced(page)
    facts = site.api("preferences/", account=account, limit="200")["results"]
    assert [(fact["source"], fact["teller"]) for fact in facts if fact["text"] == heard] == [("neighbour", "对门王婶")]
    assert float(site.api(f"consumptions/{kept['id']}/")["stock"]) == 37
