"""What a lead does beside the figures: win back, open, put in order, correct, and draw the process to its end."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.acts import at_the_desk
from tests.browser.site import Site
from tests.browser.words import say


@pytest.fixture
def lena(browser: Browser, site: Site) -> Iterator[Page]:
    page = at_the_desk(browser, site, "lena")
    yield page
    page.context.close()


def section(page: Page, key: str) -> Locator:
    return page.get_by_role("region", name=say(key), exact=True)


def save(page: Page, key: str = "save") -> None:
    page.get_by_role("dialog").get_by_role("button", name=say(key), exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def alice(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = next(person for person in site.api("users/", limit="200")["results"] if person["username"] == "alice")
    return found


def test_who_is_lost_and_why_and_whom_a_new_customer_looks_like(lena: Page, site: Site):
    lost = site.api("win-back/", owner=alice(site)["id"], limit="3")["results"]
    gone = lost[0]["account"]["name"]
    lena.goto(f"{site.url}/win-back")
    lena.get_by_label(say("winback.manager")).select_option(label=alice(site)["name"])
    expect(lena).to_have_url(re.compile("owner="))
    first = lena.locator(".winback tbody tr").first
    expect(first).to_contain_text(gone)
    expect(first).to_contain_text(re.compile("没有订货|已标为流失"))
    first.get_by_role("link").click()
    expect(lena.get_by_role("heading", name=gone, level=1)).to_be_visible()

    lena.goto(f"{site.url}/accounts")
    lena.get_by_role("button", name=say("desk.new_customer"), exact=True).click()
    form = lena.get_by_role("dialog")
    name = f"{gone}有限公司"
    form.get_by_label(say("opening.name")).fill(name)
    maybe = form.get_by_role("status").get_by_role("listitem").filter(has_text=gone).first
    expect(maybe).to_contain_text(say("opening.same.name"))
    expect(maybe.get_by_role("link")).to_have_attribute("href", re.compile("/accounts/"))
    form.get_by_label(say("opening.owner")).select_option(label=alice(site)["name"])
    save(lena)
    expect(lena.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_views_change_places_by_keyboard_and_a_file_keeps_the_order(lena: Page, site: Site):
    names = [f"第{number}个视图 {time.time_ns()}" for number in (1, 2)]
    for name in names:
        lena.goto(f"{site.url}/accounts?ordering=-custom.shop_area")
        lena.get_by_role("button", name=say("views.save"), exact=True).click()
        lena.get_by_role("dialog").get_by_label(say("views.name")).fill(name)
        save(lena)
    lena.get_by_role("button", name=names[1], exact=True).click()
    lena.get_by_role("button", name=say("views.arrange"), exact=True).click()
    up = lena.get_by_role("button", name=say("views.up", name=names[1]), exact=True)
    for _ in range(len(shown_views(lena))):
        if up.is_disabled():
            break
        up.focus()
        lena.keyboard.press("Enter")
    expect(up).to_be_disabled()
    save(lena)
    mine = [view["name"] for view in shown_views(lena)]
    assert mine.index(names[1]) < mine.index(names[0])

    lena.get_by_role("button", name=say("views.export"), exact=True).click()
    lena.get_by_role("dialog").get_by_role("radio", name="JSON").click()
    with lena.expect_response(lambda answer: answer.url.endswith("/exports/") and answer.request.method == "POST") as asked:
        lena.get_by_role("dialog").get_by_role("button", name=say("views.export_start"), exact=True).click()
    assert (asked.value.status, asked.value.json()["ordering"]) == (201, "-custom.shop_area")


def shown_views(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("fetch('/api/v1/saved-views/?limit=200').then(answer => answer.json())")["results"]
    return found


def test_what_was_written_down_wrong_is_taken_back_or_judged_anew(lena: Page, site: Site):
    hers = {
        row["id"] for row in site.api("accounts/", team=alice(site)["team"]["id"], tier__isnull="false", limit="200")["results"]
    }
    deliveries = site.api("service-deliveries/", withdrawn_at__isnull="true", limit="200")["results"]
    given = next(row for row in deliveries if row["level"] != 4 and row["account"]["id"] in hers)
    lena.goto(f"{site.url}/accounts/{given['account']['id']}?tab=people")
    act = f"送货迟到 {time.time_ns()}"
    section(lena, "people.trust").get_by_role("button", name=say("people.trust_add"), exact=True).click()
    form = lena.get_by_role("dialog")
    form.get_by_role("radio", name=say("people.trust_effect.broke")).click()
    form.get_by_label(say("people.trust_act")).fill(act)
    save(lena)
    section(lena, "people.trust").get_by_role("button", name=f"{say('people.trust_take_back')} {act}", exact=True).click()
    form.get_by_label(say("people.trust_take_back_why")).fill("是另一家店")
    save(lena, "people.trust_take_back")
    row = section(lena, "people.trust").get_by_role("listitem").filter(has_text=act)
    expect(row).to_contain_text(say("people.trust_taken_back"))
    expect(row).to_contain_text("是另一家店")

    lena.goto(f"{site.url}/accounts/{given['account']['id']}?tab=trade")
    name = f"{say('services.grade')} {given['service']['name']}"
    section(lena, "services.entitled").get_by_role("button", name=name, exact=True).first.click()
    form.get_by_role("radio", name=say("services.level.4")).click()
    save(lena)
    expect(section(lena, "services.entitled").get_by_text(say("services.level.4"), exact=True).first).to_be_visible()


def test_the_register_takes_a_number_of_ours_and_the_process_ends_at_a_customer(lena: Page, site: Site):
    key = f"ours_{time.time_ns()}"
    lena.goto(f"{site.url}/constants")
    lena.get_by_role("button", name=say("constants.add"), exact=True).click()
    form = lena.get_by_role("dialog")
    for field, value in {
        "meaning_zh": f"我们量的 {key}",
        "meaning_en": f"measured {key}",
        "key": key,
        "low": "1.5",
        "file": "客服部",
        "source_title": "内部统计",
    }.items():
        form.get_by_label(say(f"constants.field.{field}")).fill(value)
    form.get_by_label(say("constants.field.unit")).select_option("share")
    form.get_by_label(say("constants.why")).fill("去年量过一遍")
    form.get_by_role("button", name=say("save"), exact=True).click()
    expect(form.get_by_text(say("constants.wrong.low"))).to_be_visible()
    form.get_by_label(say("constants.field.low")).fill("0.15")
    save(lena)
    lena.get_by_label(say("constants.search")).fill(key)
    expect(lena.get_by_text(f"我们量的 {key}")).to_be_visible()
    expect(lena.get_by_text("15%", exact=True)).to_be_visible()

    customer = site.api("accounts/", owner=alice(site)["id"], role="dealer", limit="1")["results"][0]
    what = f"货款结清单 {time.time_ns()}"
    lena.goto(f"{site.url}/chain")
    lena.get_by_role("button", name=say("chain.new_link"), exact=True).first.click()
    steps = form.get_by_label(say("chain.supplier"))
    steps.select_option(index=1)
    form.get_by_role("radio", name=say("chain.next_is.outside")).click()
    form.get_by_label(say("chain.end_customer"), exact=True).fill(customer["name"])
    form.get_by_role("button", name=customer["name"], exact=True).first.click()
    form.get_by_label(say("chain.service")).fill(what)
    save(lena)
    found = [link for link in site.api("process-links/", customer=customer["id"], limit="50")["results"] if link["service"] == what]
    assert [link["goes_back"] for link in found] == [False]
