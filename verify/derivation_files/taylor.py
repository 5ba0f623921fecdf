"""An exponential against its Taylor polynomials: those of odd degree, and those of even degree where the sign is known."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Step
from derivations.language.traversal import walk
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.exponentials import arguments
from verify.derivation_files.facts import INEQUALITY, Fact, Given
from verify.derivation_files.flattening import one_key
from verify.search.branches import NotFound
from verify.search.effort import LIGHT

__all__ = ["taylor"]

_DEGREES = (-1, 1, 3, 5)


def taylor(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact] = ()) -> Proof:
    """Prove that e^t exceeds a Taylor polynomial of odd degree, or 0; or one of even degree, if a fact says that t >= 0.

    If it says that t <= 0, then e^t is less than one of even degree.

    Raises
    ------
    NotFound
        If that is not what the goal says.
    """
    if isinstance(goal, INEQUALITY):
        stated = {node.exponent for node in walk(goal.term) if isinstance(node, tm.Power) and isinstance(node.exponent, int)}
        highest = max(stated, default=0)
        odd = (highest, *_DEGREES) if highest % 2 and highest > _DEGREES[-1] else _DEGREES
        signs = {one_key(f.statement.term): f for f in facts if f.name and isinstance(f.statement, INEQUALITY)}
        for t in arguments(goal.term):
            told = [sure for side in (t, -t) if (sure := signs.get(one_key(side)))] if t.is_scalar else []
            even = dict.fromkeys((highest - highest % 2, 0))
            tries: list[tuple[int, Fact | None]] = [(degree, sure) for degree in even for sure in told[:1]]
            for degree, sure in [*tries, *((degree, None) for degree in odd)]:
                using: dict[str, tm.Term | str | int] = {"of": t, "degree": degree}
                using |= {"sign": sure.name} if sure else {}
                reasons = (sure.reason,) if sure else ()
                try:
                    return desk.prove_step(name, given, Step(goal, reasons, rule="taylor", using=using), LIGHT)
                except NotFound:
                    continue
    raise NotFound(f"{name}: no Taylor polynomial")
