"""Takes the README's pictures from a running demo: `make run`, then `.venv/bin/python scripts/screenshot.py`.

The phone's Today as alice sees it and the desk's accounts as lena does, written to docs/images. The demo hangs on today, so
the pictures differ from day to day; nobody needs to take them again unless the screens have changed.
"""

import argparse
import json
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
TEXTS = json.loads((ROOT / "frontend" / "src" / "i18n" / "zh.json").read_text(encoding="utf-8"))
PASSWORD = "demo-demo-demo"  # noqa: S105
FIRST_PULL_MS = 60_000
SETTLE_MS = 800  # the map draws its points a moment after the list
SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, on what screen, and what is brought into view first."""

    name: str
    username: str
    size: ViewportSize
    scale: float
    arrange: Callable[[Page, str], None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://localhost:8000", help="where the demo runs")
    url = parser.parse_args().url
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(playwright), args=["--no-sandbox", "--disable-gpu"])
        for shot in SHOTS:
            _take(shot, browser, url)
        browser.close()


def _chromium(playwright: Playwright) -> str:
    """The system's own where there is one: it has Chinese letters."""
    return shutil.which("chromium") or shutil.which("google-chrome") or playwright.chromium.executable_path


def _take(shot: Shot, browser: Browser, url: str) -> None:
    context = browser.new_context(
        viewport=shot.size,
        device_scale_factor=shot.scale,
        has_touch=shot.scale > 1,
        locale="zh-CN",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    _sign_in(page, url, shot.username)
    shot.arrange(page, url)
    page.locator(".sync-line").filter(has_text=TEXTS["sync.synced"].split("{")[0]).first.wait_for(timeout=FIRST_PULL_MS)
    page.mouse.move(0, 0)  # nothing hovered
    page.wait_for_timeout(SETTLE_MS)
    picture = smaller(page.screenshot(animations="disabled"))
    (IMAGES / shot.name).write_bytes(picture)
    print(f"{IMAGES.relative_to(ROOT) / shot.name}: {len(picture) // 1024} kB")
    context.close()


def _sign_in(page: Page, url: str, username: str) -> None:
    page.goto(url)
    page.get_by_label(TEXTS["sign_in.username"]).fill(username)
    page.get_by_label(TEXTS["sign_in.password"]).fill(PASSWORD)
    page.get_by_role("button", name=TEXTS["sign_in.submit"], exact=True).click()


def _todays_stops(page: Page, url: str) -> None:
    page.locator("main li").nth(3).wait_for(timeout=FIRST_PULL_MS)


def _key_accounts(page: Page, url: str) -> None:
    """VIP and gold by value, one of them open beside the list."""
    rows = page.locator(".table tbody tr:not(.spacer)")
    rows.first.wait_for(timeout=FIRST_PULL_MS)
    page.goto(f"{url}/accounts?tier__in=vip,gold&ordering=-annual_value")
    rows.nth(1).click(timeout=FIRST_PULL_MS)
    page.locator("aside h2").first.wait_for(timeout=FIRST_PULL_MS)


def smaller(png: bytes) -> bytes:
    """The same picture, packed as tightly as zlib can; Chromium packs for speed."""
    chunks = list(_chunks(png))
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    packed = [(b"IHDR", chunks[0][1]), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in packed)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


SHOTS = (
    Shot("phone-today.png", "alice", ViewportSize(width=390, height=844), 2, _todays_stops),
    Shot("desk-accounts.png", "lena", ViewportSize(width=1440, height=900), 1, _key_accounts),
)

if __name__ == "__main__":
    main()
