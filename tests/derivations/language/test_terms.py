"""Terms know their shapes, keep what was written in its order, and refuse what does not fit or is not exact."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest

from derivations.language import terms as tm
from derivations.language.errors import LanguageError, ShapeError
from derivations.language.traversal import substitute, symbols_of

H, A, B = (tm.Symbol(name, "n", "n") for name in "HAB")
X, Z = tm.Symbol("X", "m", "n"), tm.Symbol("Z", "k", "n")
w, v, e_i = tm.Symbol("w", "n"), tm.Symbol("v", "n"), tm.Symbol("e_i", "n")
y = tm.Symbol("y", "m")
alpha, eps = tm.Symbol("alpha"), tm.Symbol("eps")
I = tm.Identity("n")

SHAPES: list[tuple[tm.Term, tm.Shape]] = [
    (w, ("n", 1)),
    (X.T, ("n", "m")),
    (X.T * X, ("n", "n")),
    (X * w - y, ("m", 1)),
    (w.T * w, (1, 1)),
    (w * w.T, ("n", "n")),
    (w.T * v * A, ("n", "n")),
    (alpha * X * w, ("m", 1)),
    (X * alpha * w, ("m", 1)),
    (X / alpha, ("m", "n")),
    (tm.inv(H + alpha * I) * w, ("n", 1)),
    (tm.tr(H), (1, 1)),
    (H**3, ("n", "n")),
    (-X, ("m", "n")),
    (tm.Zero("m", "n") + X, ("m", "n")),
    (tm.SizeNumber("m") * alpha, (1, 1)),
    (tm.Apply("grad_J", w, "n", 1), ("n", 1)),
    (tm.Column(X, e_i), ("m", 1)),
    (tm.Coordinate(H, e_i), (1, 1)),
    (tm.Coordinate(w, e_i), (1, 1)),
    (tm.DiagonalOf(tm.Coordinate(H, e_i), e_i), ("n", "n")),
    (tm.SumOver(tm.Coordinate(w, e_i), e_i), (1, 1)),
]


@pytest.mark.parametrize(("term", "shape"), SHAPES)
def test_a_term_knows_its_shape(term: tm.Term, shape: tm.Shape) -> None:
    assert term.shape == shape
    assert term.is_scalar == (shape == (1, 1))


MISFITS: list[tuple[Callable[[], object], list[str]]] = [
    (lambda: H + X, ["H (n x n)", "X (m x n)"]),
    (lambda: w + H * w + y, ["w (n x 1)", "y (m x 1)"]),
    (lambda: H + 1, ["H (n x n)", "1 (1 x 1)", "c*I"]),
    (lambda: 1 - H, ["(n x n)", "1 (1 x 1)", "c*I"]),
    (lambda: H * X, ["n x n", "X (m x n)", "factor 2 of H*X"]),
    (lambda: alpha * H * w * y, ["n x 1", "y (m x 1)", "factor 4 of alpha*H*w*y"]),
    (lambda: X * Z.T * y, ["m x k", "y (m x 1)", "factor 3"]),
    (lambda: w / H, ["H (n x n)", "inv(..)"]),
    (lambda: 1 / w, ["w (n x 1)"]),
    (lambda: tm.inv(X), ["X is m x n", "inverse"]),
    (lambda: tm.tr(X), ["X is m x n", "trace"]),
    (lambda: X**2, ["X is m x n", "power"]),
    (lambda: tm.Column(X.T, e_i), ["m columns", "e_i"]),
    (lambda: tm.Coordinate(X, e_i), ["X (m x n)", "e_i"]),
    (lambda: tm.Coordinate(y, e_i), ["y (m x 1)", "e_i"]),
    (lambda: tm.DiagonalOf(w, e_i), ["w is n x 1"]),
    (lambda: tm.SumOver(H, e_i), ["H is n x n"]),
    (lambda: symbols_of(w.T * w + tm.tr(tm.Symbol("w", "n", "n"))), ["w is both", "n x 1", "n x n"]),
    (lambda: substitute(H * w, {"w": y}), ["w is n x 1", "y is m x 1"]),
]


@pytest.mark.parametrize(("build", "words"), MISFITS)
def test_a_misfit_names_both_shapes_and_the_place(build: Callable[[], object], words: list[str]) -> None:
    with pytest.raises(ShapeError) as caught:
        build()
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("number", [0.5, 1.0, float("nan"), True, "1/2", None, 1j])
def test_only_exact_numbers_are_terms(number: object) -> None:
    with pytest.raises(LanguageError, match="exact numbers"):
        tm.as_term(number)  # type: ignore[arg-type]
    with pytest.raises(LanguageError, match="exact numbers"):
        _ = H * number  # type: ignore[operator]


@pytest.mark.parametrize("number", [3, Fraction(1, 3)])
def test_exact_numbers_are_terms(number: int | Fraction) -> None:
    assert tm.as_term(number) == tm.Number(Fraction(number))


@pytest.mark.parametrize("exponent", [-1, 65, 0.5, True, Fraction(2)])
def test_an_exponent_is_a_small_whole_number(exponent: object) -> None:
    with pytest.raises(LanguageError, match="0 to 64"):
        _ = H**exponent  # type: ignore[operator]


def test_the_written_order_is_kept() -> None:
    assert H + alpha * I != alpha * I + H
    assert (alpha * H).children[0] == alpha
    assert [str(t) for t in (B + A - B).children] == ["B", "A", "-B"]
    assert list((B * A * B).children) == [B, A, B]
    assert alpha * eps != eps * alpha


def test_nothing_is_simplified() -> None:
    assert tm.inv(H) * H != I
    assert tm.Zero("n", "n") != H - H
    assert H.T.T != H
    assert 1 * H != H
    assert tm.Number(Fraction(1)) / 2 != tm.Number(Fraction(1, 2))


def test_a_scalar_product_in_front_stays_together() -> None:
    assert (w.T * v * A).children[0] == w.T * v
    assert w.T * v * A == (w.T * v) * A
    assert list((w.T * A * v).children) == [w.T, A, v]
    assert list((alpha * eps * A).children) == [alpha, eps, A]


def test_equal_terms_are_one_key() -> None:
    assert len({H + alpha * I, H + alpha * I, alpha * I + H}) == 2


def test_a_term_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        H.name = "G"  # type: ignore[misc]


def test_symbols_come_in_the_order_of_reading() -> None:
    assert list(symbols_of(tm.inv(H + alpha * I) * H * w)) == ["H", "alpha", "w"]
    assert list(symbols_of(tm.SumOver(tm.Coordinate(H, e_i), e_i))) == ["H", "e_i"]


def test_putting_in_terms_leaves_the_rest_as_it_is() -> None:
    assert substitute(H * w + alpha * w, {"w": w - v}) == H * (w - v) + alpha * (w - v)
    assert substitute(tm.Apply("J", w), {"w": v}) == tm.Apply("J", v)
    assert substitute(tm.Number(Fraction(2)) * H**2, {"w": v}) == 2 * H**2


def test_a_bound_index_is_not_replaced() -> None:
    e_j = tm.Symbol("e_j", "n")
    total = tm.SumOver(tm.Coordinate(H, e_i), e_i)
    assert substitute(total, {"e_i": e_j}) == total
    assert substitute(tm.Coordinate(H, e_i), {"e_i": e_j}) == tm.Coordinate(H, e_j)


def test_an_index_put_in_is_not_captured() -> None:
    total = tm.SumOver(alpha * tm.Coordinate(H, e_i), e_i)
    with pytest.raises(LanguageError, match="speaks of e_i, bound in sum"):
        substitute(total, {"alpha": tm.Coordinate(w, e_i)})
    assert substitute(total, {"eps": tm.Coordinate(w, e_i)}) == total


@pytest.mark.parametrize(
    "grow",
    [lambda t: t.T, lambda t: A * t, lambda t: t * A, lambda t: A + t, tm.inv, lambda t: t**2, lambda t: -t],
)
def test_a_deep_term_has_its_shape_at_once(grow: Callable[[tm.Term], tm.Term]) -> None:
    """A shape that asked its part twice would take 2^60 questions here."""
    start = time.process_time()
    term: tm.Term = H
    for _ in range(60):
        term = tm.Product((grow(term), B))
    assert term.shape == ("n", "n")
    assert time.process_time() - start < 1
