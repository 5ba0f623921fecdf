"""Holds the solvers of other libraries against the claims; ``python -m verify.peers LIBRARY ..`` writes what comes of it.

For each library a file verify/conformance/results/LIBRARY-VERSION.toml, and from all files there one table, docs/peers.md.
Every verdict is computed in the run. That a library documents less than was asked for (a solver's tolerance) is a rule of
`DOCUMENTED`, which names the words and where they stand; the run looks whether the installed version still says them, and
whether the error is one that they explain. Not a part of the tests: it needs the libraries.
"""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import numpy as np
from flint import fmpq

from verify.bounds import DOUBLE
from verify.conformance.engine import Outcome, run
from verify.conformance.judging import Accuracy, Asking, Finding, Subject
from verify.conformance.known import Case
from verify.conformance.properties import properties_of
from verify.conformance.property import Property
from verify.conformance.reproducer import reproducer
from verify.conformance.roles import ROLES
from verify.conformance.standalone import standalone
from verify.implementations.adapters import LIBRARIES, Adapter, adapters_of
from verify.implementations.domains import design_condition_at_most

__all__ = ["DOCUMENTED", "RESULTS", "TABLE", "Documented", "Row", "fails_afresh", "main", "rows_of"]

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "conformance" / "results"
"""The committed results, a file a library and version."""

TABLE = HERE.parent / "docs" / "peers.md"
"""The table made of them."""

EXAMPLES = 40
_FEW = 6  # of what takes thousands of steps
_SMALLER = 400  # so many cases are tried to make one that fails smaller; 40 of what takes thousands of steps
_AFRESH = 120.0  # seconds that a reproducer may take


