"""The judge: does this certificate show this sequent?

A sequent is a list of symbols with their shapes, named hypotheses, and the statements of the steps that lead to its goal; it
comes from a claim. A certificate is a list of lines for every step; it comes from a search and is not trusted. Every line
names a rule, every rule checks its line by expanding terms (`Algebra`), and the last line of a step must prove the
statement of that step as the claim gives it. There is no search here, and nothing is read from a certificate but its lines.

Statements are JSON lists: ["eq", A, B]; ["psd", A] (symmetric positive semidefinite; A >= 0 for a number); ["pd", A] (likewise
definite; A > 0); ["inv", A] (invertible; nonzero); ["grad", f, w, point, g] (f as a function of the symbol w has at the point
the gradient g, or the Jacobian g when f is a vector); ["norm", A, g] (the spectral norm of A is g).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from verify.kernel.algebra import SCALAR, Algebra, Poly, Reject

__all__ = ["AXIOMS", "BINDERS", "Canonical", "Context", "Fact", "Result", "Rule", "SCHEMAS", "fields", "free_names", "names_in", "put"]

AXIOMS = frozenset({"spectral_theorem"})
STATEMENTS = {"eq": 2, "psd": 1, "pd": 1, "inv": 1, "grad": 4, "norm": 2}
BINDERS = {"diagof": 1, "sumover": 1, "grad": 2}
Canonical = tuple[Any, ...]


class Fact(NamedTuple):
    """A statement that holds in a sequent, and what it rests on."""

    tree: Any
    reasons: frozenset[str]
    conditions: frozenset[str]


class Result(NamedTuple):
    """What the kernel found out about one sequent.

    `reasons` and `conditions` have an entry a step: the hypotheses and sequents that its certificate uses, and those used only
    to show that something is invertible. `axioms` is inherited from everything used.
    """

    verdict: str
    message: str = ""
    steps: int = 0
    reasons: tuple[frozenset[str], ...] = ()
    conditions: tuple[frozenset[str], ...] = ()
    rules: frozenset[str] = frozenset()
    axioms: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    items: int = 0


def fields(value: Any, required: set[str], optional: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    """Return a JSON object that has the required keys and no unknown ones."""
    if not isinstance(value, dict):
        raise Reject(f"expected an object with {sorted(required)}")
    if missing := required - value.keys():
        raise Reject(f"missing {sorted(missing)}")
    if unknown := value.keys() - required - optional:
        raise Reject(f"unknown {sorted(unknown)}")
    return value


def names_in(tree: Any) -> Iterator[str]:
    """Yield every string inside a JSON term or statement: all its symbols, and some words that are none."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        for part in tree:
            yield from names_in(part)


def free_names(value: Any) -> set[str]:
    """Return the names inside a term, or inside ["formula", w, term] without w."""
    formula = isinstance(value, list) and value[0] == "formula"
    return set(names_in(value[2])) - {value[1]} if formula else set(names_in(value))


def put(tree: Any, values: dict[str, Any], sizes: dict[str, Any]) -> Any:
    """Return a statement or term with terms put in for symbols and sizes for sizes; no bound symbol is captured."""
    if isinstance(tree, str):
        return values.get(tree, tree)
    if not isinstance(tree, list) or not tree:
        raise Reject(f"not a term: {tree!r:.60}")
    head, rest = tree[0], tree[1:]
    if head == "num":
        return tree
    if head in ("id", "zero", "size"):
        return [head, *(sizes.get(s, s) for s in rest)]
    if head == "pow":
        return [head, put(rest[0], values, sizes), rest[1]]
    if head == "apply":
        argument, formula = put(rest[1], values, sizes), values.get(rest[0])
        return put(formula[2], {formula[1]: argument}, {}) if formula else [head, rest[0], argument]
    if head in BINDERS:
        bound = rest[BINDERS[head] - 1]
        inner = {name: value for name, value in values.items() if name != bound}
        body = rest[0] if head == "grad" else rest[1]
        if any(bound in free_names(value) for name, value in inner.items() if name in names_in(body)):
            raise Reject(f"{bound} would be captured")
        if head != "grad":
            return [head, bound, put(body, inner, sizes)]
        return [head, put(body, inner, sizes), bound, *(put(t, values, sizes) for t in rest[2:])]
    return [head, *(put(t, values, sizes) for t in rest)]


