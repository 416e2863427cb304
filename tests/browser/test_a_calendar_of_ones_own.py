"""One's planned visits in a calendar: the address is told once, renewed and switched off on the page, and the old one is dead."""

import re
import urllib.error
import urllib.request

from playwright.sync_api import Browser, expect

from tests.browser.acts import at_the_desk, until
from tests.browser.site import Site
from tests.browser.words import say


def read(address: str) -> tuple[int, str]:
    """Without signing in, as calendars do."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, ""


def test_an_address_for_the_calendar_is_made_renewed_and_dropped(browser: Browser, site: Site):
    page = at_the_desk(browser, site, "alice")
    page.goto(f"{site.url}/me")
    feed = page.get_by_role("region", name=say("calendar.title"), exact=True)
    feed.get_by_role("button", name=say("calendar.open"), exact=True).click()
    address = feed.get_by_label(say("calendar.address"))
    expect(address).to_have_value(re.compile(rf"^http://localhost:{site.port}/.+\.ics$"))
    first = address.input_value()
    status, text = read(first)
    assert status == 200
    assert text.startswith("BEGIN:VCALENDAR")
    assert text.count("BEGIN:VEVENT") > 0

    feed.get_by_role("button", name=say("calendar.renew"), exact=True).click()
    until(lambda: address.input_value() != first, True)
    second = address.input_value()
    assert (read(first)[0], read(second)[0]) == (404, 200)

    # who comes back later reads that it is on, and not the address
    page.reload()
    expect(feed.get_by_role("button", name=say("calendar.drop"), exact=True)).to_be_visible()
    expect(address).to_have_count(0)
    feed.get_by_role("button", name=say("calendar.drop"), exact=True).click()
    expect(feed.get_by_text(say("calendar.off"), exact=True)).to_be_visible()
    assert read(second)[0] == 404
    page.context.close()
