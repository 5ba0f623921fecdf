"""A second opinion on the certificates the kernel judges, by another method and without a line in common.

The kernel expands both sides of an identity and compares polynomials. Here both sides are evaluated on random matrices over a
prime field (`worlds`), and gradients on dual numbers (`duals`). What is not an identity - signs, premises of rules, reasons,
what is invertible, what is used before it is shown - is looked at in its own way (`rules`, `relations`, `instances`,
`sequents`).

The sizes are large enough that no identity holds by accident of the size, so an opinion errs only if random numbers modulo a
prime above 2^61 collide: a chance of at most (number of comparisons) * (degree) / 2^61. Prime and matrices come from a hash of
theory and certificates. Whatever makes the two judges differ is worth a look; where they do, the kernel's word counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container
from typing import Any, NamedTuple

from verify.second_opinion.fields import prime_from
from verify.second_opinion.instances import check_axiom
from verify.second_opinion.sequents import judge
from verify.second_opinion.terms import Objection
from verify.second_opinion.worlds import Unlucky

__all__ = ["PRIMES", "Opinion", "check"]

PRIMES = 16


class Opinion(NamedTuple):
    """What the second judge thinks of one sequent: "agrees", "objects" with a message, or "axiom" for what is cited."""

    verdict: str
    message: str = ""


def check(theory: dict[str, Any], certificates: dict[str, Any], judged: Container[str] = ()) -> dict[str, Opinion]:
    """Judge every sequent of a theory in order; a sequent may use only those agreed to before it.

    Parameters
    ----------
    theory : dict
        Sequents and axioms by id, as JSON values, from the claims.
    certificates : dict
        Certificates by the same ids, as JSON values.
    judged : container of str, optional
        Sequents that were agreed to before, with the same statements and certificates; they are not judged again.

    Returns
    -------
    dict
        An `Opinion` an id.
    """
    texts = {name: _text([name, entry, certificates.get(name)]) for name, entry in theory.items()}
    digest = hashlib.sha256(b"\n".join(texts.values())).digest()
    readable = {name for name, text in texts.items() if text}
    for attempt in range(PRIMES):
        try:
            return _opinions(theory, certificates, (readable, judged), digest + attempt.to_bytes(1))
        except Unlucky:
            continue
    return dict.fromkeys(theory, Opinion("objects", "every prime divides a numeral: are there numerals made for that?"))


def _text(value: Any) -> bytes:
    try:
        return json.dumps(value, sort_keys=True).encode()
    except (TypeError, ValueError, RecursionError):
        return b""


def _opinions(
    theory: dict[str, Any], certificates: dict[str, Any], known: tuple[set[str], Container[str]], seed: bytes
) -> dict[str, Opinion]:
    prime, (readable, judged) = prime_from(seed), known
    opinions: dict[str, Opinion] = {}
    for name, entry in theory.items():
        certificate = certificates.get(name)
        agreed = {
            earlier
            for earlier, opinion in opinions.items()
            if opinion.verdict == "agrees" or (opinion.verdict == "axiom" and "cited" in theory[earlier])
        }
        try:
            if name not in readable:
                raise Objection("this is no JSON, or too deep")
            if "gives" in entry or "cited" in entry:
                check_axiom(name, entry)
                opinions[name] = Opinion("axiom")
            elif name in judged:
                opinions[name] = Opinion("agrees")
            else:
                judge(name, theory, certificate, agreed, (seed + name.encode(), prime))
                opinions[name] = Opinion("agrees")
        except Objection as reason:
            opinions[name] = Opinion("objects", str(reason))
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError) as error:
            opinions[name] = Opinion("objects", f"malformed: {type(error).__name__}")
    return opinions
