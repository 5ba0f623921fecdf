"""What is known of the exponentials and logarithms in a number: e^t > 0 and e^t >= 1 + t, for t and -t; e^(log a) = a."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Step
from derivations.language.traversal import walk
from verify.derivation_files.desk import Desk
from verify.search.branches import NotFound
from verify.search.effort import LIGHT

__all__ = ["arguments", "exponential_facts"]

_MOST = 4


def exponential_facts(desk: Desk, name: str, given: tuple[Hypothesis, ...], term: tm.Term) -> dict[str, st.Statement]:
    """Return sequents that bound the exponentials in a number from below, with what they say; none if there are none in it."""
    found: dict[str, st.Statement] = {}
    for place, t in enumerate(arguments(term), 1):
        for degree in (-1, 1):
            polynomial = [tm.Number(Fraction(1)), t][: degree + 1]
            gap = tm.Sum((tm.Elementary("exp", t), *(-part for part in polynomial)))
            said: st.Statement = st.PositiveDefinite(gap.terms[0]) if degree < 0 else st.PositiveSemidefinite(gap)
            step = Step(said, rule="taylor", using={"of": t, "degree": degree})
            try:
                found[desk.prove_step(f"{name}.exp{place}degree{degree + 1}", given, step, LIGHT).name] = said
            except NotFound:
                continue
    return found


def arguments(term: tm.Term) -> list[tm.Term]:
    """Return the t of the e^t in a number, log a standing for t where a = e^t; each with -t."""
    found = list(dict.fromkeys(_plain_arguments(term)))[:_MOST]
    return list(dict.fromkeys(t for inner in found for t in (inner, inner.term if isinstance(inner, tm.Neg) else -inner)))


def _plain_arguments(term: tm.Term) -> Iterator[tm.Term]:
    for node in walk(term):
        if isinstance(node, tm.Elementary) and node.is_scalar:
            yield from {"exp": (node.argument,), "log": (node,)}.get(node.function, ())
