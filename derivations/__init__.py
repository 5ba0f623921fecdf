"""The table of contents: every claim in reading order.

One module is one section of the argument and lists its claims in `CLAIMS`. A section is imported only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derivations.language.claims import Claim

__all__ = ["SECTIONS", "claims", "find", "section_of", "theory"]

SECTIONS = (
    "foundations",
    "calculus",
    "objective",
    "quadratic_model",
    "shifted_hessian",
    "optimum",
    "local_model",
    "geometry",
    "intercept",
    "eigenbasis",
    "limits",
    "constraint",
    "shrinkage",
    "effective",
    "linear_regression",
    "singular_values",
    "principal_components",
    "features",
    "equivalents",
    "noise_and_priors",
    "dynamics",
    "exponential",
    "tangent",
    "early_stopping",
    "binomial",
    "matching",
    "matching_steps",
    "gap",
    "gradient_flow",
    "stability",
    "weight_decay",
    "optimizers",
    "sign_descent",
)


@cache
def _table() -> dict[str, tuple[str, Claim]]:
    table: dict[str, tuple[str, Claim]] = {}
    for section in SECTIONS:
        for claim in import_module(f"derivations.{section}").CLAIMS:
            if claim.id in table:
                raise ValueError(f"two claims are called {claim.id}")
            table[claim.id] = (section, claim)
    return table


def claims() -> Iterator[Claim]:
    """Yield every claim in reading order."""
    return (claim for _, claim in _table().values())


def find(name: str) -> Claim:
    """Return the claim with an id.

    Raises
    ------
    LookupError
        If there is none; the message names those that look alike.
    """
    if name in _table():
        return _table()[name][1]
    import difflib

    near = difflib.get_close_matches(name, _table(), n=3, cutoff=0.4)
    raise LookupError(f"no claim is called {name!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))


def section_of(name: str) -> str:
    """Return the section, a module of this package, in which a claim stands."""
    find(name)
    return _table()[name][0]


def theory() -> dict[str, object]:
    """Return the sequents and axioms of all claims as plain JSON values, in reading order."""
    gathered: dict[str, object] = {}
    for claim in claims():
        gathered.update(claim.data())
    return gathered
