"""A day without a network: the team's view, conditions, the company's own fields, a need settled, a visit judged, a person put back."""

import re
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import PULL_MS, await_synced, rest_of_network, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say

TEAMS_VIEW = "久未联系的重点客户"


def a_shop_of_alices(site: Site) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A shop with an area, an open need and a visit that the phone has; the need, and somebody of the shop."""
    people = site.api("users/", limit="200")["results"]
    alice = next(person["id"] for person in people if person["username"] == "alice")
    needs = {need["account"]["id"]: need for need in site.api("needs/", status="open", limit="200")["results"]}
    for row in site.api("accounts/", owner=alice, role="retailer", limit="200")["results"]:
        if row["id"] in needs and "shop_area" in row["custom"]:
            contacts = site.api("contacts/", account=row["id"])["results"]
            met = site.api("touchpoints/", account=row["id"], kind="visit", limit="1")["results"]
            if contacts and met and met[0]["at"] > recently(site):
                return row, needs[row["id"]], contacts[0]
    raise AssertionError("The demo has no such shop.")


def recently(site: Site) -> str:
    today = date.fromisoformat(site.api("session/")["today"])
    return (today - timedelta(days=80)).isoformat()


def section(page: Page, key: str) -> Locator:
    return page.locator("section", has=page.get_by_role("heading", name=say(key), exact=True))


def test_a_day_without_a_network(phone: Phone, site: Site):
    shop, need, contact = a_shop_of_alices(site)
    page = phone.boot()
    sign_in(page, site.url, "alice")
    await_synced(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.context.set_offline(True)

    # the view that the lead shared, and a condition more
    page.goto(f"{site.url}/accounts")
    rows = page.locator(".account-row")
    expect(rows.first).to_be_visible()
    everybody = int(rows.first.get_attribute("aria-setsize") or 0)
    page.get_by_role("button", name=say("customers.views"), exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=TEAMS_VIEW).click()
    expect(page.get_by_role("button", name=TEAMS_VIEW)).to_have_attribute("aria-pressed", "true")
    expect(rows.first).not_to_have_attribute("aria-setsize", str(everybody))
    silent = int(rows.first.get_attribute("aria-setsize") or 0)
    assert 0 < silent < everybody
    page.get_by_role("button", name=say("customers.conditions_count", number="1")).click()
    freezer = page.get_by_role("dialog").get_by_role("group", name="冷柜")
    freezer.get_by_role("button", name="自有").click()
    expect(freezer.get_by_role("button", name="自有")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("dialog").get_by_role("button", name=say("views.show_other", count=str(silent)))).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=say("customers.conditions_count", number="2"))).to_be_visible()

    # the company's own fields are judged here as the server would judge them
    page.goto(f"{site.url}/accounts/{shop['id']}")
    book = section(page, "playbook.title")
    expect(book).to_contain_text(say("playbook.as", tier=say(f"tier.{shop['tier'] or 'ordinary'}")))
    expect(book).to_contain_text(say("notebook.file.part.phone"))
    own = section(page, "views.fields")
    own.get_by_role("button", name=f"{say('notebook.edit')} · {say('views.fields')}").click(timeout=PULL_MS)
    form = page.get_by_role("dialog")
    area = form.get_by_label(re.compile("^店面面积"))
    area.fill("很大")
    form.get_by_role("button", name=say("save"), exact=True).click()
    expect(form.get_by_text(say("views.unfit.number"))).to_be_visible()
    area.fill("1,234.5")
    form.get_by_role("button", name=say("save"), exact=True).click()
    expect(form).to_have_count(0)
    expect(own.get_by_text("1,234.5")).to_be_visible()

    # a need is settled, the last meeting judged, somebody is put away and back again
    needs = section(page, "notebook.needs")
    needs.get_by_role("button", name=f"{say('notebook.need.met')} · {need['said']}").click()
    expect(needs.get_by_text(need["said"], exact=True)).to_have_count(0)
    page.get_by_role("button", name=re.compile(f"^{contact['name']}")).click()
    page.get_by_role("dialog").get_by_role("button", name=say("people.archive"), exact=True).click()
    page.get_by_text(say("people.archived_count_other", count="1")).click()
    page.get_by_role("button", name=f"{say('people.restore')} {contact['name']}").click()
    expect(page.get_by_role("button", name=re.compile(f"^{contact['name']}"))).to_be_visible()
    judge = page.locator(".moment__judge[role=group]")
    if not judge.count():  # the last meeting has its verdict: say it anew
        page.get_by_role("button", name=re.compile(f"^{say('notebook.judge')} · ")).first.click()
    judge.first.get_by_role("button", name=say("notebook.verdict.exceeded"), exact=True).click()
    expect(page.locator(".moment .badge").get_by_text(say("notebook.verdict.exceeded"), exact=True).first).to_be_visible()

    page.wait_for_timeout(6_500)  # the undo of the last act
    phone.context.set_offline(False)
    rest_of_network(page)
    page.goto(site.url)
    await_synced(page)
    assert site.api(f"accounts/{shop['id']}/")["custom"] == {**shop["custom"], "shop_area": 1234.5}
    assert site.api(f"needs/{need['id']}/")["status"] == "met"
    assert site.api(f"contacts/{contact['id']}/")["archived_at"] is None
    assert "exceeded" in [row["verdict"] for row in site.api("touchpoints/", account=shop["id"], limit="50")["results"]]


def test_every_point_of_the_loyalty_opens_to_its_evidence(phone: Phone, site: Site):
    people = site.api("users/", limit="200")["results"]
    alice = next(person["id"] for person in people if person["username"] == "alice")
    hers = {row["id"]: row for row in site.api("accounts/", owner=alice, loyalty_index__gte="0", limit="200")["results"]}
    proof = next(row for row in site.api("loyalty-evidence/", limit="200")["results"] if row["account"]["id"] in hers)
    page = phone.boot()
    sign_in(page, site.url, "alice")
    await_synced(page)
    page.goto(f"{site.url}/accounts/{proof['account']['id']}")
    why = page.locator('[data-part="loyalty-why"]')

    why.locator("summary").first.click()
    marks = why.locator("details.mark")
    expect(marks).to_have_count(5)
    for mark in marks.all():
        mark.locator("summary").click()
    expect(why.get_by_role("listitem").filter(has_text=say(f"worth.kind.{proof['kind']}")).first).to_be_visible()
    expect(why).to_contain_text(re.compile(r"\d+(\.\d+)?%"))

    phone.context.set_offline(True)
    why.locator("summary").first.click()
    why.locator("summary").first.click()
    expect(why).to_contain_text(say("worth.offline"))
    expect(why.locator("ul").first.get_by_role("listitem")).to_have_count(6)
