"""A lead makes a manager's route on the page: named, filled, put in order, renamed, put away (row 17)."""

import re
import time
from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser.acts import at_the_desk, until
from tests.browser.site import Site
from tests.browser.words import say


def test_a_route_is_made_filled_ordered_and_put_away(browser: Browser, site: Site):
    alice = next(person for person in site.api("users/", limit="200")["results"] if person["username"] == "alice")
    shops = site.api("accounts/", owner=alice["id"], role="retailer", limit="30")["results"]
    first, second, third = named_once(site, shops)[:3]
    name = f"新路线 {time.time_ns()}"
    page = at_the_desk(browser, site, "lena")
    page.goto(f"{site.url}/route-sheet?manager={alice['id']}")
    form = page.get_by_role("dialog")
    save = form.get_by_role("button", name=say("save"), exact=True)

    page.get_by_role("button", name=say("routes.new"), exact=True).click()
    expect(save).to_be_disabled()  # nameless
    form.get_by_label(say("routes.name"), exact=True).fill(name)
    form.get_by_role("button", name=say("notebook.weekday.2"), exact=True).click()
    save.click()
    expect(form).to_have_count(0)
    which = page.get_by_label(say("sheet.what"), exact=True)
    expect(which.locator("option:checked")).to_have_text(name)

    page.get_by_role("button", name=say("routes.stops"), exact=True).click()
    for shop in (first, second, third):
        form.get_by_label(say("routes.add"), exact=True).fill(shop["name"])
        form.get_by_role("button", name=shop["name"], exact=True).click()
        expect(form.get_by_role("button", name=say("routes.drop", name=shop["name"]), exact=True)).to_be_visible()
    form.get_by_label(say("routes.add"), exact=True).fill(first["name"])
    form.get_by_role("button", name=first["name"], exact=True).click()
    expect(form.get_by_text(say("routes.twice"))).to_be_visible()
    form.get_by_role("button", name=say("routes.up", name=third["name"]), exact=True).click()
    form.get_by_role("button", name=say("routes.drop", name=second["name"]), exact=True).click()
    save.click()
    expect(form).to_have_count(0)
    route = next(row for row in site.api("routes/", manager=alice["id"], limit="200")["results"] if row["name"] == name)
    assert (route["weekdays"], route["group_by"]) == ([2], "street")
    until(lambda: stops(site, route), [first["id"], third["id"]])
    expect(page.locator(".paper")).to_contain_text(third["name"])

    page.get_by_role("button", name=say("routes.edit"), exact=True).click()
    form.get_by_label(say("routes.name"), exact=True).fill(f"{name} 改")
    save.click()
    expect(which.locator("option:checked")).to_have_text(f"{name} 改")
    page.get_by_role("button", name=say("routes.edit"), exact=True).click()
    form.get_by_role("button", name=say("routes.archive"), exact=True).click()
    expect(form).to_have_count(0)
    expect(which.locator("option", has_text=re.compile(re.escape(name)))).to_have_count(0)
    page.context.close()


def named_once(site: Site, shops: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whom a search by name finds alone."""
    return [shop for shop in shops if len(site.api("accounts/", search=shop["name"], limit="5")["results"]) == 1]


def stops(site: Site, route: dict[str, Any]) -> list[str]:
    rows = site.api("stops/", route=route["id"], ordering="position", limit="200")["results"]
    return [row["account"]["id"] for row in rows if row["archived_at"] is None]
