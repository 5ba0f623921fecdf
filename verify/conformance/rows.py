"""Rows that are no role: methods in exact arithmetic, each held against the claim's own term on exact models of a part.

A model gives every letter of a part a rational value that meets its hypotheses. A method sees some of these letters only, and
has to return exactly what the term is worth; there is no tolerance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import signature
from typing import Any

from flint import fmpq, fmpq_mat
from hypothesis.errors import HypothesisException

import derivations
from derivations.language import statements as st
from derivations.language.evaluation import evaluate
from derivations.language.terms import Term
from verify.implementations import regression as by
from verify.models import Model, model_of
from verify.repeatable import repeatable
from verify.rings import FLINT

__all__ = ["ROWS", "Method", "Row", "hold"]

Method = Callable[..., fmpq_mat]
_LARGEST = 3


@dataclass(frozen=True)
class Row:
    """A quantity of a claim, and the methods that compute it.

    Attributes
    ----------
    claim, part : str
        The claim, and the part whose goal gives the term: its right side, its expectation, or what is invertible.
    methods : mapping of str to callable
        By name; the parameters of a method are letters, of the part or of `extra`.
    model : str
        The part whose models are drawn, "" for the same one.
    letter : str
        A letter of the part to compare with instead of the term, which its hypotheses define.
    extra : mapping of str to callable
        Further letters, each from the values of the others, in this order; they replace those of the model.
    most : int
        The most entries that X may have, for methods that go through all outcomes of as many random numbers.
    """

    claim: str
    part: str
    methods: Mapping[str, Method]
    model: str = ""
    letter: str = ""
    extra: Mapping[str, Callable[[Mapping[str, fmpq_mat]], fmpq_mat]] = field(default_factory=dict)
    most: int = _LARGEST**2

    @property
    def id(self) -> str:
        """The name of the row."""
        return f"{self.claim}.{self.letter or self.part}"

    def term(self) -> Term:
        """Return what the methods compute, as the claim states it."""
        part = derivations.find(self.claim).part(self.part)
        if self.letter:
            return next(term for h in part.given for term in _symbols(h.statement, self.letter))
        match part.goal:
            case st.Equal(right=value) | st.MeanIs(value=value) | st.Invertible(term=value):
                return value
        raise ValueError(f"{self.id}: no value in {part.goal}")


def _symbols(statement: st.Statement, name: str) -> list[Term]:
    from derivations.language.traversal import symbols_of

    terms = [value for value in vars(statement).values() if isinstance(value, Term)]
    return [found[name] for found in map(symbols_of, terms) if name in found]


class _Wrong(Exception):
    """Ends one example; Hypothesis shrinks what raises it."""

    def __init__(self, name: str, values: Mapping[str, fmpq_mat], exact: fmpq_mat, returned: object) -> None:
        super().__init__(f"{name} returns {returned}, the claim says {exact}")
        self.values = dict(values)


def hold(row: Row, examples: int, seed: int, methods: Mapping[str, Method] | None = None) -> tuple[int, str, dict[str, Any]]:
    """Hold the methods of a row against its claim.

    Parameters
    ----------
    row : Row
        What is computed.
    examples : int
        How many models to draw.
    seed : int
        The same seed draws the same models.
    methods : mapping of str to callable, optional
        Other methods than those of the row.

    Returns
    -------
    int
        How many models the methods were held against.
    str
        What is wrong, "" if nothing.
    dict
        The letters with which it is wrong, as plain values.
    """
    ran, term = 0, row.term()

    def example(model: Model) -> None:
        nonlocal ran
        values = dict(model.values)
        if "X" in values and values["X"].nrows() * values["X"].ncols() > row.most:
            return
        for name, found in row.extra.items():
            values[name] = found(values)
        exact = evaluate(term, values, model.sizes, FLINT, model.functions)
        ran += 1
        for name, method in (methods or row.methods).items():
            arguments = {letter: values[letter] for letter in signature(method).parameters}
            returned = method(**arguments)
            if returned != exact:
                raise _Wrong(name, arguments, exact, returned)

    part = derivations.find(row.claim).part(row.model or row.part)
    try:
        repeatable(example, model_of(part, _LARGEST), examples, seed)()
    except _Wrong as wrong:
        plain = {name: [[str(x) for x in line] for line in value.tolist()] for name, value in wrong.values.items()}
        return ran, str(wrong), plain
    except HypothesisException as error:
        return ran, f"{type(error).__name__}: {error}", {}
    return ran, "", {}


# --- the table ---------------------------------------------------------------------------------------------------------------


def _number(value: fmpq) -> Callable[[Mapping[str, fmpq_mat]], fmpq_mat]:
    return lambda _: fmpq_mat(1, 1, [value])


def _ridge_variance(how: Callable[..., fmpq_mat]) -> Method:
    def method(X: fmpq_mat, w_0: fmpq_mat, v: fmpq_mat, alpha: fmpq_mat, sigma2: fmpq_mat) -> fmpq_mat:
        return how(lambda design, y: by.ridge_primal(design, y, alpha), X, w_0, v, sigma2[0, 0])

    return method


def _variance(how: Callable[..., fmpq_mat]) -> Method:
    def method(X: fmpq_mat, w_0: fmpq_mat, v: fmpq_mat, sigma2: fmpq_mat) -> fmpq_mat:
        return how(by.least_squares_by_elimination, X, w_0, v, sigma2[0, 0])

    return method


def _displaced(solve: Callable[[fmpq_mat, fmpq_mat, fmpq], fmpq_mat]) -> Method:
    def method(H: fmpq_mat, D: fmpq_mat, w_star: fmpq_mat, alpha: fmpq_mat) -> fmpq_mat:
        return solve(H, w_star, alpha[0, 0]) - solve(D, w_star, alpha[0, 0])

    return method


def _by_elimination(H: fmpq_mat, w_star: fmpq_mat, alpha: fmpq) -> fmpq_mat:
    return (H + FLINT.identity(H.nrows()) * alpha).solve(H * w_star)


def _by_inverse(H: fmpq_mat, w_star: fmpq_mat, alpha: fmpq) -> fmpq_mat:
    return w_star - (H + FLINT.identity(H.nrows()) * alpha).inv() * w_star * alpha


_S = fmpq(2, 3)
_NOISE: Mapping[str, Callable[[Mapping[str, fmpq_mat]], fmpq_mat]] = {"s": _number(_S), "alpha": _number(_S * _S)}
_DIRECTION = {"sigma2": _number(fmpq(3, 2)), "v": lambda values: values["V"] * values["e_i"]}
_RIDGE: Mapping[str, Method] = {"primal": by.ridge_primal, "dual": by.ridge_dual, "updates": by.ridge_updates}

ROWS = (
    Row(
        "least_squares",
        "main",
        {"projection": by.least_squares_by_projection, "elimination": by.least_squares_by_elimination},
    ),
    Row("ridge_dual", "main", _RIDGE),
    Row("ridge_svd", "diagonal", {**_RIDGE, "filter": by.ridge_filter}),
    Row(
        "hat_matrix_trace",
        "main",
        {
            "refits": by.hat_trace_by_refits,
            "dual": by.hat_trace_by_dual,
            "characteristic polynomial": by.hat_trace_by_characteristic_polynomial,
        },
    ),
    Row("hat_matrix_trace", "singular_values", {"refits": by.hat_trace_by_refits, "dual": by.hat_trace_by_dual}),
    Row(
        "principal_components",
        "along",
        {"definition": by.variance_by_definition, "pairs": by.variance_by_pairs},
        extra={
            "one": lambda values: fmpq_mat(values["X"].nrows(), 1, [1] * values["X"].nrows()),
            "X": lambda values: values["X"] - values["one"] * (values["one"].transpose() * values["X"]) / values["X"].nrows(),
            "numbers": lambda values: values["X"] * values["u"],
        },
    ),
    Row("feature_variance", "by_entry", {name: by.coordinate(method) for name, method in _RIDGE.items()}),
    Row(
        "nearly_uncorrelated",
        "main",
        {"elimination": _displaced(_by_elimination), "inverse": _displaced(_by_inverse)},
    ),
    Row("ridge_augmented", "main", {**_RIDGE, "stacked": by.ridge_stacked}),
    Row(
        "input_noise",
        "main",
        {"all signs": by.equations_over_signs, "single entries": by.equations_over_single_entries},
        extra=_NOISE,
        most=6,
    ),
    Row(
        "input_noise",
        "loss",
        {"all signs": by.loss_over_signs, "single entries": by.loss_over_single_entries},
        extra=_NOISE,
        most=6,
    ),
    Row("dropout_linear", "main", {"all masks": by.dropout_over_masks, "variances": by.dropout_by_variances}, most=6),
    Row(
        "coefficient_variance",
        "main",
        {"noise": _variance(by.variance_over_noise), "sandwich": _variance(by.variance_sandwich)},
        model="least_squares",
        extra=_DIRECTION,
    ),
    Row(
        "coefficient_variance",
        "ridge_variance",
        {"noise": _ridge_variance(by.variance_over_noise), "sandwich": _ridge_variance(by.variance_sandwich)},
        model="ridge",
        extra=_DIRECTION,
    ),
    Row(
        "map_gaussian_prior",
        "averaged_posterior",
        {"conditioning": by.mean_by_conditioning, "updates": by.mean_by_updates, "precision": by.mean_by_precision},
        letter="w_tilde",
    ),
    Row(
        "map_gaussian_prior",
        "spread_invertible",
        {
            "conditioning": by.covariance_by_conditioning,
            "updates": by.covariance_by_updates,
            "precision": by.covariance_by_precision,
        },
        extra={"y": lambda values: values["X"] * fmpq_mat(values["X"].ncols(), 1)},
    ),
)
"""In the order of the claims."""
