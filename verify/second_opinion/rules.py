"""The rules: what a line takes, and why what it proves follows.

Every rule gets the arguments of its line and the statement to be proved (None where the line leaves it to the rule), and
returns the statement that it has shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verify.second_opinion import elementary
from verify.second_opinion.duals import Dual
from verify.second_opinion.facts import Case
from verify.second_opinion.functions import RULES_OF_FUNCTIONS
from verify.second_opinion.relations import index, relation, rest
from verify.second_opinion.statements import Statement, replaced
from verify.second_opinion.terms import SCALAR, Node, Objection, rational, take

__all__ = ["RULES", "Rule"]

Rule = Callable[[Case, dict[str, Any], Statement | None], Statement]


def _expected(goal: Statement | None, kind: str) -> Statement:
    if goal is None or goal.kind != kind:
        raise Objection(f"this rule proves {kind}, nothing else")
    return goal


def _items(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """Left minus right is the sum of the items."""
    take(line, {"items"})
    goal = _expected(goal, "eq")
    if not case.world.is_zero(rest(case, case.reader.sub(*goal.terms), line["items"])):
        raise Objection("the items do not add up")
    return goal


def _dedekind(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """Left * right = I for square matrices: right * left = I, and both are invertible."""
    take(line, {"from", "left", "right"})
    r = case.reader
    left, right = r.read(line["left"]), r.read(line["right"])
    r.square(left)
    r.square(right)
    unit = r.identity(left.shape[0])
    if not case.world.same(r.sub(r.mul(left, right), unit), relation(case, line["from"])):
        raise Objection("left * right = I is not what the fact says")
    shown = (Statement("eq", (r.mul(right, left), unit)), Statement("inv", (left,)), Statement("inv", (right,)))
    if goal is None or not case.matches(goal, *shown):
        raise Objection("this follows neither as the other product nor as the inverse of a factor")
    return goal


def _generic(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """d^T A = d^T B for an arbitrary d: A = B."""
    take(line, {"from", "symbol"})
    goal, r = _expected(goal, "eq"), case.reader
    d = case.generic(line["symbol"])
    if d.free & goal.free:
        raise Objection(f"{line['symbol']} is in what is to be proved for all of its values")
    if not case.world.same(r.mul(r.turn(d), r.sub(*goal.terms)), relation(case, line["from"])):
        raise Objection("the fact is not the goal with the symbol in front")
    return goal


def _square(case: Case, entry: Any, strict: bool) -> Node:
    coefficient, scalars, outer, inner = entry
    r, c = case.reader, rational(coefficient)
    if c < 0 or not isinstance(scalars, list):
        raise Objection("a square with a negative coefficient, or no list of numbers")
    kinds = ("pd",) if strict else ("psd", "pd")
    left = r.read(outer)
    if strict:
        case.require_injective(left)
    factors = [case.fact(name, *kinds).terms[0] for name in scalars]
    if any(f.shape != SCALAR for f in factors):
        raise Objection("a matrix where a square takes numbers")
    middle = left if inner is None else r.mul(case.fact(inner, *kinds).terms[0], left)
    total = r.mul(r.number(c), *factors, r.mul(r.turn(left), middle))
    if case.world.is_zero(total):
        raise Objection("a square is zero")
    return total


def _definite(case: Case, line: dict[str, Any], goal: Statement, strict: bool) -> Statement:
    take(line, {"squares", "items"})
    r, squares = case.reader, line["squares"]
    if not isinstance(squares, list) or (strict and not squares):
        raise Objection("squares stand in a list, for pd at least one")
    terms = [_square(case, entry, strict and position == 0) for position, entry in enumerate(squares)]
    remaining = r.sub(goal.terms[0], r.add(*terms)) if terms else goal.terms[0]
    if not case.world.is_zero(rest(case, remaining, line["items"])):
        raise Objection("the squares and the items do not add up")
    return goal


def _psd(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """A sum of c * L^T P L with c >= 0 and P positive semidefinite is positive semidefinite."""
    return _definite(case, line, _expected(goal, "psd"), False)


def _pd(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """And positive definite if c > 0, P is positive definite and L injective in the first of them."""
    return _definite(case, line, _expected(goal, "pd"), True)


def _zero(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """z^T P z = 0, or -(z^T P z) positive semidefinite: P z = 0, and z = 0 if P is definite or the identity."""
    take(line, {"vector", "inner", "from"})
    goal, r = _expected(goal, "eq"), case.reader
    z = r.read(line["vector"])
    inner = None if line["inner"] is None else case.fact(line["inner"], "psd", "pd")
    image = z if inner is None else r.mul(inner.terms[0], z)
    form = r.mul(r.turn(z), image)
    fact = case.fact(line["from"], "eq", "psd")
    if fact.kind == "eq":
        difference = r.sub(*fact.terms)
        follows = case.world.same(difference, form) or case.world.same(r.neg(difference), form)
    else:
        follows = case.world.same(r.neg(fact.terms[0]), form)
    if not follows:
        raise Objection("z^T P z = 0 is not what the fact says")
    shown = [image] if inner is not None and inner.kind == "psd" else [image, z]
    if not any(case.world.same(r.sub(*goal.terms), term) for term in shown):
        raise Objection("P z = 0 follows, and z = 0 for a definite P only")
    return goal


def _invertible(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """A, A + A^T or -A is positive definite: A is invertible."""
    take(line, {"from"})
    goal, r = _expected(goal, "inv"), case.reader
    (known,), (term,) = case.fact(line["from"], "pd").terms, goal.terms
    if not any(case.world.same(known, t) for t in (term, r.add(term, r.turn(term)), r.neg(term))):
        raise Objection("another matrix is positive definite")
    return goal


def _size(_case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """A size is at least 1."""
    take(line, set())
    goal = _expected(goal, "pd")
    if goal.terms[0].op != "size":
        raise Objection("only sizes are positive by themselves")
    return goal


def _entrywise(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """For an arbitrary basis vector e and diagonal C, D: e^T C e = e^T D e gives C = D, e^T D e >= 0 that D is PSD, > 0 PD."""
    take(line, {"from", "index"})
    r, name = case.reader, line["index"]
    e = index(case, name)
    case.generic(name, "basis")
    if goal is None or goal.kind not in ("eq", "psd", "pd"):
        raise Objection("what is known of the entries says that matrices are equal, or that one is positive")
    if name in goal.free or not all(term.diagonal for term in goal.terms):
        raise Objection("the matrices are diagonal, and the index is in none of them")
    if goal.kind == "eq":
        known, whole = relation(case, line["from"]), r.sub(*goal.terms)
    else:
        (known,), (whole,) = case.fact(line["from"], *{"pd", goal.kind}).terms, goal.terms
    if not case.world.same(r.mul(r.turn(e), whole, e), known):
        raise Objection("what the fact says is not about the entries")
    return goal


def _trace(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """f_i = e_i^T M e_i for an arbitrary basis vector e_i: the sum of f_i over i is tr M."""
    take(line, {"from", "index", "matrix"})
    goal, r, name = _expected(goal, "eq"), case.reader, line["index"]
    e = index(case, name)
    case.generic(name, "basis")
    matrix, (total, trace) = r.read(line["matrix"]), goal.terms
    if total.op != "sumover" or total.args[0] != name or name in matrix.free:
        raise Objection("a sum over the index is compared with the trace of a matrix without it")
    if not case.world.same(r.sub(total.args[1], r.mul(r.turn(e), matrix, e)), relation(case, line["from"])):
        raise Objection("the fact is not the equation of the summands")
    if not case.world.same(trace, r.trace(matrix)):
        raise Objection("the right side is another trace")
    return goal


def _gradient(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """f(point + t d) = f(point) + t g^T d for an arbitrary d where t * t = 0; for a vector f, t g d."""
    take(line, {"direction", "items"})
    goal, r, name = _expected(goal, "grad"), case.reader, line["direction"]
    (function, point, slope), d = goal.terms, case.generic(name)
    if d.free & (goal.free | {goal.variable}) or name in function.free or d.shape != point.shape:
        raise Objection(f"{name} is no direction of its own")
    dual = Dual(case.world, goal.variable, (point, d))
    along = r.mul(r.turn(slope) if function.shape == SCALAR else slope, d)
    if dual.derivative(function) != case.world.image(rest(case, along, _negated(line["items"]))):
        raise Objection("along the direction the function changes by something else")
    return goal


def _negated(items: Any) -> Any:
    # change - along = items is along + items = change: an item is added where `rest` takes it away
    if not isinstance(items, list):
        raise Objection("items stand in a list")
    return [[["neg", coefficient], *others] for coefficient, *others in items]


def _same_gradient(case: Case, line: dict[str, Any], _goal: Statement | None) -> Statement:
    """A function has one gradient at a point."""
    take(line, {"first", "second"})
    first, second = case.fact(line["first"], "grad"), case.fact(line["second"], "grad")
    same = all(case.world.same(s, t) for s, t in zip(first.terms[:2], second.terms[:2], strict=True))
    if not same or first.variable != second.variable:
        raise Objection("the gradients of two functions, or at two points")
    return Statement("eq", (first.terms[2], second.terms[2]))


def _norm(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """G >= 0, g^2 I - A^T A is positive semidefinite, and |A z| = g for some z with |z| = 1: |A| = g."""
    take(line, {"nonnegative", "bound", "vector", "unit", "attained"})
    goal, r = _expected(goal, "norm"), case.reader
    (matrix, g), z = goal.terms, r.read(line["vector"])
    form, square = r.mul(r.turn(matrix), matrix), r.mul(g, g)
    wanted = {
        "nonnegative": Statement("psd", (g,)),
        "bound": Statement("psd", (r.sub(r.mul(square, r.identity(form.shape[0])), form),)),
        "unit": Statement("eq", (r.mul(r.turn(z), z), r.number(1))),
        "attained": Statement("eq", (r.mul(r.turn(z), form, z), square)),
    }
    for key, statement in wanted.items():
        fact = case.fact(line[key])
        if not case.matches(statement, Statement("psd", fact.terms) if fact.kind == "pd" else fact):
            raise Objection(f"{key} is not what {line[key]} says")
    return goal


def _limit(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """C^2 x^2 - |f - L|^2 >= 0 for x > 0, or C^2 - (1 + c x)^2 |f - L|^2 >= 0 with c > 0 (without c, x for 1 + c x).

    Where x tends to 0 it is enough that this holds below a number r > 0.
    """
    take(line, {"from", "bound"}, {"slope", "below"})
    goal, r = _expected(goal, "limit"), case.reader
    x, bound, (function, limit) = r.symbol(goal.variable), r.read(line["bound"]), goal.terms
    constants, rate = [bound, limit], x
    if line.get("slope") is not None:
        (slope,) = case.fact(line["slope"], "pd").terms
        constants.append(slope)
        rate = r.add(r.number(1), r.mul(slope, x))
    if any(goal.variable in term.free for term in constants) or (rate is not x and goal.detail == "0"):
        raise Objection("the bound and the limit do not depend on the variable, and a slope is for infinity")
    allowed = [x]
    if "below" in line:
        (reach,) = case.fact(line["below"], "pd").terms
        if goal.variable in reach.free or goal.detail != "0":
            raise Objection("how far the bound reaches does not depend on the variable, and is for a limit at 0")
        allowed.append(r.sub(reach, x))
    for statement in case.hypotheses:
        mentioned = statement.free | {statement.variable} if statement.kind in ("all", "between") else statement.free
        if goal.variable in mentioned and not (statement.kind == "pd" and statement.terms[0] in allowed):
            raise Objection(f"more is assumed of {goal.variable} than that it is positive, or small")
    gap = r.sub(function, limit)
    square, known = r.mul(r.turn(gap), gap), r.mul(bound, bound)
    known, taken = (r.mul(known, x, x), square) if goal.detail == "0" else (known, r.mul(rate, rate, square))
    if not case.world.same(case.fact(line["from"], "psd", "pd").terms[0], r.sub(known, taken)):
        raise Objection("the fact is not the bound")
    return goal


def _mean(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """F is its mean and terms that are linear in x - mu, its transpose or x x^T - S, with factors that are not random."""
    take(line, {"moments", "items"})
    goal, r = _expected(goal, "mean"), case.reader
    x, (function, first, second, value) = case.generic(goal.variable), goal.terms
    moments = {"x": (x, first), "T": (r.turn(x), r.turn(first)), "xx": (r.mul(x, r.turn(x)), second)}
    fixed, total = [first, second, value], [r.sub(function, value)]
    for coefficient, left, kind, right in line["moments"]:
        beside = [None if tree is None else r.read(tree) for tree in (coefficient, left, right)]
        fixed += [node for node in beside if node is not None]
        factor, before, after = beside
        if factor is None:
            raise Objection("a moment needs a coefficient")
        image = r.mul(*[node for node in (before, r.sub(*moments[kind]), after) if node is not None])
        term = r.mul(factor, r.trace(image) if function.shape == SCALAR else image)
        if case.world.is_zero(term):
            raise Objection("a moment is zero")
        total.append(r.neg(term))
    if any(goal.variable in node.free for node in fixed):
        raise Objection(f"{goal.variable} is random, what stands beside its moments is not")
    if not case.world.is_zero(rest(case, r.add(*total), line["items"])):
        raise Objection("the moments and the items do not add up")
    return goal


def _trace_sign(case: Case, line: dict[str, Any], _goal: Statement | None) -> Statement:
    """The trace of a positive semidefinite A is not negative, of a definite one positive; if it is 0, A is 0."""
    take(line, {"from"}, {"zero"})
    r, fact = case.reader, case.fact(line["from"], "psd", "pd")
    (term,) = fact.terms
    if "zero" not in line:
        return Statement(fact.kind, (r.trace(term),))
    known = relation(case, line["zero"])
    if not any(case.world.same(known, trace) for trace in (r.trace(term), r.neg(r.trace(term)))):
        raise Objection("that the trace is 0 is not what the fact says")
    return Statement("eq", (term, r.node("zero", term.shape, term.shape, 0, True)))


def _natural(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """A natural number is not negative."""
    take(line, set())
    goal = _expected(goal, "psd")
    (term,) = goal.terms
    if term.op != "symbol" or not case.reader.symbols[term.args[0]].get("natural"):
        raise Objection("only natural numbers are not negative by themselves")
    return goal


def _instance(case: Case, line: dict[str, Any], _goal: Statement | None) -> Statement:
    """What holds for every natural number holds for this one."""
    take(line, {"from", "at"})
    fact, at = case.fact(line["from"], "all"), case.reader.read(line["at"])
    case.reader.natural(at)
    return replaced(case.reader, fact.detail, fact.variable, at)


RULES: dict[str, Rule] = {
    "items": _items,
    "dedekind": _dedekind,
    "generic": _generic,
    "psd": _psd,
    "pd": _pd,
    "zero": _zero,
    "invertible": _invertible,
    "size": _size,
    "entrywise": _entrywise,
    "trace": _trace,
    "gradient": _gradient,
    "same_gradient": _same_gradient,
    "norm": _norm,
    "limit": _limit,
    "mean": _mean,
    "psd_trace": _trace_sign,
    "natural": _natural,
    "instance": _instance,
    "taylor": elementary.taylor,
    "sign": elementary.sign_rule,
    **RULES_OF_FUNCTIONS,
}
