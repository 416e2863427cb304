"""What a person does on the screen, named after what it is for."""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.site import Site
from tests.browser.words import say

PASSWORD = "demo-demo-demo"
#: A first pull of the demo's accounts on a busy machine.
PULL_MS = 60_000
DESK = {"width": 1440, "height": 900}


def sign_in(page: Page, url: str, username: str) -> None:
    page.goto(url)
    page.get_by_label(say("sign_in.username")).fill(username)
    page.get_by_label(say("sign_in.password")).fill(PASSWORD)
    page.get_by_role("button", name=say("sign_in.submit"), exact=True).click()


def at_the_desk(browser: Browser, site: Site, who: str) -> Page:
    """Signed in on a wide screen, in a browser context of its own."""
    page = browser.new_context(viewport=DESK, locale="zh-CN").new_page()  # type: ignore[arg-type]
    sign_in(page, site.url, who)
    expect(page.locator(".rail__person")).to_be_visible(timeout=PULL_MS)
    return page


def await_synced(page: Page) -> None:
    """The line on the screen says so, in words."""
    expect(page.locator(".sync-line").first).to_contain_text(say("sync.synced").split("·")[0].strip(), timeout=PULL_MS)


def check_in_button(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^" + say("today.check_in_at", name=".+") + "$"))


def log_visit(page: Page, note: str | None = None, outcome: str = "not_ordered") -> int:
    """Check in at the next stop, choose a result, perhaps write a note, save. Answers the taps it took."""
    check_in_button(page).first.click()
    page.get_by_role("radio", name=say(f"outcome.{outcome}")).click()
    taps = 2
    if note:
        page.get_by_label(say("visit.notes")).fill(note)
        taps += 1
    page.get_by_role("button", name=say("visit.save"), exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    return taps + 1


def rest_of_network(page: Page) -> None:
    """Whatever the undo pause held back goes out now."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def until(read: Callable[[], Any], wanted: Any) -> Any:
    """What the server says once it says `wanted`, or at last."""
    deadline = time.monotonic() + PULL_MS / 1000
    while (found := read()) != wanted and time.monotonic() < deadline:
        time.sleep(0.3)
    return found
