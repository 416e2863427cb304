"""Internal customers (rows 5, 47): the chain is drawn by keyboard, a request becomes late, a rating shows the shortest board."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.acts import PULL_MS, sign_in
from tests.browser.site import Site
from tests.browser.words import say

SERVICE = "运费结算单"
#: A minute later, as the worker sees it.
A_MINUTE_PASSES = """
from datetime import timedelta
from django.utils import timezone
from accounts.actions.escalation import escalate_overdue
from accounts.models import ServiceRequest
ServiceRequest.objects.filter(link__service="%s").update(due_at=timezone.now() - timedelta(minutes=1))
escalate_overdue(at=timezone.now())
"""


@pytest.fixture
def people(browser: Browser) -> Iterator[list[BrowserContext]]:
    contexts = [browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN") for _ in range(2)]
    yield contexts
    for context in contexts:
        context.close()


def at_the_chain(context: BrowserContext, site: Site, who: str) -> Page:
    page = context.new_page()
    sign_in(page, site.url, who)
    page.get_by_role("link", name=say("desk.nav.chain")).click(timeout=PULL_MS)
    expect(page.get_by_role("heading", level=1, name=say("chain.title"))).to_be_visible(timeout=PULL_MS)
    return page


def test_the_chain_is_drawn_asked_rated_and_shows_its_shortest_board(people: list[BrowserContext], site: Site):
    lena = at_the_chain(people[0], site, "lena")
    draw_by_keyboard(lena)
    set_a_standard(lena)

    dora = at_the_chain(people[1], site, "dora")
    dora.get_by_role("button", name=SERVICE).click()
    panel = dora.get_by_role("complementary", name=say("chain.beside"))
    ask(dora, panel.get_by_role("button", name=say("chain.ask"), exact=True))
    site.manage("shell", "-c", A_MINUTE_PASSES % SERVICE)
    dora.reload()
    expect(panel.locator(".request").first).to_contain_text(say("chain.late"))
    expect(panel.locator(".request").first).to_contain_text("已上报")

    rate_as_very_poor(dora, panel.get_by_role("button", name=say("chain.rate"), exact=True))

    expect(dora.get_by_role("status").filter(has_text="最短板")).to_contain_text("财务部")
    expect(dora.locator(".chain-step--weakest title")).to_have_text("财务部 · 最短板")


def draw_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name=say("chain.new_link"), exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label(say("chain.supplier")).select_option(label="货运部")
    page.get_by_label(say("chain.customer")).select_option(label="采购部")
    page.get_by_label(say("chain.service"), exact=True).focus()
    page.keyboard.type(SERVICE)
    page.keyboard.press("Enter")
    expect(page.get_by_text("采购部 → 质检部 → 仓储部").first).to_be_visible()  # a circle, refused in words
    page.get_by_label(say("chain.supplier")).select_option(label="财务部")
    page.get_by_label(say("chain.customer")).select_option(label="货运部")
    page.get_by_label(say("chain.service"), exact=True).press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    link = page.get_by_role("button", name=SERVICE)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name=say("chain.beside"))).to_be_visible()


def set_a_standard(page: Page) -> None:
    page.get_by_role("button", name=say("chain.new_standard"), exact=True).click()
    page.get_by_label(say("chain.what"), exact=True).fill("出结算单")
    page.get_by_label(say("chain.within"), exact=True).fill("1")
    page.get_by_role("radio", name=say("chain.unit.minutes")).click()
    page.get_by_role("radio", name=say("chain.clock.always")).click()
    page.get_by_role("button", name=say("save"), exact=True).click()
    expect(page.get_by_text("出结算单 · 1 分钟内（不分昼夜）")).to_be_visible()


def ask(page: Page, button: Locator) -> None:
    button.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("chain.request_text")).fill("上周三号车的结算单")
    dialog.get_by_role("button", name=say("chain.ask"), exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("上周三号车的结算单")).to_be_visible()


def rate_as_very_poor(page: Page, button: Locator) -> None:
    button.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=say("chain.score.1")).click()
    dialog.get_by_label(say("chain.comment")).fill("催了三次")
    dialog.get_by_role("button", name=say("chain.rate"), exact=True).click()
    expect(dialog).to_have_count(0)
