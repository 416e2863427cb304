"""Two stories: Lena finds and jumps by keyboard alone; Alice's photo, taken without a network, is seen at the desk."""

import io
import re

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect

from tests.browser.acts import PULL_MS, await_synced, check_in_button, rest_of_network, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.test_alice_on_the_road import sign_in_again_if_asked
from tests.browser.words import say

DESKTOP = {"width": 1440, "height": 900}


def photo(site: Site) -> bytes:
    """As a phone's camera makes it: large, and never the same twice."""
    image = Image.new("RGB", (2400, 1800), (site.port % 256, site.port // 256, 234))
    draw = ImageDraw.Draw(image)
    for step in range(0, 2400, 60):
        draw.rectangle((step, 400, step + 30, 1400), fill=(step % 255, 120, 200 - step % 180))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=95)
    return written.getvalue()


CHOSEN = ".palette [role=option][aria-selected=true]"


def test_lena_finds_and_jumps_by_keyboard_alone(browser: Browser, site: Site):
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, site.url, "lena")
    expect(page.locator(".table tbody tr").first).to_be_visible(timeout=PULL_MS)
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name=say("find.label"))
    expect(field).to_be_focused()
    page.keyboard.type("超市")
    expect(page.locator(".palette mark").first).to_have_text("超市")
    expect(page.locator(".palette").get_by_role("group", name=say("find.kind.account"))).to_be_visible()
    first = page.locator(CHOSEN).get_attribute("id") or ""
    page.keyboard.press("ArrowDown")
    expect(page.locator(CHOSEN)).not_to_have_id(first)
    page.keyboard.press("ArrowUp")
    expect(page.locator(CHOSEN)).to_have_id(first)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/accounts/[0-9a-f-]{36}"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator("body").press("/")
    expect(page.get_by_role("group", name=say("find.recent"))).to_be_visible()
    page.keyboard.type(say("nav.customers"))
    expect(page.get_by_role("group", name=say("find.screens"))).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    context.close()


def test_a_photo_taken_without_a_network_is_seen_at_the_desk(phone: Phone, browser: Browser, site: Site):
    def photos() -> list[dict[str, object]]:
        rows: list[dict[str, object]] = site.api("attachments/", kind="photo", limit="200")["results"]
        return rows

    before = {row["id"] for row in photos()}
    page = phone.boot()
    sign_in(page, site.url, "alice")
    await_synced(page)
    phone.context.set_offline(True)

    check_in_button(page).first.click()
    dialog = page.get_by_role("dialog")
    page.locator(".photos__input").set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo(site)})
    expect(dialog.locator(".photo img")).to_be_visible()
    page.get_by_role("radio", name=say("outcome.ordered")).click()
    page.get_by_role("button", name=say("visit.save"), exact=True).click()
    expect(dialog).to_have_count(0)
    page.wait_for_timeout(1_000)
    phone.kill()  # the battery ends before there is a network again

    page = phone.boot()
    page.goto(site.url)
    sign_in_again_if_asked(page, site)
    rest_of_network(page)
    await_synced(page)

    def sent() -> list[dict[str, object]]:
        return [row for row in photos() if row["id"] not in before]

    for _ in range(60):
        if sent():
            break
        page.wait_for_timeout(500)
    (row,) = sent()
    assert row["width"] == 1600
    assert row["size"] <= 250_000  # type: ignore[operator]
    assert row["subject"]
    assert row["taken_at"]

    context = browser.new_context(viewport=DESKTOP, locale="zh-CN")  # type: ignore[arg-type]
    desk = context.new_page()
    sign_in(desk, site.url, "lena")
    expect(desk.locator(".table tbody tr").first).to_be_visible(timeout=PULL_MS)
    desk.goto(f"{site.url}/accounts/{row['account']['id']}?tab=file")  # type: ignore[index]
    picture = desk.locator(".file__preview img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    context.close()
