"""What properties with several calls, or with values put together from claims, are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.conformance.judges import Change, Compared, Run
from verify.conformance.known import Known, infinity_norm, sum_of_squares
from verify.exact import rational
from verify.rings import FLINT
from verify.role_problems import Asked

__all__ = [
    "a_decayed_step",
    "a_plain_step",
    "about_a_half",
    "at_most_gradient",
    "examples_twice",
    "expanded_loss",
    "factors_of_7_40",
    "flipped_column",
    "four_times",
    "from_coordinates",
    "gram_shifted",
    "hat_problems",
    "moves_little",
    "norm_falls",
    "number_falls",
    "one_more_step",
    "reversed_column",
    "reversed_eigenvalues",
    "reversed_features",
    "reversed_parameters",
    "reversed_point",
    "scaled_design",
    "scaled_rate",
    "shifted",
    "through_the_model",
    "twice",
    "with_steps",
    "with_zero_alpha",
    "without_last_target",
    "without_w_star",
    "zero",
]

Arguments = Mapping[str, Any]

# --- exact values put together from claims ---------------------------------------------------------------------------


def shifted(known: Known) -> fmpq_mat:
    """Return H + alpha I."""
    return known.shifted


def gram_shifted(known: Known) -> fmpq_mat:
    """Return X^T X + m alpha I."""
    X = known.values["X"]
    return X.transpose() * X + known.sizes["m"] * known.values["alpha"][0, 0] * FLINT.identity(known.n)


def from_coordinates(known: Known) -> fmpq_mat:
    """Return the vector whose coordinates q_i^T w_tilde are those of the claim `coordinates`."""
    units = [FLINT.basis(i, known.n) for i in range(known.n)]
    along = [known.but(e_i=e).value("coordinates")[0, 0] for e in units]
    return known.values["Q"] * fmpq_mat(known.n, 1, along)


def through_the_model(known: Known) -> fmpq_mat:
    """Return 7.10 for H = X^T X/m and a least-squares solution, as the claim `ridge_regression` has it."""
    X, m = known.values["X"], fmpq(1, known.sizes["m"])
    model = known.but(H=m * (X.transpose() * X)).with_pseudo_inverse
    w_star = model.values["H_plus"] * (m * (X.transpose() * known.values["y"]))
    return known.but(w_star=w_star).value("ridge_regression", "as_7_10")


def about_a_half(known: Known) -> fmpq_mat:
    """Return 1/2 plus the right side of the part `half` of `shrinkage_range`, for each eigenvalue."""
    lam = known.values["eigenvalues"].entries()
    gaps = [known.but(lam=fmpq_mat(1, 1, [x])).value("shrinkage_range", "half")[0, 0] for x in lam]
    return fmpq_mat(known.n, 1, [gap + fmpq(1, 2) for gap in gaps])


def factors_of_7_40(known: Known) -> fmpq_mat:
    """Return what 7.40 makes of a vector of ones, for Q = I."""
    lam = [fmpq_mat(1, 1, [x]) for x in known.values["eigenvalues"].entries()]
    ones = fmpq_mat(known.n, 1, [1] * known.n)
    return known.but(Lam=FLINT.diagonal(lam), Q=FLINT.identity(known.n), w_star=ones).value("eq_7_40")


def expanded_loss(known: Known) -> fmpq_mat:
    """Return j_star plus the change of c + b^T w + w^T H w/2 from w_star on, with the gradient 0 there."""
    H, w_star = known.values["H"], known.values["w_star"]
    zero = fmpq_mat(1, 1)
    function = known.but(b=-(H * w_star), c=zero)
    at_star = function.but(w=w_star).value("exact_for_quadratic", side="left")
    return known.functions["J"] + function.value("exact_for_quadratic", side="left") - at_star


# --- changed arguments -----------------------------------------------------------------------------------------------


def four_times(*names: str) -> Change:
    """Return the change that multiplies arguments by 4: exact in binary, and its root too."""
    return lambda arguments: {k: 4 * v if k in names else v for k, v in arguments.items()}


def twice(name: str) -> Change:
    """Return the change that doubles an argument."""
    return lambda arguments: {**arguments, name: 2 * arguments[name]}


def scaled_design(arguments: Arguments) -> Arguments:
    """Double X and y, and take alpha four times."""
    return {"X": 2 * arguments["X"], "y": 2 * arguments["y"], "alpha": 4 * arguments["alpha"]}


def scaled_rate(arguments: Arguments) -> Arguments:
    """Take the eigenvalues four times and a fourth of the learning rate."""
    return {**arguments, "eigenvalues": 4 * arguments["eigenvalues"], "lr": arguments["lr"] / 4}


def examples_twice(arguments: Arguments) -> Arguments:
    """Take every example twice."""
    return {**arguments, "X": np.repeat(arguments["X"], 2, axis=0), "y": np.repeat(arguments["y"], 2)}


def _signs(n: int) -> Any:
    return np.where(np.arange(n) % 2, -1.0, 1.0)


def reversed_parameters(arguments: Arguments) -> Arguments:
    """Reverse the order of the parameters and turn every other sign."""
    signs = _signs(len(arguments["w_star"]))
    H = (signs[:, None] * arguments["H"] * signs)[::-1, ::-1] + 0.0
    return {**arguments, "H": H.copy(), "w_star": (signs * arguments["w_star"])[::-1] + 0.0}


def reversed_features(arguments: Arguments) -> Arguments:
    """Reverse the order of the features and turn every other sign."""
    X = arguments["X"]
    return {**arguments, "X": (X * _signs(X.shape[1]))[:, ::-1] + 0.0}


def reversed_column(known: Known, exact: fmpq_mat) -> fmpq_mat:
    """Return the column in the order and with the signs of the two changes above."""
    signed = [-x if i % 2 else x for i, x in enumerate(exact.entries())]
    return fmpq_mat(known.n, 1, signed[::-1])


def reversed_eigenvalues(arguments: Arguments) -> Arguments:
    """Reverse the order of the eigenvalues."""
    return {**arguments, "eigenvalues": arguments["eigenvalues"][::-1].copy()}


def reversed_point(arguments: Arguments) -> Arguments:
    """Reverse the order of the parameters of a point."""
    turned = {name: arguments[name][::-1].copy() for name in ("w", "w_star")}
    return {**arguments, **turned, "H": arguments["H"][::-1, ::-1].copy()}


def flipped_column(known: Known, exact: fmpq_mat) -> fmpq_mat:
    """Return the column in reversed order."""
    return fmpq_mat(known.n, 1, exact.entries()[::-1])


def without_last_target(arguments: Arguments) -> Arguments:
    """Set the last target to 0."""
    y = arguments["y"].copy()
    y[-1] = 0
    return {**arguments, "y": y}


def with_steps(count: int) -> Change:
    """Return the change to a number of steps."""
    return lambda arguments: {**arguments, "steps": count}


def one_more_step(arguments: Arguments) -> Arguments:
    """Take one step more."""
    return {**arguments, "steps": arguments["steps"] + 1}


def zero(known: Known, _: fmpq_mat) -> fmpq_mat:
    """Return 0, whatever the result was."""
    return fmpq_mat(known.n, 1)


# --- other cases -----------------------------------------------------------------------------------------------------


def without_w_star(problem: Any) -> Asked:
    """Return a ridge problem without its w_star."""
    return Asked({"H": problem.arguments["H"], "alpha": problem.arguments["alpha"]}, problem.letters)


def with_zero_alpha(asked: Asked) -> Asked:
    """Return a descent with the penalty coefficient 0."""
    return replace(asked, arguments={**asked.arguments, "alpha": 0.0})


def hat_problems(designs: Callable[..., st.SearchStrategy[Asked]], **options: Any) -> st.SearchStrategy[Asked]:
    """Return a strategy for H = X^T X/m and alpha, with X and m known; m is made a power of two so that H is exact."""
    return designs(**options).map(_hat)


def _hat(asked: Asked) -> Asked:
    X = asked.arguments["X"]
    m = 1 << (len(X) - 1).bit_length()
    X = np.vstack([X, np.zeros((m - len(X), X.shape[1]))])
    # entries that are not exact in H are left out: a graded design has them
    H = X.T @ X / m
    if rational(H) * fmpq(m) != rational(X).transpose() * rational(X):
        X = np.sign(X)
        H = X.T @ X / m
    return Asked({"H": H, "alpha": asked.arguments["alpha"]}, {"X": rational(X)})


# --- comparisons -----------------------------------------------------------------------------------------------------


def _loosened(run: Run) -> fmpq:
    """What a squared norm may be off by: 2 |x| e + e^2 with the error e in the 2-norm."""
    return run.x.nrows() * run.slack * (2 * infinity_norm(run.x) + run.slack)


def norm_falls(runs: list[Run]) -> Compared:
    """Compare the squared norm at twice the penalty with that at the penalty."""
    first, second = runs
    return Compared(sum_of_squares(second.x), sum_of_squares(first.x), lambda: _loosened(first) + _loosened(second))


def number_falls(runs: list[Run]) -> Compared:
    """Compare the number at twice the penalty with that at the penalty."""
    first, second = runs
    return Compared(second.x[0, 0], first.x[0, 0], lambda: first.slack + second.slack)


def at_most_gradient(runs: list[Run]) -> Compared:
    """Compare alpha^2 |w|^2 with |H w_star|^2."""
    (run,) = runs
    square = run.known.number("alpha") ** 2
    most = sum_of_squares(run.known.values["H"] * run.known.values["w_star"])
    return Compared(square * sum_of_squares(run.x), most, lambda: square * _loosened(run))


def moves_little(runs: list[Run]) -> Compared:
    """Compare 4 m alpha |w - w'|^2 with |y - y'|^2, for each run's slack."""
    first, second = runs
    weight = 4 * first.known.sizes["m"] * first.known.number("alpha")
    gap = first.x - second.x

    def loosened() -> fmpq:
        slack = first.slack + second.slack
        return weight * gap.nrows() * slack * (2 * infinity_norm(gap) + slack)

    return Compared(weight * sum_of_squares(gap), sum_of_squares(first.known.values["y"] - second.known.values["y"]), loosened)


def _stepped(runs: list[Run], step: Callable[[Known], fmpq_mat], growth: fmpq) -> Compared:
    first, second = runs
    expected = step(first.known.but(w=first.x))
    return Compared(infinity_norm(second.x - expected), fmpq(0), lambda: second.slack + first.slack * (1 + growth))


def _growth(known: Known, alpha: fmpq) -> fmpq:
    return 1 + known.number("eps") * (known.norm("H") + alpha)


def a_plain_step(runs: list[Run]) -> Compared:
    """Compare the second result with the step 7.36 from the first."""
    return _stepped(runs, lambda known: known.value("eq_7_36"), _growth(runs[0].known, fmpq(0)))


def a_decayed_step(runs: list[Run]) -> Compared:
    """Compare the second result with the step 7.4 from the first, with the gradient 7.7."""

    def step(known: Known) -> fmpq_mat:
        gradient = known.value("eq_7_07")
        return replace(known, functions={"grad_J": gradient}).value("eq_7_04")

    return _stepped(runs, step, _growth(runs[0].known, runs[0].known.number("alpha")))
