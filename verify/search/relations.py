"""The equations that a search may use: what the named facts say, and what the kernel knows of the letters at hand."""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement
from typing import Any

from verify.kernel import RULES, Reject
from verify.kernel.algebra import SCALAR, Poly
from verify.kernel.core import Context
from verify.search.branches import NotFound
from verify.search.columns import Relation
from verify.search.writing import Writer

__all__ = ["is_unit", "relations", "unit_line"]


def is_unit(context: Context, p: Poly) -> bool:
    """Whether the kernel already knows that p is invertible."""
    try:
        context.unit(p)
    except Reject:
        return False
    return True


def relations(context: Context, writer: Writer, names: list[str]) -> list[Relation]:
    """Return the equations among the named facts with their transposes, and the schemas for the letters at hand."""
    a = context.algebra
    found = [Relation(name, context.relation(name)) for name in names if context.facts[name].tree[0] == "eq"]
    for letter, base in list(a.bases.items()):
        if is_unit(context, base):
            term = writer.known[letter][1] if letter in writer.known else writer.poly(base)
            refs = (["cancel", term, side] for side in ("left", "right"))
            found += [Relation(ref, context.relation(ref)) for ref in refs]
    found += _of_diagonals(context, writer)
    found += _of_elementary(context, writer, names)
    for letter, term in writer.known.items():
        if a.letters[letter].meaning[0] == "power" and a.letters[letter].shape != SCALAR:
            ref = ["power", *term[1:]]
            found.append(Relation(ref, context.relation(ref)))
    for relation in list(found):
        turned = a.transpose(relation.poly)
        opposite = a.mul(a.number(-1), relation.poly)
        if relation.poly.shape != SCALAR and turned not in (relation.poly, opposite):
            found.append(Relation(["T", relation.ref], turned))
    return [r for r in found if r.poly.terms]


def _of_diagonals(context: Context, writer: Writer) -> list[Relation]:
    """Diagonal matrices commute; basis vectors are their eigenvectors; the entries of diag(f_i) are known."""
    letters = [x for x, letter in enumerate(context.algebra.letters) if letter.diagonal and letter.shape != SCALAR]
    terms = [writer.letter(x) for x in letters]
    bases = [name for name, info in context.symbols.items() if info.get("basis")]
    size = {repr(term): context.algebra.letters[x].shape[0] for x, term in zip(letters, terms, strict=True)}
    refs: list[Any] = [["commute", c, d] for c, d in combinations(terms, 2) if size[repr(c)] == size[repr(d)]]
    for e in bases:
        near = [d for d in terms if size[repr(d)] == context.symbols[e]["shape"][0]]
        refs += [["unit", e], *(["basis", e, d] for d in near)]
        refs += [["entry", d, e] for d in near if isinstance(d, list) and d[0] == "diagof"]
    return [Relation(ref, context.relation(ref)) for ref in refs]


def _of_elementary(context: Context, writer: Writer, names: list[str]) -> list[Relation]:
    """Exponentials of sums, logarithms, signs: what is known of those among the letters at hand."""
    a = context.algebra
    terms = [term for letter, term in writer.known.items() if a.letters[letter].meaning[0] in ("exp", "log", "sign")]
    arguments = [term[1] for term in terms if term[0] == "exp"]
    refs: list[Any] = [["exp_sum"]] if arguments else []
    for first, second in combinations_with_replacement(arguments, 2):
        total = a.expand(["add", first, second])
        if not total.terms or any(a.expand(t) == total for t in arguments):
            refs.append(["exp_sum", first, second])
    for head, argument in terms:
        if head == "sign":
            refs += [["sign", argument]] if a.expand(argument).shape == SCALAR else []
            refs += [["sign_entry", argument, e] for e, info in context.symbols.items() if info.get("basis")]
        elif isinstance(argument, list) and [head, argument[0]] in (["exp", "log"], ["log", "exp"]):
            refs.append(["exp_log" if head == "exp" else "log_exp", argument[1]])
    for name in names:
        if context.facts[name].tree[0] == "eq":
            sides = [a.expand(side) for side in context.facts[name].tree[1:]]
            meant = {head for head, argument in terms if a.expand(argument) in sides}
            refs += [["same", head, name] for head in sorted(meant)]
            refs += [["sign_zero", name]] if "sign" in meant and not sides[1].terms else []
    return [Relation(ref, poly) for ref in refs if (poly := _attempt(context, writer, ref)) is not None]


def _attempt(context: Context, writer: Writer, ref: Any) -> Poly | None:
    try:
        poly = context.relation(ref)
    except Reject:
        return None
    if ref[0] == "exp_sum":
        writer.learn([["exp", ["num", "0"]], *([["exp", ["add", *ref[1:]]]] if ref[1:] else [])])
    if ref[0] == "same":
        writer.learn([[ref[1], side] for side in context.facts[ref[2]].tree[1:]])
    if ref[0] == "sign_entry":
        writer.learn([["sign", ["mul", ["T", ref[2]], ref[1]]]])
    return poly


def unit_line(context: Context, target: Any, names: list[str]) -> dict[str, Any]:
    """Return the line that shows something invertible: from a product that is I, or from definiteness.

    Raises
    ------
    NotFound
        If none of the named facts shows it.
    """
    for name in names:
        fact = context.facts[name].tree
        if fact[0] == "pd" and _fits(context, {"rule": "invertible", "from": name}, target):
            return {"rule": "invertible", "from": name}
        if fact[0] == "eq":
            for left, right in _factorings(fact[1]):
                line = {"rule": "dedekind", "from": name, "left": left, "right": right}
                if _fits(context, line, target):
                    return line
    raise NotFound(f"no product shows that {target[1]} is invertible")


def _factorings(tree: Any) -> list[list[Any]]:
    if not isinstance(tree, list) or tree[0] != "mul":
        return []
    pack = tree[1:]
    cut = [(pack[:k], pack[k:]) for k in range(1, len(pack))]
    return [[p[0] if len(p) == 1 else ["mul", *p] for p in pair] for pair in cut]


def _fits(context: Context, line: dict[str, Any], target: Any) -> bool:
    try:
        context.line(line, target, RULES)
    except Reject:
        return False
    return True