# --- what is documented ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Documented:
    """What a library's documentation says of results that are less than the solution.

    Attributes
    ----------
    solvers : tuple of str
        The names of the adapters it is about.
    place : str
        "module:name" of the object whose docstring says it.
    words : str
        A few of its words there: where the installed version does not have them, the rule is void.
    says : str
        What that means for the result.
    tolerance : float
        How far a solver iterates: an error is explained if a right method could make it in arithmetic with this unit
        roundoff. 0 where another quantity is computed, or nothing is promised: then every error is explained.
    condition : float
        Only problems with about this condition number and above are meant; 0 for all.
    properties : tuple of str
        The properties it is about, all if empty.
    """

    solvers: tuple[str, ...]
    place: str
    words: str
    says: str
    tolerance: float = 0.0
    condition: float = 0.0
    properties: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Where it is said, and the words."""
        return f'{self.place.replace(":", ".")}: "{self.words}"'

    def is_said(self) -> bool:
        """Return whether the installed version still has the words."""
        module, _, name = self.place.partition(":")
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        return self.words in " ".join((found.__doc__ or "").split())


_LIMIT = "terminates if an estimate of ``cond(A)`` exceeds"
_STOPS = "it stops where the condition number is estimated at conlim = 1e8"
_RIDGE = "sklearn.linear_model:Ridge"
_SGD = "sklearn.linear_model:SGDRegressor"
_OPTIM = "torch.optim:"
_PRECONDITIONED = "an adaptive step is preconditioned: it is not 7.4"
_DECOUPLED = "the decay is apart from the preconditioned gradient: another optimum (decoupled_fixed_point)"
_ADDED = "eps = 1e-8 is added to the preconditioner, and the steps hover about the optimum at the size of the learning rate"

DOCUMENTED = (
    Documented(
        ("sparse.linalg.lsqr",),
        "scipy.sparse.linalg:lsqr",
        "If both tolerances are 1.0e-6 (default)",
        "it stops at atol = btol = 1e-6",
        1e-6,
    ),
    Documented(
        ("sparse.linalg.lsmr",),
        "scipy.sparse.linalg:lsmr",
        "If both tolerances are 1.0e-6 (default)",
        "it stops at atol = btol = 1e-6",
        1e-6,
    ),
    Documented(("sparse.linalg.lsqr",), "scipy.sparse.linalg:lsqr", _LIMIT, _STOPS, condition=1e8),
    Documented(("sparse.linalg.lsmr",), "scipy.sparse.linalg:lsmr", _LIMIT, _STOPS, condition=1e8),
    Documented(
        ("Ridge, lsqr", "Ridge, sparse_cg", "Ridge, sag", "Ridge, saga"),
        _RIDGE,
        "tol : float, default=1e-4",
        "it iterates until tol = 1e-4",
        1e-4,
    ),
    Documented(
        tuple(f"Ridge, {solver}" for solver in ("auto", "svd", "cholesky", "lsqr", "lsqr, tol 0", "sparse_cg", "sag", "saga")),
        _RIDGE,
        "using `alpha = 0` with the `Ridge` object is not advised",
        "it advises against alpha = 0",
        properties=("without_penalty",),
    ),
    Documented(
        ("SGDRegressor",),
        _SGD,
        "training will stop when (loss > best_loss - tol)",
        "it is stochastic and stops when the loss falls by less than tol = 1e-3, whatever the scale",
    ),
    Documented(
        ("SGDRegressor, early stopping",),
        _SGD,
        "early stopping to terminate training when validation score is not improving",
        "it stops by held-out examples",
    ),
    Documented(
        ("OLS.fit_regularized, L1_wt=2^-40",),
        "statsmodels.regression.linear_model:OLS.fit_regularized",
        "Coefficients below this threshold are treated as zero",
        "coefficients below zero_tol are 0, and the descent stops at cnvrg_tol, whatever the scale",
    ),
    *(
        Documented((f"optim.{name}, one step",), f"{_OPTIM}{name}", f"Implements {name} algorithm", _PRECONDITIONED)
        for name in ("Adam", "AdamW", "NAdam")
    ),
    *(
        Documented((f"optim.{name}, fixed point",), f"{_OPTIM}{name}", "term added to the denominator", _ADDED)
        for name in ("Adam", "NAdam")
    ),
    Documented(("optim.NAdam, decoupled, fixed point",), f"{_OPTIM}NAdam", "whether to decouple the weight decay", _DECOUPLED),
    Documented(("optim.AdamW, fixed point",), f"{_OPTIM}AdamW", "Implements AdamW algorithm", _DECOUPLED),
)
"""The rules, those with a tolerance before those without."""


@cache
def _rules(solver: str, tried: str) -> tuple[Documented, ...]:
    """The rules about a solver and a property that the installed version still documents."""
    about = [one for one in DOCUMENTED if solver in one.solvers and (not one.properties or tried in one.properties)]
    return tuple(one for one in about if one.is_said())


def _explained(rule: Documented, tried: Property, subject: Subject, case: Case) -> bool:
    """Whether what is documented explains an inaccurate result."""
    if rule.condition:  # what is estimated is in the norm of Frobenius, at most n times larger
        limit = rule.condition / len(case.arguments["X"][0])
        return not design_condition_at_most(limit)(*(case.arguments[name] for name in ("X", "y", "alpha")))
    if not rule.tolerance:
        return True
    coarse = replace(subject, precision=replace(DOUBLE, unit=fmpq(*rule.tolerance.as_integer_ratio())))
    with suppress(Finding, ValueError, ZeroDivisionError):  # a bound that does not exist explains nothing
        return tried.judge(coarse, case).ratio <= 1
    return False


# --- running ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One property of one adapter.

    Attributes
    ----------
    adapter : Adapter
        The solver.
    tried : str
        The id of the property.
    claim : str
        The claim it comes from, "" for the contract.
    verdict : str
        "holds", "documented" where the library documents less than was asked for, "warned" for a wrong answer with a
        warning, "silent" for one without a word, "raises" where it refuses with an error, or "not judged" outside of its
        domain.
    judged : int
        On how many cases.
    worst : float
        The largest error over what is allowed.
    finding : str
        What kind of finding.
    message : str
        What is wrong.
    rule : Documented or None
        What is documented.
    reproducer : str
        A few lines of Python with the smallest case found; "" if it holds.
    reproduced : bool
        Whether they fail in a fresh process.
    """

    adapter: Adapter
    tried: str
    claim: str
    verdict: str
    judged: int
    worst: float
    finding: str = ""
    message: str = ""
    rule: Documented | None = None
    reproducer: str = ""
    reproduced: bool = False


_WORST_FIRST = ("silent", "warned", "raises", "documented", "holds")


@dataclass(frozen=True)
class _Judged:
    """What came of a case."""

    verdict: str
    case: Case
    ratio: float
    finding: Finding | None = None
    rule: Documented | None = None

    @property
    def asking(self) -> Asking:
        """The call to show."""
        asked = self.finding.asking if self.finding is not None else None
        return asked or Asking(self.case.arguments)


