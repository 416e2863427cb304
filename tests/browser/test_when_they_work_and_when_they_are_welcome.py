"""What four weeks are planned from, entered through the page: a manager's hours, days away, a shop's hours, windows and place; what
cannot be is refused beside its field, and what is odd is planned around and named (rows 17, 21, 79)."""

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.acts import at_the_desk, await_synced, sign_in, until
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say


@pytest.fixture
def lena(browser: Browser, site: Site) -> Iterator[Page]:
    page = at_the_desk(browser, site, "lena")
    yield page
    page.context.close()


def alice(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = next(person for person in site.api("users/", limit="200")["results"] if person["username"] == "alice")
    return found


def save(form: Locator) -> Locator:
    return form.get_by_role("button", name=say("save"), exact=True)


def next_monday(site: Site) -> date:
    today = date.fromisoformat(site.api("session/")["today"])
    return today + timedelta(days=7 - today.weekday())


def test_a_manager_works_other_hours_and_is_away_for_a_day(lena: Page, site: Site):
    manager = alice(site)["id"]
    monday, note = next_monday(site), f"新品培训 {time.time_ns()}"
    before = site.api("cycle-plans/overload/", manager=manager)
    lena.goto(f"{site.url}/plan?manager={manager}")
    lena.get_by_text(say("shift.title")).click()
    lena.get_by_role("button", name=say("shift.edit"), exact=True).click()
    form = lena.get_by_role("dialog")

    # refused beside its field, and nothing is sent
    form.get_by_label(say("shift.ends_at"), exact=True).fill("07:00")
    expect(form.get_by_text(say("shift.problem.ends_at"))).to_be_visible()
    form.get_by_label(say("shift.start_place"), exact=True).fill("120.25, 29.15")
    expect(form.get_by_text(say("coordinates.problem.swapped"))).to_be_visible()
    form.get_by_label(say("shift.start_place"), exact=True).fill("0, 0")
    expect(form.get_by_text(say("coordinates.problem.zero"))).to_be_visible()
    expect(save(form)).to_be_disabled()

    form.get_by_label(say("shift.ends_at"), exact=True).fill("16:00")
    form.get_by_label(say("shift.start_place"), exact=True).fill("29.30, 120.07")
    save(form).click()
    expect(form).to_have_count(0)
    work = lena.locator("details", has_text=say("shift.title"))
    expect(work).to_contain_text("16:00")
    shift = site.api("shifts/", manager=manager)["results"][0]
    assert (shift["ends_at"][:5], shift["start_latitude"], shift["start_longitude"]) == ("16:00", 29.3, 120.07)

    work.get_by_role("button", name=say("shift.add_away"), exact=True).click()
    form.get_by_label(say("shift.since"), exact=True).fill(monday.isoformat())
    form.get_by_label(say("shift.until"), exact=True).fill((monday - timedelta(days=1)).isoformat())
    expect(form.get_by_text(say("shift.problem.until"))).to_be_visible()
    expect(save(form)).to_be_disabled()
    form.get_by_label(say("shift.until"), exact=True).fill((monday + timedelta(days=1)).isoformat())
    form.get_by_role("radio", name=say("shift.kind.training")).click()
    form.get_by_label(say("shift.note"), exact=True).fill(note)
    save(form).click()
    expect(form).to_have_count(0)
    away = work.get_by_role("listitem").filter(has_text=note)
    expect(away).to_have_count(1)
    assert site.api("cycle-plans/overload/", manager=manager)["working_days"] == before["working_days"] - 2

    away.get_by_role("button", name=re.compile(f"^{say('shift.call_off')}")).click()
    expect(away).to_have_count(0)
    assert site.api("cycle-plans/overload/", manager=manager)["working_days"] == before["working_days"]


def test_a_shop_says_when_it_is_welcome_and_what_is_odd_is_named_before_planning(lena: Page, site: Site):
    manager = alice(site)["id"]
    shop = site.api("accounts/", owner=manager, role="retailer", tier="ordinary", limit="20")["results"][7]
    lena.goto(f"{site.url}/accounts/{shop['id']}?tab=file")
    lena.get_by_role("region", name=say("notebook.details"), exact=True).get_by_role(
        "button", name=say("notebook.edit"), exact=True
    ).click()
    form = lena.get_by_role("dialog")
    form.get_by_label(say("notebook.field.opens_at"), exact=True).fill("18:00")
    form.get_by_label(say("notebook.field.closes_at"), exact=True).fill("08:00")
    expect(form.get_by_text(say("notebook.hours_reversed"))).to_be_visible()
    save(form).click()
    expect(form).to_have_count(0)

    # such hours are planned around, and told of with the shop's name
    lena.goto(f"{site.url}/plan?manager={manager}")
    told = site.api("cycle-plans/overload/", manager=manager)["notices"]
    assert ("window_reversed", shop["name"], "18:00-08:00") in {(each["code"], each["name"], each["detail"]) for each in told}
    if site.api("cycle-plans/", manager=manager, limit="1")["results"][0]["state"] != "published":  # beside which no load is shown
        lena.get_by_text(re.compile("^" + say("plan.notices_other", count=r"\d+"))).click()
        expect(lena.get_by_role("link", name=shop["name"]).first).to_be_visible()

    # its own windows go before the opening hours
    lena.goto(f"{site.url}/accounts/{shop['id']}")
    welcome = lena.get_by_role("region", name=say("visiting.title"), exact=True)
    welcome.get_by_role("button", name=re.compile(say("visiting.title"))).click()
    form.get_by_role("button", name=say("visiting.add"), exact=True).click()
    form.get_by_label(say("visiting.from", number="1")).fill("11:00")
    form.get_by_label(say("visiting.to", number="1")).fill("09:00")
    expect(form.get_by_text(say("visiting.problem.reversed"))).to_be_visible()
    expect(save(form)).to_be_disabled()
    form.get_by_label(say("visiting.from", number="1")).fill("09:00")
    form.get_by_label(say("visiting.to", number="1")).fill("11:00")
    form.get_by_role("button", name=say("notebook.weekday.2"), exact=True).click()
    form.get_by_label(say("visiting.interval")).fill("0")
    expect(form.get_by_text(say("visiting.interval_range"))).to_be_visible()
    form.get_by_label(say("visiting.interval")).fill("10")
    save(form).click()
    expect(form).to_have_count(0)
    expect(welcome).to_contain_text("09:00 – 11:00")
    rules = site.api(f"accounts/{shop['id']}/visit-rules/")
    assert (rules["windows"], rules["weekdays"], rules["interval_days"]) == ([["09:00", "11:00"]], [2], 10)
    told = site.api("cycle-plans/overload/", manager=manager)["notices"]
    assert shop["id"] not in {each["account"] for each in told if each["code"] == "window_reversed"}


def test_a_place_is_put_by_hand_in_whatever_map_it_was_read_from(lena: Page, site: Site):
    manager = alice(site)["id"]
    shop = site.api("accounts/", owner=manager, role="retailer", tier="ordinary", limit="20")["results"][8]
    lena.goto(f"{site.url}/accounts/{shop['id']}")
    lena.get_by_role("button", name=say("coordinates.by_hand"), exact=True).click()
    form = lena.get_by_role("dialog")
    at = form.get_by_label(say("coordinates.label"), exact=True)
    for typed, problem in (("0, 0", "zero"), ("120.07, 29.30", "swapped"), ("95, 200", "out_of_range"), ("义乌", "unread")):
        at.fill(typed)
        expect(form.get_by_text(say(f"coordinates.problem.{problem}"))).to_be_visible()
        expect(save(form)).to_be_disabled()
    at.fill("29.30, 120.07")
    form.get_by_role("radio", name=say("coordinates.datum.gcj02")).click()
    save(form).click()
    expect(form).to_have_count(0)

    row = site.api(f"accounts/{shop['id']}/")
    place = site.api(f"accounts/{shop['id']}/place/")
    assert 0.001 < abs(row["longitude"] - 120.07) < 0.01  # stored in WGS-84, some hundred metres off
    assert (place["given"]["latitude"], place["given"]["longitude"], place["given"]["datum"]) == (29.3, 120.07, "gcj02")


def test_on_the_phone_the_hours_are_noted_without_a_network(phone: Phone, site: Site):
    shop = site.api("accounts/", owner=alice(site)["id"], role="retailer", tier="ordinary", limit="20")["results"][9]
    page = phone.boot()
    sign_in(page, site.url, "alice")
    await_synced(page)
    page.goto(f"{site.url}/accounts/{shop['id']}")
    file = page.get_by_role("region", name=say("notebook.details"), exact=True)
    expect(file).to_be_visible()
    file.get_by_role("button", name=say("notebook.edit"), exact=True).click()
    form = page.get_by_role("dialog")
    expect(form.get_by_label(say("people.field.opens_at"), exact=True)).to_be_visible()
    phone.context.set_offline(True)
    form.get_by_label(say("people.field.opens_at"), exact=True).fill("09:30")
    form.get_by_label(say("people.field.closes_at"), exact=True).fill("08:00")
    expect(form.get_by_text(say("notebook.hours_reversed"))).to_be_visible()
    form.get_by_label(say("people.field.closes_at"), exact=True).fill("20:00")
    expect(form.get_by_text(say("notebook.hours_reversed"))).to_have_count(0)
    save(form).click()
    expect(form).to_have_count(0)

    phone.context.set_offline(False)
    until(lambda: site.api(f"accounts/{shop['id']}/")["closes_at"], "20:00:00")
    assert site.api(f"accounts/{shop['id']}/")["opens_at"] == "09:30:00"
