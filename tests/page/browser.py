"""Chromium without a window, spoken to over a pipe in its own protocol: no driver, no library, no network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from base64 import b64decode
from pathlib import Path
from types import TracebackType
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
INSTALL = "no Chromium was found; on Debian: apt-get install chromium"
PATIENCE = 300.0


class Browser:
    """One page in a Chromium of its own; what it writes to the console and its errors are kept in `complaints`."""

    def __init__(self) -> None:
        found = next((path for name in NAMES if (path := shutil.which(name))), None)
        if found is None:
            raise RuntimeError(INSTALL)
        self.folder = tempfile.mkdtemp(prefix="ridgeproof-")
        child_reads, self.to = os.pipe()
        self.of, child_writes = os.pipe()
        for end in (child_reads, child_writes):
            os.set_inheritable(end, True)

        def place() -> None:  # in the child: the protocol lives on 3 and 4
            reads, writes = os.dup(child_reads), os.dup(child_writes)
            os.dup2(reads, 3)
            os.dup2(writes, 4)

        switches = ["--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"]
        switches += [f"--user-data-dir={self.folder}", "--disable-background-networking", "--hide-scrollbars"]
        if os.geteuid() == 0:
            switches.append("--no-sandbox")  # Chromium refuses to run its sandbox as root; the page is our own
        self.process = subprocess.Popen(
            [found, *switches, "about:blank"],
            preexec_fn=place,  # noqa: PLW1509 - one thread, and dup2 is all it does
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(child_reads)
        os.close(child_writes)
        self.count, self.rest, self.session = 0, b"", ""
        self.events: list[dict[str, Any]] = []
        target = next(t for t in self.send("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.send("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        os.close(self.of)
        shutil.rmtree(self.folder, ignore_errors=True)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask for something and wait for the answer."""
        self.count += 1
        message: dict[str, Any] = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self._next()
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)
        raise TimeoutError(method)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            piece = os.read(self.of, 1 << 16)
            if not piece:
                raise RuntimeError("Chromium has ended")
            self.rest += piece
        first, self.rest = self.rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(first)
        return message

    def open(self, page: Path, *, script: bool = True) -> None:
        """Open a file and wait until it is loaded, and its script has done what it does at once."""
        self.events.clear()
        self.send("Page.navigate", url=page.resolve().as_uri())
        while self.run("document.readyState") != "complete" or self.run("location.protocol") != "file:":
            time.sleep(0.05)
        until = time.monotonic() + PATIENCE
        while script and self.run("document.documentElement.dataset.ready") != "yes":
            if time.monotonic() > until or self.complaints:
                raise TimeoutError(f"the page's script does not end: {self.complaints}")
            time.sleep(0.05)

    def run(self, script: str) -> Any:
        """Return the value of an expression on the page; an exception there is one here."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", "an exception on the page"))
        return answer["result"].get("value")

    @property
    def complaints(self) -> list[str]:
        """What was said on the console, logged, or thrown."""
        kinds = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [json.dumps(event["params"])[:500] for event in self.events if event.get("method") in kinds]

    @property
    def requests(self) -> list[str]:
        """What the page asked for, apart from itself and from data in its own text."""
        asked = [
            event["params"]["request"]["url"] for event in self.events if event.get("method") == "Network.requestWillBeSent"
        ]
        return [url for url in asked if not url.startswith(("data:", "file:"))]

    def picture(self, path: Path, width: int, height: int, *, dark: bool = False, whole: bool = False) -> None:
        """Save a picture of the window, or of the whole page."""
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.send("Emulation.setEmulatedMedia", features=features)
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        data = self.send("Page.captureScreenshot", captureBeyondViewport=whole, format="png")["data"]
        path.write_bytes(b64decode(data))

    def printed(self) -> bytes:
        """Return the page as it is printed."""
        return b64decode(self.send("Page.printToPDF", preferCSSPageSize=True)["data"])