class _Listening:
    """A solver that keeps what it warned of in a call; announcements of coming versions are no warnings of its result."""

    _ANNOUNCED = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.heard = function, False
        if hasattr(function, "domain"):
            self.domain = function.domain

    def __call__(self, *arguments: Any) -> Any:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                return self.function(*arguments)
            finally:
                self.heard |= any(not issubclass(one.category, self._ANNOUNCED) for one in caught)


def rows_of(library: str, examples: int = EXAMPLES) -> Iterator[Row]:
    """Yield what came of each adapter to a library and each property of its role; see `adapters_of` for errors."""
    cases: dict[tuple[str, Any], list[Case]] = {}
    for adapter in adapters_of(library):
        small: dict[Any, list[Case]] = {}
        slow = any(word in adapter.name for word in ("fixed point", "early stopping"))
        for tried in properties_of(adapter.role):
            if slow and tried.id != "closed_form":
                continue
            key = adapter.role, tried.draw
            if key not in cases:
                cases[key] = _drawn(tried, examples)
            most = (_FEW, _SMALLER // 10) if slow else (examples, _SMALLER)
            yield _row(adapter, tried, (cases[key], small.setdefault(tried.draw, [])), most)


def _drawn(tried: Property, examples: int) -> list[Case]:
    drawn: list[Case] = []

    def collect(_: Subject, case: Case) -> Accuracy:
        drawn.append(case)
        return Accuracy(0.0, "backward-stable")

    run(replace(tried, judge=collect), lambda *_: None, examples, seed=0)
    return drawn


def _size(case: Case) -> tuple[int, int, int]:
    arrays = [value for value in case.arguments.values() if isinstance(value, np.ndarray)]
    numbers = [x for value in case.arguments.values() for x in np.ravel(value).tolist()]
    digits = sum(len(repr(float(x))) for x in numbers)
    return sum(array.size for array in arrays), int(max(map(abs, numbers), default=0) > 2.0**20), digits


def _judged(adapter: Adapter, tried: Property, case: Case) -> _Judged:
    listening = _Listening(adapter.function)
    subject = Subject(listening, ROLES[adapter.role])
    try:
        return _Judged("holds", case, tried.judge(subject, case).ratio)
    except Finding as finding:
        if finding.kind == "crash":
            return _Judged("raises", case, finding.ratio, finding)
        if finding.kind not in ("inaccurate", "not finite"):
            return _Judged("silent", case, finding.ratio, finding)
        heard = listening.heard
        for rule in _rules(adapter.name, tried.id) if finding.kind == "inaccurate" else ():
            if _explained(rule, tried, subject, case):
                return _Judged("documented", case, finding.ratio, finding, rule)
        return _Judged("warned" if heard else "silent", case, finding.ratio, finding)


def _row(adapter: Adapter, tried: Property, cases: tuple[Sequence[Case], list[Case]], most: tuple[int, int]) -> Row:
    """The worst of what came of the cases, the smallest first; a case that fails is made smaller."""
    subject = Subject(adapter.function, ROLES[adapter.role])
    inside = sorted((case for case in cases[0] if subject.applies(case.arguments)), key=_size)[: most[0]]
    every = [_judged(adapter, tried, case) for case in inside]
    worst = max((one.ratio for one in every), default=0.0)
    verdict = min((one.verdict for one in every), key=_WORST_FIRST.index, default="not judged")
    if verdict in ("holds", "not judged"):
        return Row(adapter, tried.id, tried.claim, verdict, len(inside), worst)
    first = next(one for one in every if one.verdict == verdict)
    shown = _known_to_fail(adapter, tried, first, cases[1])
    if shown is None:
        shown = _smallest(adapter, tried, first, most)
        cases[1].append(shown.case)
    return _shown(adapter, tried, shown, (len(inside), worst))


def _known_to_fail(adapter: Adapter, tried: Property, first: _Judged, small: Sequence[Case]) -> _Judged | None:
    """The smallest case that fails alike among those another property of the solver has been brought to."""
    every = (_judged(adapter, tried, case) for case in sorted(small, key=_size))
    return next((one for one in every if _alike(one, first)), None)


def _alike(one: _Judged, other: _Judged) -> bool:
    if one.finding is None or other.finding is None:
        return False
    return (one.verdict, one.finding.kind) == (other.verdict, other.finding.kind)


def _smallest(adapter: Adapter, tried: Property, first: _Judged, most: tuple[int, int]) -> _Judged:
    """The smallest case with the same verdict and finding that Hypothesis finds within some tries."""
    caught, tries = [first], 0

    def only(subject: Subject, case: Case) -> Accuracy:
        nonlocal tries
        tries += 1
        if tries <= most[1] + most[0] and subject.applies(case.arguments):
            found = _judged(adapter, tried, case)
            if found.finding is not None and _alike(found, first):
                caught.append(found)
                raise found.finding
        return Accuracy(0.0, "backward-stable")

    run(replace(tried, judge=only), adapter.function, most[0], seed=0)
    return min(caught, key=lambda one: _size(one.case))


def _shown(adapter: Adapter, tried: Property, one: _Judged, counted: tuple[int, float]) -> Row:
    finding, role = one.finding, ROLES[adapter.role]
    if finding is None:
        raise ValueError(f"{adapter.name} holds: there is nothing to show")
    shape = role.shape(one.asking.arguments)
    outcome = Outcome("violated", 1, 1, 0, one.ratio, "", None, finding.kind, str(finding), one.asking, shape)
    about = f"exact, rounded; {tried.claim or role.claim}"
    target = [line for line in standalone(adapter.function) if line != "import numpy as np"]  # a reproducer has it already
    lines = reproducer(outcome, role.parameters, target, about) or ""
    message = str(finding).splitlines()[0][:200]
    reproduced = fails_afresh(lines, "assert" if finding.kind != "crash" else message)
    return Row(
        adapter, tried.id, tried.claim, one.verdict, *counted, finding.kind, message, one.rule, lines, reproduced=reproduced
    )


def fails_afresh(lines: str, how: str) -> bool:
    """Return whether lines fail in a fresh process of this interpreter, outside of the project.

    Parameters
    ----------
    lines : str
        Python code.
    how : str
        "assert" if an assertion is to fail; otherwise the exception named in this message is to be raised.
    """
    wanted = "AssertionError" if how == "assert" else how.partition("raised ")[2].partition(":")[0]
    return _fails(re.sub("  # exact, rounded.*", "", lines), wanted)


@cache
def _fails(lines: str, wanted: str) -> bool:
    done = subprocess.run(
        [sys.executable, "-I", "-W", "ignore", "-c", lines], capture_output=True, text=True, timeout=_AFRESH, check=False
    )
    return done.returncode == 1 and re.search(rf"^([\w.]+\.)?{re.escape(wanted)}", done.stderr, re.MULTILINE) is not None


# --- the command ---------------------------------------------------------------------------------------------------------


def main(argv: Sequence[str] | None = None) -> int:
    """Run the adapters to some libraries and write results and table; return 0, or 3 if a library is missing."""
    from verify.report.peers import table, toml

    parser = ArgumentParser(prog="peers", description=__doc__)
    parser.add_argument("libraries", nargs="*", metavar="LIBRARY", help=f"which of {', '.join(LIBRARIES)}; all if left out")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="cases a property (default: %(default)s)")
    args = parser.parse_args(argv)
    # by hand: with `choices` an empty list of words is itself compared with them, in some versions of Python
    if unknown := [name for name in args.libraries if name not in LIBRARIES]:
        parser.error(f"there are no adapters to {', '.join(unknown)}: name some of {', '.join(LIBRARIES)}")
    missing = 0
    for library in args.libraries or LIBRARIES:
        try:
            version = metadata.version(library).partition("+")[0]
        except metadata.PackageNotFoundError:
            print(f"{library} is not installed: pip install '.[{LIBRARIES[library][0]}]'")
            missing = 3
            continue
        rows = []
        for row in rows_of(library, args.examples):
            rows.append(row)
            afresh = "" if row.reproduced or not row.finding else ", but not in a fresh process"
            said = f"{row.verdict} ({row.worst:.2g}){afresh}"
            print(f"{library} {version}: {row.adapter.name}: {row.tried}: {said}", flush=True)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{library}-{version}.toml").write_text(toml(library, version, rows), encoding="utf-8")
    TABLE.write_text(table(RESULTS), encoding="utf-8")
    return missing


if __name__ == "__main__":
    sys.exit(main())
