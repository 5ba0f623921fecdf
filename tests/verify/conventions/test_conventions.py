"""Solvers with every convention are told apart, and one with none of them is not given a name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import numpy.typing as npt
import pytest

import derivations
from verify.__main__ import main
from verify.conventions import CONVENTIONS, Convention, Failed, Found, convention_of, find_convention, load, solver_of
from verify.conventions.candidates import rational_root
from verify.conventions.finding import DESIGNS
from verify.conventions.wording import claims_of, objective, objectives, translation
from verify.exact import to_floats
from verify.implementations import IMPLEMENTATIONS
from verify.implementations.adapters import adapters_of
from verify.implementations.ridge_regression import by_svd
from verify.peers import DOCUMENTED
from verify.profiles import BAD_INPUT, INCOMPLETE, OK, REFUTED

Array = npt.NDArray[np.float64]
ROOT = Path(__file__).resolve().parents[3]
PLAIN = Convention(Fraction(1), 1, Fraction(1))


def solved(X: Array, y: Array, g: float) -> Array:
    """Return the minimiser of |Xw - y|^2 + g |w|^2."""
    return np.asarray(np.linalg.solve(X.T @ X + g * np.eye(X.shape[1]), X.T @ y))


WEIGHTS: dict[str, tuple[Callable[[float, int], float], Convention]] = {
    "m alpha": (lambda a, m: m * a, PLAIN),
    "alpha": (lambda a, m: a, replace(PLAIN, p=0)),
    "2 alpha": (lambda a, m: 2 * a, replace(PLAIN, c=Fraction(2), p=0)),
    "alpha/2": (lambda a, m: a / 2, replace(PLAIN, c=Fraction(1, 2), p=0)),
    "2 m alpha": (lambda a, m: 2 * m * a, replace(PLAIN, c=Fraction(2))),
    "m alpha/2": (lambda a, m: m * a / 2, replace(PLAIN, c=Fraction(1, 2))),
    "m^2 alpha": (lambda a, m: m * m * a, replace(PLAIN, p=2)),
    "alpha/m": (lambda a, m: a / m, replace(PLAIN, p=-1)),
    "alpha^2": (lambda a, m: a * a, replace(PLAIN, p=0, q=Fraction(2))),
    "sqrt(alpha)": (lambda a, m: a**0.5, replace(PLAIN, p=0, q=Fraction(1, 2))),
    "m sqrt(alpha)": (lambda a, m: m * a**0.5, replace(PLAIN, q=Fraction(1, 2))),
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_the_weight_of_the_penalty_is_found(name: str) -> None:
    weight, expected = WEIGHTS[name]
    found = find_convention(lambda X, y, alpha: solved(X, y, weight(alpha, len(X))), intercept_seen=False)
    assert (found.verdict, found.conventions) == ("found", (expected,))
    assert found.error < found.margin / 8


@pytest.mark.parametrize("factor", [3.0, 1.5, 0.7, 0.0])
def test_another_constant_gets_no_name(factor: float) -> None:
    found = find_convention(lambda X, y, alpha: solved(X, y, factor * alpha), intercept_seen=False)
    assert (found.verdict, found.conventions) == ("unknown", ())


def test_what_is_near_but_not_exact_is_called_approximate() -> None:
    found = find_convention(lambda X, y, alpha: solved(X, y, alpha) * (1 + 1e-4), intercept_seen=False)
    assert (found.verdict, found.conventions) == ("approximate", (replace(PLAIN, p=0),))


class Model:
    """A solver with fit and predict."""

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha

    def fit(self, X: Array, y: Array) -> Model:
        """Solve with an intercept out of the penalty."""
        self.w = solved(X - X.mean(axis=0), y - y.mean(), self.alpha)
        self.b = float(y.mean() - X.mean(axis=0) @ self.w)
        return self

    def predict(self, X: Array) -> Array:
        """Return the predictions."""
        return np.asarray(X @ self.w + self.b)


class NotPutBack(Model):
    """One that forgets the mean."""

    def fit(self, X: Array, y: Array) -> Model:
        """Solve on centred data only."""
        super().fit(X, y)
        self.b = 0.0
        return self


class Penalised(Model):
    """One that penalises the intercept like a weight."""

    def fit(self, X: Array, y: Array) -> Model:
        """Solve with a column of ones."""
        whole = solved(np.column_stack([np.ones(len(X)), X]), y, self.alpha)
        self.b, self.w = float(whole[0]), whole[1:]
        return self


class Standardised(Model):
    """One that brings the columns to unit variance."""

    def fit(self, X: Array, y: Array) -> Model:
        """Solve in units of the standard deviation."""
        super().fit((X - X.mean(axis=0)) / X.std(axis=0), y)
        self.w = self.w / X.std(axis=0)
        self.b = float(y.mean() - X.mean(axis=0) @ self.w)
        return self


@pytest.mark.parametrize(
    ("model", "intercept", "spread"),
    [(Model, "free", ""), (NotPutBack, "centred", ""), (Penalised, "penalised", ""), (Standardised, "free", "population")],
)
@pytest.mark.parametrize("made", [False, True])
def test_intercept_and_spread_are_found(model: type[Model], intercept: str, spread: str, made: bool) -> None:
    solver = solver_of(model() if made else model)
    found = find_convention(solver.call, intercept_seen=solver.intercept_seen)
    assert found.verdict == "found"
    assert found.conventions[0] == replace(PLAIN, p=0, intercept=intercept, spread=spread)


def test_weights_alone_do_not_tell_an_intercept_from_centring() -> None:
    def centred(X: Array, y: Array, alpha: float) -> Array:
        return solved(X - X.mean(axis=0), y, alpha)

    found = find_convention(centred, intercept_seen=False)
    assert {one.intercept for one in found.conventions} == {"free", "centred"}


SOLVERS = [row for row in IMPLEMENTATIONS if row.role == "ridge_regression"]


@pytest.mark.parametrize("row", SOLVERS, ids=lambda row: row.name)
def test_our_own_solvers_have_our_convention(row: Any) -> None:
    found = find_convention(row.function, intercept_seen=False)
    assert found.conventions == (PLAIN,)
    assert found.verdict == "found"


@pytest.mark.filterwarnings("ignore")  # what a library warns of in so small problems is its own affair
@pytest.mark.parametrize("library", ["scipy", "scikit-learn", "statsmodels"])
def test_every_adapter_states_its_translation_rightly(library: str) -> None:
    try:
        rows = adapters_of(library)
        for row in rows:
            row.function(np.eye(2), np.ones(2), 1.0)
    except ModuleNotFoundError:
        pytest.skip(f"{library} is not installed; `make peers` installs it")
    for row in rows:
        found = find_convention(row.function, intercept_seen=False)
        less = {one for rule in DOCUMENTED if not rule.properties and not rule.condition for one in rule.solvers}
        if row.name not in less:
            assert (found.verdict, found.conventions) == ("found", (PLAIN,)), row.name


# --- the candidates --------------------------------------------------------------------------------------------------


def test_the_plain_one_is_what_the_claim_says() -> None:
    for design in DESIGNS:
        exact = to_floats(PLAIN.solution(design))[1:, 0]
        assert np.allclose(
            exact, by_svd(to_floats(design.X), to_floats(design.y)[:, 0], float(design.alpha)), rtol=1e-12, atol=0
        )


@pytest.mark.parametrize("intercept", ["free", "penalised", "centred"])
def test_a_solution_is_stationary(intercept: str) -> None:
    """The gradient of the objective as it is defined vanishes: a central difference is exact for a quadratic function."""
    one, design = replace(PLAIN, intercept=intercept), DESIGNS[0]
    b, *w = (Fraction(int(x.p), int(x.q)) for x in one.solution(design).entries())
    X = [[Fraction(int(x.p), int(x.q)) for x in row] for row in design.X.tolist()]
    y = [Fraction(int(x.p), int(x.q)) for x in design.y.entries()]
    means = [sum(column, Fraction(0)) / design.m for column in zip(*X, strict=True)]
    if intercept == "centred":
        X = [[x - mean for x, mean in zip(row, means, strict=True)] for row in X]
        mean = sum(y, Fraction(0)) / design.m
        y = [x - mean for x in y]

    def value(at: list[Fraction]) -> Fraction:
        loss = sum((at[0] + sum(x * v for x, v in zip(row, at[1:], strict=True)) - t) ** 2 for row, t in zip(X, y, strict=True))
        penalty = sum(v * v for v in at[1:]) + (at[0] ** 2 if intercept == "penalised" else 0)
        return loss + one.weight(design) * penalty

    point = [b, *w]
    for k in range(len(point)):
        if k == 0 and intercept == "centred":
            continue
        up, down = ([x + h * (i == k) for i, x in enumerate(point)] for h in (Fraction(1), Fraction(-1)))
        assert value(up) == value(down)


def test_roots_are_exact_or_refused() -> None:
    assert rational_root(Fraction(9, 4)) == Fraction(3, 2)
    with pytest.raises(ValueError, match="not the square"):
        rational_root(Fraction(2))


# --- words -----------------------------------------------------------------------------------------------------------

WORDS = [
    (PLAIN, "1/m |Xw - y|^2 + alpha |w|^2", "alpha", "alpha"),
    (replace(PLAIN, p=0), "|Xw - y|^2 + alpha |w|^2", "alpha/m", "m alpha"),
    (replace(PLAIN, p=0, c=Fraction(2)), "1/2 |Xw - y|^2 + alpha |w|^2", "2 alpha/m", "m alpha/2"),
    (replace(PLAIN, p=0, q=Fraction(2)), "|Xw - y|^2 + alpha^2 |w|^2", "alpha^2/m", "sqrt(m alpha)"),
    (replace(PLAIN, p=0, q=Fraction(1, 2)), "|Xw - y|^2 + sqrt(alpha) |w|^2", "sqrt(alpha)/m", "(m alpha)^2"),
    (replace(PLAIN, c=Fraction(1, 2)), "1/m |Xw - y|^2 + alpha/2 |w|^2", "alpha/2", "2 alpha"),
    (replace(PLAIN, p=2), "1/m |Xw - y|^2 + m alpha |w|^2", "m alpha", "alpha/m"),
    (replace(PLAIN, p=-1, c=Fraction(4)), "1/2 |Xw - y|^2 + 2 alpha/m |w|^2", "4 alpha/m^2", "m^2 alpha/4"),
    (replace(PLAIN, p=0, intercept="penalised"), "|Xw + b - y|^2 + alpha (|w|^2 + b^2)", "alpha/m", "m alpha"),
]


@pytest.mark.parametrize(("one", "said", "here", "there"), WORDS)
def test_a_convention_in_words(one: Convention, said: str, here: str, there: str) -> None:
    assert objective(one) == said
    assert said in objectives(one)
    assert translation(one) == (here, there)


def test_the_claims_that_are_named_exist() -> None:
    named = {claim for one in CONVENTIONS for claim, _ in claims_of(one)}
    assert named == {"ridge_regression", "scaled_penalty", "unpenalised_bias"}
    for claim in named:
        assert derivations.find(claim).id == claim


# --- the command -----------------------------------------------------------------------------------------------------

STRANGER = """
import numpy as np

