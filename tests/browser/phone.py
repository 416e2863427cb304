"""A phone in the hand: a real Chromium with a profile of its own, which can be killed like a phone whose battery ends."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

SIZE = {"width": 390, "height": 844}
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0", "--lang=zh-CN", "--accept-lang=zh-CN",
    f"--window-size={SIZE['width']},{SIZE['height']}",
]  # fmt: skip
START_SECONDS = 30


def chromium_path(playwright: Playwright) -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    return playwright.chromium.executable_path


class Phone:
    """`kill()` is `kill -9`; `boot()` starts again on the same profile."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._playwright, self._profile = playwright, profile
        self._process: subprocess.Popen[bytes] | None = None
        self._browser: Browser | None = None
        self.context: BrowserContext
        self.page: Page

    def boot(self, *, offline: bool = False) -> Page:
        for leftover in self._profile.glob("Singleton*"):
            leftover.unlink()
        (self._profile / "DevToolsActivePort").unlink(missing_ok=True)
        command = [chromium_path(self._playwright), *FLAGS, f"--user-data-dir={self._profile}", "about:blank"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self._browser = self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{self._debugging_port()}")
        self.context = self._browser.contexts[0]
        self.context.set_offline(offline)
        self.page = self.context.new_page()
        self.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
        return self.page

    def _debugging_port(self) -> int:
        file, deadline = self._profile / "DevToolsActivePort", time.monotonic() + START_SECONDS
        while not (file.exists() and file.read_text().strip()):
            assert time.monotonic() < deadline, "Chromium did not start."
            time.sleep(0.05)
        return int(file.read_text().splitlines()[0])

    def kill(self) -> None:
        """The whole process group at once, as when a phone dies: nothing can be said good-bye to."""
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        if self._browser:
            self._browser.close()