Rule = Callable[["Context", dict[str, Any], Any], Any]


class Context:
    """One sequent while its certificate is checked: the facts that hold so far and the tools the rules share."""

    def __init__(self, sequent: dict[str, Any], theory: dict[str, Any], proved: dict[str, Result], local: Any, relations: dict[str, Any]) -> None:
        fields(sequent, {"symbols", "hypotheses", "steps", "goal"}, {"functions"})
        self.symbols = {**declared(sequent["symbols"]), **declared(local)}
        if len(self.symbols) < len(sequent["symbols"]) + len(local):
            raise Reject("a local symbol shadows one of the sequent")
        self.functions = sequent.get("functions", {})
        self.algebra = Algebra(self.symbols, self.functions)
        self.theory, self.proved, self.relations = theory, proved, relations
        self.facts: dict[str, Fact] = {}
        self.units: dict[Any, str] = {}
        self.definite: dict[Any, str] = {}
        self.fresh: set[str] = set()
        self.touched: set[str] = set()
        self.reasons: set[str] = set()
        self.conditions: set[str] = set()
        self.uses: set[str] = set()
        self.axioms: set[str] = set()
        self.rules: set[str] = set()
        self.items = 0
        self.constrained: set[str] = set()
        for name, hypothesis in sequent["hypotheses"].items():
            self.assume(name, hypothesis)

    def assume(self, name: str, hypothesis: Any) -> None:
        """Take up a hypothesis; one that cites an axiom must be an instance of what the axiom gives."""
        if isinstance(hypothesis, dict):
            fields(hypothesis, {"statement", "cite"})
            self.cite(hypothesis["cite"], hypothesis["statement"])
            hypothesis = hypothesis["statement"]
        self.canonical(hypothesis)
        self.constrained |= set(names_in(hypothesis))
        self.record(name, Fact(hypothesis, frozenset({name}), frozenset()))

    def cite(self, cite: Any, statement: Any) -> None:
        fields(cite, {"axiom", "gives", "with"})
        axiom = cite["axiom"]
        if axiom not in AXIOMS or axiom not in self.theory or "gives" not in self.theory[axiom]:
            raise Reject(f"{axiom!r:.40} is not on the list of axioms")
        given, values = self.theory[axiom], cite["with"]
        sizes = self.fit(given["symbols"], values)
        if self.canonical(put(given["gives"][cite["gives"]], values, sizes)) != self.canonical(statement):
            raise Reject(f"{axiom} does not give this")
        self.axioms.add(axiom)

    def record(self, name: str, fact: Fact) -> None:
        """Keep a fact under a new name; a statement that something is invertible is also found by its term."""
        if not isinstance(name, str) or name in self.facts:
            raise Reject(f"the name {name!r:.40} is taken or no name")
        self.facts[name] = fact
        if fact.tree[0] in ("inv", "pd"):
            table = self.units if fact.tree[0] == "inv" else self.definite
            table.setdefault(self.algebra.expand(fact.tree[1]).key, name)

    def canonical(self, tree: Any) -> Canonical:
        """Return a value that two statements share only if they expand to the same."""
        if not isinstance(tree, list) or not tree or STATEMENTS.get(tree[0]) != len(tree) - 1:
            raise Reject(f"not a statement: {tree!r:.60}")
        expand = self.algebra.expand
        if tree[0] == "eq":
            return ("eq", self.algebra.add(expand(tree[1]), expand(tree[2]), -1).key)
        if tree[0] == "grad":
            variable = expand(tree[2])
            if not isinstance(tree[2], str) or expand(tree[3]).shape != variable.shape:
                raise Reject("a gradient needs a symbol and a point of its shape")
            return ("grad", expand(tree[1]).key, tree[2], expand(tree[3]).key, expand(tree[4]).key)
        polys = [expand(t) for t in tree[1:]]
        if tree[0] == "norm" and polys[1].shape != SCALAR:
            raise Reject("a norm is a number")
        if tree[0] != "norm":
            self.algebra.square(polys[0])
        return (tree[0], *(p.key for p in polys))

    # --- what a rule may look up; every look-up is written down ---------------------------------------------------------

    def fact(self, name: Any, *kinds: str) -> Any:
        """Return the statement of a named fact of one of the given kinds."""
        if not isinstance(name, str) or name not in self.facts:
            raise Reject(f"no fact {name!r:.40}")
        fact = self.facts[name]
        if kinds and fact.tree[0] not in kinds:
            raise Reject(f"{name} is {fact.tree[0]}, not {' or '.join(kinds)}")
        self.touched.add(name)
        self.reasons |= fact.reasons
        self.conditions |= fact.conditions
        return fact.tree

    def unit(self, p: Poly) -> None:
        """Require that p is shown invertible: p, its transpose, or what p is the inverse of."""
        a, letters = self.algebra, [x for s, w in p.terms for x in (*(y for y, _ in s), *w)]
        bases = [a.bases[letters[0]]] if len(letters) == 1 and letters[0] in a.bases else []
        keys = [q.key for r in (p, *bases) for q in (r, a.transpose(r))]
        self.condition(next((self.units[k] for k in keys if k in self.units), None), "not shown to be invertible")

    def injective(self, p: Poly) -> None:
        """Require that p z = 0 only for z = 0: p is a number other than 0, invertible, or p^T p is positive definite."""
        gram = self.definite.get(self.algebra.mul(self.algebra.transpose(p), p).key)
        if gram is not None:
            self.condition(gram, "")
        elif set(p.terms) != {((), ())}:
            self.unit(p)

    def condition(self, name: str | None, message: str) -> None:
        if name is None:
            raise Reject(message)
        self.touched.add(name)
        self.conditions |= self.facts[name].reasons | self.facts[name].conditions

    def generic(self, name: Any) -> None:
        """Require a symbol of which nothing is assumed, so that what holds for it holds for all."""
        if not isinstance(name, str) or name not in self.symbols or name in self.constrained:
            raise Reject(f"{name!r:.40} is not generic")

    def difference(self, a: Any, b: Any) -> Poly:
        """Return a - b expanded."""
        return self.algebra.add(self.algebra.expand(a), self.algebra.expand(b), -1)

    def relation(self, ref: Any) -> Poly:
        """Return a polynomial that is zero: an equation among the facts, or a schema [name, argument, ..]."""
        if isinstance(ref, str):
            _, a, b = self.fact(ref, "eq")
            return self.difference(a, b)
        if not isinstance(ref, list) or not ref or ref[0] not in self.relations:
            raise Reject(f"no relation {ref!r:.60}")
        self.rules.add(ref[0])
        return self.relations[ref[0]](self, *ref[1:])  # type: ignore[no-any-return]

    def total(self, start: Poly, items: Any) -> Poly:
        """Subtract items [coefficient, left, relation, right] from a polynomial; every item has to contribute."""
        if not isinstance(items, list):
            raise Reject("items are a list")
        a = self.algebra
        for item in items:
            if not isinstance(item, list) or len(item) != 4:
                raise Reject("an item is [coefficient, left, relation, right]")
            coefficient, left, ref, right = item
            p = self.relation(ref)
            p = p if left is None else a.mul(a.expand(left), p)
            p = p if right is None else a.mul(p, a.expand(right))
            p = a.mul(a.expand(coefficient), p)
            if not p.terms:
                raise Reject("an item contributes nothing")
            start = a.add(start, p, -1)
            self.items += 1
        return start

    def fit(self, symbols: dict[str, Any], values: Any) -> dict[str, Any]:
        """Check terms put in for symbols against their declarations; return what each size becomes."""
        if not isinstance(values, dict) or values.keys() != symbols.keys():
            raise Reject(f"terms are needed for exactly {sorted(symbols)}")
        sizes: dict[str, Any] = {}
        for name, info in symbols.items():
            p = self.algebra.expand(values[name])
            for want, got in zip(info["shape"], p.shape):
                if (sizes.setdefault(want, got) if isinstance(want, str) else want) != got:
                    raise Reject(f"sizes do not fit: {name} is {info['shape']}, its term is {p.shape}")
            if info.get("symmetric") and self.algebra.transpose(p).terms != p.terms:
                raise Reject(f"{name} is symmetric, its term is not")
            if info.get("diagonal") and not self.algebra.is_diagonal(p):
                raise Reject(f"{name} is diagonal, its term is not")
            if info.get("basis") and not self.symbols.get(str(values[name]), {}).get("basis"):
                raise Reject(f"{name} is a basis vector, its term is none")
        return sizes

    def line(self, line: Any, target: Any, rules: dict[str, Rule]) -> Fact:
        """Check one line; with a target it has to prove that, without one what it shows becomes a fact under its name."""
        fields(line, {"rule"} if target else {"rule", "name"}, set(line) - ({"show", "name"} if target else set()))
        if line["rule"] not in rules:
            raise Reject(f"no rule {line['rule']!r:.40}")
        self.reasons, self.conditions = set(), set()
        self.rules.add(line["rule"])
        goal = target or line.get("show")
        arguments = {key: value for key, value in line.items() if key not in ("rule", "name", "show")}
        tree = rules[line["rule"]](self, arguments, goal)
        if goal is not None and self.canonical(tree) != self.canonical(goal):
            raise Reject(f"{line['rule']} proves something else")
        fact = Fact(tree, frozenset(self.reasons), frozenset(self.conditions))
        if not target:
            self.record(line["name"], fact)
            self.fresh.add(line["name"])
        return fact

    def step(self, name: str, step: dict[str, Any], lines: Any, rules: dict[str, Rule]) -> tuple[frozenset[str], frozenset[str]]:
        """Check a step: its last line proves its statement, and the reasons it names are those it uses."""
        fields(step, {"show", "by"})
        if not isinstance(lines, list) or not lines:
            raise Reject("a step without lines")
        for line in lines[:-1]:
            self.line(line, None, rules)
        _, reasons, conditions = self.line(lines[-1], step["show"], rules)
        if unused := set(step["by"]) - reasons - conditions:
            raise Reject(f"names reasons it does not use: {sorted(unused)}")
        if unnamed := reasons - set(step["by"]):
            raise Reject(f"uses reasons it does not name: {sorted(unnamed)}")
        self.record(name, Fact(step["show"], frozenset({name}), frozenset()))
        return reasons, conditions

    def idle(self) -> set[str]:
        """Return the lines that nothing refers to."""
        return self.fresh - self.touched