def twice(X, y, alpha):
    return np.linalg.solve(X.T @ X + 2 * alpha * np.eye(X.shape[1]), X.T @ y)

def thrice(X, y, alpha):
    return np.linalg.solve(X.T @ X + 3 * alpha * np.eye(X.shape[1]), X.T @ y)

def breaks(X, y, alpha):
    raise RuntimeError("no")

def hangs(X, y, alpha):
    while True:
        pass

def leaves(X, y, alpha):
    raise SystemExit(0)

def ends(X, y, alpha):
    import os
    os._exit(0)

def dies(X, y, alpha):
    import os, signal
    os.kill(os.getpid(), signal.SIGSEGV)

def greedy(X, y, alpha):
    return np.ones(2**40)

def misshapen(X, y, alpha):
    return np.ones((1, 1))

def lost(X, y, alpha):
    return np.full(X.shape[1], np.nan)

def talks(X, y, alpha):
    print("\\n{}\\n")
    return twice(X, y, alpha)
"""


@pytest.fixture
def stranger(tmp_path: Path) -> str:
    """A stranger's file."""
    path = tmp_path / "mine.py"
    path.write_text(STRANGER, encoding="utf-8")
    return str(path)


def test_the_command_prints_objective_translation_and_claim(stranger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conventions", f"{stranger}:twice"]) == OK
    out, err = capsys.readouterr()
    for said in ("1/2 |Xw - y|^2 + alpha |w|^2", "2 alpha/m", "scaled_penalty", "1 of 1 found"):
        assert said in out
    assert "running the code" in err


def test_the_command_gives_json(stranger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conventions", f"{stranger}:twice", f"{stranger}:thrice", "--format", "json", "-q"]) == INCOMPLETE
    data = json.loads(capsys.readouterr().out)
    schema = json.loads((ROOT / "verify/schemas/conventions.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    assert data["summary"] == {"found": 1, "total": 2}
    assert [row["verdict"] for row in data["targets"]] == ["found", "unknown"]


@pytest.mark.parametrize("target", ["nothing", "no_such_module:f", "verify:no_such_name", "missing.py:f", "verify.profiles:OK"])
def test_a_target_that_is_none_is_bad_input(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conventions", target]) == BAD_INPUT
    assert "ridgeproof:" in capsys.readouterr().err


FATES = {
    "breaks": ("crash", "RuntimeError: no"),
    "leaves": ("exit", "SystemExit(0)"),
    "ends": ("exit", "exit code 0"),
    "dies": ("exit", "signal SIGSEGV"),
    "greedy": ("crash", "MemoryError"),
    "misshapen": ("shape", "weights of shape (2,) are needed"),
    "lost": ("shape", "nan"),
}


@pytest.mark.parametrize("name", FATES)
def test_code_that_breaks_is_a_finding(stranger: str, name: str) -> None:
    kind, said = FATES[name]
    found = convention_of(f"{stranger}:{name}")
    assert isinstance(found, Failed)
    assert found.kind == kind
    assert said in found.message


def test_code_that_hangs_is_a_finding(stranger: str) -> None:
    assert convention_of(f"{stranger}:hangs", silence=2.0) == Failed("hang", "a call does not return within 2 s")


def test_what_the_code_prints_is_its_own_affair(stranger: str) -> None:
    found = convention_of(f"{stranger}:talks")
    assert isinstance(found, Found)
    assert found.verdict == "found"


def test_the_command_tells_of_code_that_breaks(stranger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conventions", f"{stranger}:breaks", f"{stranger}:twice"]) == REFUTED
    out = capsys.readouterr().out
    assert "crash: it raised RuntimeError: no" in out
    assert "1 of 2 found" in out


def test_names_within_names_are_found() -> None:
    assert load("verify.conventions.candidates:Convention.weight") is Convention.weight
