"""The audit page in a real browser: nothing complains, everything moves, what the script computes is what the claims say.

Run by `make page`; needs Chromium.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import derivations
from derivations.language.terms import Term
from verify.__main__ import main
from verify.report.html.linear import linear
from verify.report.html.mathml import formula

_SPEC = importlib.util.spec_from_file_location("page_browser", Path(__file__).with_name("browser.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
driver = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(driver)

pytestmark = pytest.mark.browser

LARGEST = 500_000
RESIDUAL = 1e-12


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of RIDGEPROOF_PAGE, or one that is made for the tests."""
    if made := os.environ.get("RIDGEPROOF_PAGE"):
        return Path(made).resolve(strict=True)
    path: Path = tmp_path_factory.mktemp("page") / "audit.html"
    main(["html", "--profile", "dev", "-q", "-o", str(path)])  # whether all is proved is for `make audit` to say
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with driver.Browser() as found:
        yield found


@pytest.fixture
def shown(browser: Any, page: Path) -> Any:
    browser.send("Emulation.setEmulatedMedia", media="", features=[])
    browser.send("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
    browser.open(page)
    return browser


NUMBERS = (
    "JSON.stringify(Object.fromEntries([...document.querySelectorAll('.numbers td[id]')].map(x => [x.id, x.textContent])))"
)


def _move(browser: Any, slider: str, value: str) -> dict[str, str]:
    """Move a slider as a user does, and read the numbers."""
    browser.run(
        f"(() => {{ const s = document.getElementById({slider!r}); s.value = {value!r};"
        " s.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    numbers: dict[str, str] = json.loads(browser.run(NUMBERS))
    return numbers


def _residual(browser: Any) -> float:
    return float(browser.run("document.getElementById('n-residual').dataset.value"))


def test_it_is_light_and_asks_for_nothing(shown: Any, page: Path) -> None:
    assert page.stat().st_size < LARGEST
    assert shown.complaints == []
    assert shown.requests == []


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.html", "two.html")]
    for path in paths:
        assert main(["html", "7.10", "7.13", "--profile", "dev", "-q", "-o", str(path)]) in (0, 3)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_every_node_of_the_graph_has_text_and_leads_to_its_proof(shown: Any) -> None:
    nodes = json.loads(
        shown.run(
            "JSON.stringify([...document.querySelectorAll('svg.graph a')].map(a => { const t = a.querySelector('text');"
            " const b = t.getBBox(), r = a.querySelector('rect').getBBox();"
            " return [a.dataset.id, t.textContent, b.width, r.width]; }))"
        )
    )
    kept = {claim.id for claim in derivations.claims() if claim.kind != "definition"}
    assert {node[0] for node in nodes} == kept
    assert all(text.strip() and 0 < width < box for _, text, width, box in nodes)
    shown.run("document.querySelector('svg.graph a[data-id=eq_7_13]').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    assert shown.run("location.hash") == "#eq_7_13"
    assert shown.run("document.activeElement.id") == "eq_7_13"


def test_every_formula_is_set_as_the_printer_says(shown: Any) -> None:
    expected = {}
    for claim in derivations.claims():
        for part in claim.parts:
            for step in part.steps:
                for term in (value for value in vars(step.statement).values() if isinstance(value, Term)):
                    written = formula(term)
                    expected[linear(written)] = str(written)
                    expected["=" + linear(written)] = "<mo>=</mo>" + str(written)
    found = json.loads(
        shown.run(
            "JSON.stringify([...document.querySelectorAll('x-l, x-r')].map(x => [x.dataset.m, x.firstChild.innerHTML,"
            " x.firstChild.getBoundingClientRect().width]))"
        )
    )
    assert len(found) > 500
    for written, set_by_script, width in found:
        assert set_by_script == expected[written], written
        assert width > 0


def test_every_slider_changes_the_numbers_and_the_residual_stays_small(shown: Any) -> None:
    sliders = json.loads(
        shown.run("JSON.stringify([...document.querySelectorAll('.controls input')].map(s => [s.id, s.min, s.max, s.value]))")
    )
    assert len(sliders) == 6
    for slider, low, high, start in sliders:
        before, moved = _move(shown, slider, start), _move(shown, slider, str((float(high) + float(start)) / 2))
        assert before != moved, slider
        for value in (low, high, start):
            numbers = _move(shown, slider, value)
            assert _residual(shown) < RESIDUAL
            assert "NaN" not in "".join(numbers.values())
            assert not re.search("undefined|Infinity", "".join(numbers.values()))
    for low_or_high in (1, 2):
        for slider in sliders:
            _move(shown, slider[0], slider[low_or_high])
            assert _residual(shown) < RESIDUAL
    assert shown.complaints == []


def test_the_numbers_are_those_of_the_formulas(shown: Any) -> None:
    for slider, value in (("s-lam_1", "1"), ("s-lam_2", "3"), ("s-alpha", "0"), ("s-angle-of-Q", "0")):
        _move(shown, slider, value)
    _move(shown, "s-w_star-first", "2")
    numbers = _move(shown, "s-w_star-second", "-4")
    assert numbers["n-w_tilde"] == "(1.0000, −3.0000)"
    assert numbers["n-factors"] == "0.5000, 0.7500"
    assert numbers["n-d_eff"] == "1.2500"
    assert numbers["n-cosine"] == "−1.000000"


def test_a_wrong_formula_shows_in_the_residual(browser: Any, page: Path, tmp_path: Path) -> None:
    text = page.read_text()
    changed = text.replace('"optimum":["product"', '"optimum":["sum","w_star","w_star"],"unused":["product"', 1)
    assert changed != text
    (tmp_path / "wrong.html").write_text(changed)
    browser.open(tmp_path / "wrong.html")
    assert _residual(browser) > 0.1


def test_filters(shown: Any) -> None:
    rows = "[...document.querySelectorAll('#ledger-table tbody tr')].filter(r => !r.hidden).length"
    every = shown.run(rows)
    script = "(() => {{ const f = document.getElementById('f-{}'); f.value = '{}'; f.dispatchEvent(new Event('input')); }})()"
    shown.run(script.format("text", "eq_7_13"))
    assert shown.run(rows) == 1
    assert shown.run("document.getElementById('f-count').textContent") == f"1 of {every} claims"
    shown.run(script.format("text", ""))
    shown.run(script.format("verdict", "axiom"))
    assert 0 < shown.run(rows) < every


def _press(browser: Any, key: str, code: int) -> None:
    for kind in ("keyDown", "keyUp"):
        browser.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)


def test_it_works_with_the_keyboard(shown: Any) -> None:
    _press(shown, "Tab", 9)
    assert shown.run("document.activeElement.className") == "skip"
    assert shown.run("document.activeElement.getBoundingClientRect().left") >= 0
    shown.run("document.getElementById('s-alpha').focus()")
    before = shown.run(NUMBERS)
    _press(shown, "ArrowRight", 39)
    assert shown.run(NUMBERS) != before
    shown.run("document.querySelector('svg.graph a[data-id=eq_7_10]').focus()")
    assert shown.run("document.querySelectorAll('svg.graph path.lit').length") > 0
    assert shown.run("getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth") == "2px"


CONTRAST = """JSON.stringify((() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = (colour) => {
    const [r, g, b] = rgb(colour).map(v => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$|transparent/.test(c)) return c;
    }
    return 'white';
  };
  const all = ['body', '.aside', 'td a', '.badge.proved', '.badge.axiom', 'code', '.chain p', 'dt', 'nav a', 'label',
    'figcaption', 'td.small'];
  return all.map(s => {
    const e = document.querySelector(s);
    const [a, b] = [getComputedStyle(e).color, ground(e)].map(light).sort((x, y) => x - y);
    return [s, (b + 0.05) / (a + 0.05)];
  });
})())"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(shown: Any, scheme: str) -> None:
    shown.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    ground = shown.run("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground)[:3])) > 384) == (scheme == "light")
    for what, ratio in json.loads(shown.run(CONTRAST)):
        assert ratio >= 4.5, (what, ratio)


def test_everything_that_can_be_used_has_a_name(shown: Any) -> None:
    nameless = shown.run(
        "[...document.querySelectorAll('input, select, button')].filter(e => !e.labels?.length && !e.ariaLabel).length"
        " + [...document.querySelectorAll('a')].filter(a => !a.textContent.trim()).length"
        " + [...document.querySelectorAll('svg[role=img], .scroll')].filter(e => !e.getAttribute('aria-label')).length"
    )
    assert nameless == 0


def test_no_part_of_it_is_wider_than_a_telephone(shown: Any) -> None:
    shown.send("Emulation.setDeviceMetricsOverride", width=390, height=800, deviceScaleFactor=1, mobile=False)
    assert shown.run("document.documentElement.scrollWidth") <= 390


def test_it_can_be_read_without_javascript(browser: Any, page: Path) -> None:
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(page, script=False)
        assert browser.run("document.querySelectorAll('#ledger-table tbody tr').length") > 50
        assert browser.run("document.querySelector('#ledger-table tbody tr').getBoundingClientRect().height") > 0
        assert browser.run("getComputedStyle(document.querySelector('form.filters')).display") == "none"
        assert browser.run("document.querySelectorAll('#plot path').length") > 5
        assert "python -m verify show" in browser.run("document.getElementById('proofs').textContent")
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)


def test_it_prints(shown: Any) -> None:
    assert shown.printed().startswith(b"%PDF")
    shown.send("Emulation.setEmulatedMedia", media="print")
    assert shown.run("getComputedStyle(document.querySelector('nav')).display") == "none"
    shown.run("dispatchEvent(new Event('beforeprint'))")
    assert shown.run("[...document.querySelectorAll('details')].every(d => d.open)")
