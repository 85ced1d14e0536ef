"""The landing page as a stranger's browser meets it: `make bench NAME=landing`.

The program serves its shipped content on SQLite; Debian's Chromium opens the page with an empty cache and its processor
slowed down four times, by turns on a phone and at a desk. `landing.lcp_ms` is the slower median of the largest
contentful paint; `landing.kilobytes` what goes over the wire for one visit (the greater of the two), headers included;
`landing.requests` how many requests that is; `landing.foreign_requests` how many of all left the origin.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import Figures
from benchmarks.serving import Server, free_port

SCREENS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
VISITS = 9
SLOW_DOWN = 4
PAINT_BAR_MS, WEIGHT_BAR_KB = 1000, 250
_PAINT = """() => new Promise((resolve) => new PerformanceObserver(
(list) => resolve(list.getEntries().at(-1).startTime)
).observe({ type: "largest-contentful-paint", buffered: true }))"""


def main() -> int:
    figures = Figures()
    with _served() as address, _browser() as browser:
        visits = {name: _Visits(browser, address, size) for name, size in SCREENS.items()}
        for _ in range(VISITS):
            for each in visits.values():
                each.visit()
    figures.add("landing.lcp_ms", max(median(each.paints) for each in visits.values()), "ms", at_most=PAINT_BAR_MS)
    figures.add("landing.kilobytes", max(each.bytes for each in visits.values()) / 1000, "kB", at_most=WEIGHT_BAR_KB)
    figures.add("landing.requests", max(each.requests for each in visits.values()), "requests")
    figures.add("landing.foreign_requests", sum(each.foreign for each in visits.values()), "requests", at_most=0)
    return figures.exit_code()


class _Visits:
    """Visits of one browser, each with an empty cache."""

    def __init__(self, browser: Browser, address: str, size: dict[str, int]) -> None:
        context = browser.new_context(base_url=address, viewport=size)
        self.page: Page = context.new_page()
        self.paints: list[float] = []
        self.bytes = self.requests = self.foreign = 0
        client = context.new_cdp_session(self.page)
        client.send("Network.enable")
        client.send("Network.setCacheDisabled", {"cacheDisabled": True})
        client.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_DOWN})
        client.on("Network.loadingFinished", lambda event: self._received(event["encodedDataLength"]))
        self.page.on("request", lambda request: self._asked(request.url.startswith((f"{address}/", "data:"))))

    def visit(self) -> None:
        self.bytes = self.requests = 0
        self.page.goto("/", wait_until="networkidle")
        self.paints.append(self.page.evaluate(_PAINT))

    def _received(self, length: int) -> None:
        self.bytes += length
        self.requests += 1

    def _asked(self, is_own: bool) -> None:
        self.foreign += not is_own


@contextmanager
def _served() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = (sys.executable, "-m", "trainer", "serve")
        with Server(command, port, {"TRAINER_DATA": folder}, Path(folder) / "log"):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
