"""Figures: every point is where the claims say, exactly; a changed claim changes the figure or is noticed."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

import derivations
from derivations.language.claims import Claim
from derivations.language.statements import Equal
from verify.__main__ import main
from verify.report.figures import FIGURES, Figure, Point, decimal, figure
from verify.report.figures.drawing import FORMATS, draw


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return {name: figure(name) for name in FIGURES}


def _of(found: Figure, role: str) -> list[tuple[Point, ...]]:
    return [curve.points for curve in found.curves if curve.role == role]


def _marked(found: Figure, label: str) -> Point:
    return next(mark.point for mark in found.marks if mark.label == label)


def test_every_figure_names_claims_that_exist(figures: dict[str, Figure]) -> None:
    for found in figures.values():
        assert found.claims
        for name in found.claims:
            claim, _, part = name.partition(".")
            derivations.find(claim).part(part or "main")


def test_numbers_are_exact_and_within_the_axes_or_clipped_by_them(figures: dict[str, Figure]) -> None:
    for found in figures.values():
        assert all(type(x) is Fraction for curve in found.curves for point in curve.points for x in point)
        for x, y in (mark.point for mark in found.marks):
            assert found.x.low <= x <= found.x.high
            assert found.y.low <= y <= found.y.high


def test_circles_are_circles_and_ellipses_have_one_value_of_the_loss(figures: dict[str, Figure]) -> None:
    found = figures["contours"]
    assert len(_of(found, "penalty")) == len(_of(found, "loss")) == 4
    for points in _of(found, "penalty"):
        assert len({x * x + y * y for x, y in points}) == 1
    star = _marked(found, "w_star")
    (_, (p1, q1)), (_, (p2, q2)) = _of(found, "eigenvector")
    u, v = (p1 - star[0], q1 - star[1]), (p2 - star[0], q2 - star[1])
    assert u[0] * v[0] + u[1] * v[1] == 0
    for points in _of(found, "loss"):
        shifted = [(x - star[0], y - star[1]) for x, y in points]
        along = [(u[0] * x + u[1] * y, v[0] * x + v[1] * y) for x, y in shifted]
        assert len({a * a / 2 + 4 * b * b for a, b in along}) == 1
        assert points[0] == points[-1]


def test_the_two_tangents_at_the_optimum_are_one(figures: dict[str, Figure]) -> None:
    found = figures["contours"]
    x, y = _marked(found, "w_tilde")
    for role in ("loss", "penalty"):
        (points,) = (curve.points for curve in found.curves if curve.role == role and curve.label)
        # a conic that touches the line at right angles to w_tilde stays on one side of it
        sides = {(p - x) * x + (q - y) * y > 0 for p, q in points if (p, q) != (x, y)}
        assert sides == {role == "loss"}


def test_factors_gap_and_effective_parameters(figures: dict[str, Figure]) -> None:
    shrinkage = figures["shrinkage"]
    (ridge,), (stopping,), (gap,) = (_of(shrinkage, role) for role in ("ridge", "stopping", "gap"))
    assert dict(ridge)[Fraction(1)] == Fraction(1, 2)
    assert all(s - dict(ridge)[x] == dict(gap)[x] >= 0 for x, s in stopping)
    (largest, *_) = [mark.point for mark in figures["early-stopping"].marks]
    assert largest == (Fraction(1), Fraction(1, 2))  # G_1
    (filled,), (rank,) = (_of(figures["effective-parameters"], role) for role in ("ridge", "bound"))
    assert {y for _, y in rank} == {3}
    assert all(a > b for (_, a), (_, b) in pairwise(filled))


def test_the_path_for_a_singular_hessian_ends_at_the_projection(figures: dict[str, Figure]) -> None:
    found = figures["path"]
    (path,) = _of(found, "path")
    assert path[0] == (Fraction(0), Fraction(0))
    assert path[-1] == _marked(found, "Pi w_star") != _marked(found, "w_star")
    assert max(abs(a - b) for a, b in zip(path[-1], path[-2], strict=True)) < Fraction(1, 1000)
    assert all(points[-1] == _marked(found, "w_star") for points in _of(found, "objective"))


def test_a_wrong_optimum_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    find, claim = derivations.find, derivations.find("eq_7_10")
    goal = claim.part("main").goal
    assert isinstance(goal, Equal)
    wrong = Claim("eq_7_10", "", (replace(claim.part("main"), goal=Equal(goal.left, -goal.right)),))
    monkeypatch.setattr(derivations, "find", lambda name: wrong if name == "eq_7_10" else find(name))
    with pytest.raises(ArithmeticError, match=r"7\.8"):
        figure("contours")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1/3", "0.33333"),
        ("-1/3", "-0.33333"),
        ("2", "2"),
        ("-1/1000000", "0"),
        ("1/8", "0.125"),
        ("199999999/100", "1999999.99"),
    ],
)
def test_decimals(value: str, written: str) -> None:
    assert decimal(Fraction(value)) == written


def test_unknown_names_and_endings_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["figure", "contour"]) == 2
    assert "did you mean contours?" in capsys.readouterr().err
    assert main(["figure", "contours", "-o", str(tmp_path / "x.bmp")]) == 2
    assert ".svg" in capsys.readouterr().err
    assert main(["figure", "path", "-o", str(tmp_path / "no" / "x.json")]) == 2


def test_exact_numbers_as_json(tmp_path: Path) -> None:
    assert main(["figure", "path", "-q", "-o", str(tmp_path / "x.json")]) == 0
    data = json.loads((tmp_path / "x.json").read_text())
    assert [Fraction(x) for x in data["marks"][1]["point"]] == [Fraction(52, 25), Fraction(39, 25)]


def test_what_to_install_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["figure", "path", "-o", str(tmp_path / "x.svg")]) == 3
    assert "ridgeproof[plot]" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.thorough(reason="matplotlib draws for seconds; that figures are exact data is tried without it")
@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_bytes_twice(figures: dict[str, Figure], kind: str) -> None:
    pytest.importorskip("matplotlib")
    assert draw(figures["path"], kind) == draw(figures["path"], kind)


def test_the_page_writes_letters_as_letters_below_a_figure() -> None:
    from verify.report.html.svg import drawn

    written = drawn(FIGURES["path"]())
    assert "w_tilde" not in written
    assert "infinity" not in written
    assert "∞" in written