def declared(symbols: Any) -> dict[str, Any]:
    """Check declarations of symbols: a shape, and whether symmetric, diagonal, a basis vector."""
    for name, info in symbols.items():
        fields(info, {"shape"}, {"symmetric", "diagonal", "basis"})
        rows, cols = info["shape"]
        if (info.get("symmetric") or info.get("diagonal")) and rows != cols:
            raise Reject(f"{name} is not square")
        if info.get("basis") and cols != 1:
            raise Reject(f"{name} is no vector")
    return dict(symbols)


# --- the relations that need no hypothesis -----------------------------------------------------------------------------------


def own_transpose(context: Context, tree: Any) -> Poly:
    """T1: a number equals its transpose."""
    p = context.algebra.expand(tree)
    if p.shape != SCALAR:
        raise Reject("T1 needs a 1 x 1 term")
    return context.algebra.add(p, context.algebra.transpose(p), -1)


def cancel(context: Context, tree: Any, side: Any) -> Poly:
    """inv(A)*A = I (left) or A*inv(A) = I (right), once A is shown invertible."""
    a = context.algebra
    p = a.expand(tree)
    context.unit(p)
    if side not in ("left", "right"):
        raise Reject("an inverse stands left or right")
    product = a.mul(a.inverse(p), p) if side == "left" else a.mul(p, a.inverse(p))
    return a.add(product, a.number(1, p.shape), -1)


def turned(context: Context, ref: Any) -> Poly:
    """The transpose of a relation."""
    return context.algebra.transpose(context.relation(ref))


SCHEMAS: dict[str, Callable[..., Poly]] = {"T1": own_transpose, "cancel": cancel, "T": turned}
