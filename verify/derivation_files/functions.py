"""Functions known only by name in a derivation file: ``J = "function n"``, and what is said of their derivatives.

What is proved of a function holds for every one that is as often differentiable as its kinds say. A sequence is a function of
which only the values at 0, 1, 2, .. are spoken of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Part
from derivations.language.errors import LanguageError
from derivations.language.traversal import walk
from verify.vocabulary import statements_in, terms_in

__all__ = ["FUNCTIONS", "Named", "declare_function", "written_functions"]

FUNCTIONS = {
    "function": "function n",
    "sequence": "sequence n",
    "derivative": "derivative of f",
    "gradient": "gradient of J",
    "hessian": "hessian of J",
}
"""The words for functions, each with an example."""


@dataclass(frozen=True)
class Named:
    """A function known only by name: the shape of its values, the size of what it takes, what it is the derivative of."""

    shape: tm.Shape
    domain: tm.Size
    word: str
    of: str = ""


def declare_function(
    name: str, kind: str, known: Mapping[str, Named], size: Callable[[str], tm.Size]
) -> tuple[Named, list[Hypothesis]]:
    """Return a function and what its kind assumes of it: nothing, or that it is the derivative of another.

    Parameters
    ----------
    name, kind : str
        Its name and its kind.
    known : mapping of str to Named
        The functions that are declared before it.
    size : callable
        Reads a size.

    Raises
    ------
    LanguageError
        If the kind is not complete, or the function that it speaks of is not declared before.
    """
    word, *rest = kind.split()
    if word == "function" and len(rest) == 1:
        return Named(tm.SCALAR, size(rest[0]), word), []
    if word == "sequence" and len(rest) <= 1:
        return Named((size(rest[0]), 1) if rest else tm.SCALAR, 1, word), []
    if word not in ("derivative", "gradient", "hessian") or len(rest) != 2 or rest[0] != "of":
        raise LanguageError(f'{kind[:60]!r}: write "{FUNCTIONS[word]}"')
    of, base = rest[1], known.get(rest[1])
    if base is None:
        raise LanguageError(f'{of[:40]} is no function that is declared before; write {of[:40]} = "function n" above')
    if word == "hessian":
        of, base = next(((f, named) for f, named in known.items() if named.of == of), ("", base))
        if base.word != "gradient":
            raise LanguageError(f'a Hessian is that of a gradient; write grad = "gradient of {rest[1][:40]}" above')
    _differentiable_once(word, of, base, known)
    n, values = base.domain, base.shape
    shape = (n, n) if word == "hessian" else (n, 1)
    said = st.Differentiable(of, name, n, values, symmetric=word == "hessian")
    return Named(shape, n, word, of), [Hypothesis(f"{name} is {word}", said, words=f"{name}: {kind}")]


def _differentiable_once(word: str, of: str, base: Named, known: Mapping[str, Named]) -> None:
    """Require that a function has no derivative yet, and one of that name."""
    if any(named.of == of for named in known.values()):
        raise LanguageError(f"{of[:40]} has a derivative already")
    if word == "gradient" and (base.word != "function" or base.shape != tm.SCALAR):
        raise LanguageError(f"a gradient is that of a function, and {of[:40]} is a {base.word}")
    if word == "derivative" and (base.word not in ("function", "derivative") or base.domain != 1):
        raise LanguageError(
            f'a derivative is that of a function of a number, a gradient that of others: "gradient of {of[:40]}"'
        )


def written_functions(part: Part) -> tuple[dict[str, str], set[str]]:
    """Return the kinds of the functions of a part, and the names of the hypotheses that they say.

    Raises
    ------
    LanguageError
        If there is no kind for one.
    """
    kinds: dict[str, str] = {}
    slopes: dict[str, str] = {}
    said = set[str]()
    for hypothesis in part.given:
        if isinstance(hypothesis.statement, st.Differentiable):
            known = hypothesis.statement
            said.add(hypothesis.name)
            if known.values != tm.SCALAR:
                if not known.symmetric or known.function not in slopes:
                    raise LanguageError("the derivative of a function from vectors to vectors")
                slopes[known.derivative] = f"hessian of {slopes[known.function].split()[-1]}"
                continue
            slopes[known.derivative] = f"{'derivative' if known.size == 1 else 'gradient'} of {known.function}"
            if known.function not in slopes:
                kinds[known.function] = f"function {known.size}"
    for statement in statements_in(part):
        for node in (n for term in terms_in(statement) for n in walk(term) if isinstance(n, tm.Apply)):
            if node.function not in slopes:
                kinds.setdefault(node.function, _kind_of(node))
    return {**kinds, **slopes}, said


def _kind_of(node: tm.Apply) -> str:
    """The kind of a function of which no derivative is known."""
    if node.is_scalar:
        return f"function {node.argument.shape[0]}"
    if node.argument.is_scalar and node.shape[1] == 1:
        return f"sequence {node.shape[0]}"
    raise LanguageError("a function from vectors to vectors")
