"""The judge's desk: the facts of one sequent, the relations among its terms, the lines of its certificate.

A sequent is a list of symbols with their shapes, named hypotheses, and the statements of the steps that lead to its goal; it
comes from a claim. A certificate is a list of lines for every step; it comes from a search and is not trusted. Every line
names a rule, every rule checks its line by expanding terms (`Algebra`), and the last line of a step must prove the
statement of that step as the claim gives it. There is no search here, and nothing is read from a certificate but its lines.

Statements are JSON lists: ["eq", A, B]; ["psd", A] (symmetric positive semidefinite; A >= 0 for a number); ["pd", A] (likewise
definite; A > 0); ["inv", A] (invertible; nonzero); ["grad", f, w, point, g] (f as a function of the symbol w has at the point
the gradient g, or the Jacobian g when f is a vector); ["norm", A, g] (the spectral norm of A is g); ["limit", f, x, to, L]
(f tends to L as the symbol x tends to 0 from above, or to infinity, "inf"); ["mean", f, x, mu, S, v] (f has the expectation v
for every random x with expectation mu for which x x^T has the expectation S); ["all", k, S] (S for every natural number k, a
hypothesis); ["between", t, S] (S for every number t from 0 to 1); ["continuous", f, x] (f is a continuous function of x on
x > 0); ["attains", f, x, y] (f is y at some x > 0); ["localmin", f, w, p] (f as a function of w has a local minimum at p).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from verify.kernel.algebra import SCALAR, Algebra, Poly, Reject, size

__all__ = [
    "AXIOMS",
    "EVERY",
    "SCHEMAS",
    "STATEMENTS",
    "Context",
    "Fact",
    "Rule",
    "bound_names",
    "declared",
    "fields",
    "inverted",
    "names_in",
    "put",
]

AXIOMS = {  # and the letters that each provides
    "spectral_theorem": ("Q", "Lam"),
    "singular_value_decomposition": ("U", "S", "V"),
    "first_order_condition": (),
    "second_order_condition": (),
    "mean_value": (),
    "intermediate_value": (),
}
STATEMENTS = {"eq": 2, "psd": 1, "pd": 1, "inv": 1, "grad": 4, "norm": 2, "limit": 4, "mean": 5, "all": 2, "between": 2}
STATEMENTS |= {"continuous": 2, "attains": 3, "localmin": 3}


BINDERS = {  # the place of the symbol that is bound
    "diagof": 1,
    "sumover": 1,
    "all": 1,
    "between": 1,
    "grad": 2,
    "limit": 2,
    "mean": 2,
    "continuous": 2,
    "attains": 2,
    "localmin": 2,
}
EVERY = ("all", "between")


class Fact(NamedTuple):
    """A statement that holds in a sequent, and the names of what it rests on.

    `reasons` carry it; `conditions` only show that something is invertible, or met the hypotheses of an earlier sequent.
    """

    tree: Any
    reasons: frozenset[str]
    conditions: frozenset[str]


Rule = Callable[["Context", dict[str, Any], Any], Any]


def fields(value: Any, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Any]:
    """Return a JSON object that has the required keys and no unknown ones."""
    if not isinstance(value, dict) or not {*required} <= value.keys() <= {*required, *optional}:
        raise Reject(
            f"expected an object with {sorted(required)}, got {sorted(value) if isinstance(value, dict) else value!r:.60}"
        )
    return value


def names_in(tree: Any) -> Iterator[str]:
    """Yield every string inside a JSON term or statement: all its symbols, and some words that are none."""
    left = [tree]
    while left:
        part = left.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            left += part


def spoken(tree: Any) -> Iterator[str]:
    """Yield every string inside a JSON term or statement but the index that a sum or a diagonal runs over, inside of it."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        index = tree[1] if tree[0] in ("sumover", "diagof") else None
        yield from (name for part in tree for name in spoken(part) if name != index)


def inverted(tree: Any) -> list[Any]:
    """Return every term that is inverted or divided by inside terms or statements, inner ones first."""
    found, left = [], [tree] if isinstance(tree, list) else []
    while left:
        part = left.pop()
        found += part[1:] if part[:1] == ["inv"] else part[2:] if part[:1] == ["div"] else []
        left += [inner for inner in part if isinstance(inner, list)]
    return found[::-1]


def bound_names(tree: Any) -> Iterator[str]:
    """Yield the symbols that are bound inside statements: by a sum, a diagonal, a gradient, a limit, "for every"."""
    if isinstance(tree, dict):
        yield from bound_names(tree["statement"])
    elif isinstance(tree, list):
        if tree and isinstance(tree[0], str) and tree[0] in BINDERS:
            yield tree[BINDERS[tree[0]]]
        for part in tree:
            yield from bound_names(part)


def put(tree: Any, values: dict[str, Any], sizes: dict[str, Any]) -> Any:
    """Return a statement or term with terms put in for symbols and sizes for sizes; no bound symbol is captured.

    The value of a function is ["formula", w, term].
    """
    if isinstance(tree, str):
        return values.get(tree, tree)
    if not isinstance(tree, list):
        return tree
    head, rest = tree[0], tree[1:]
    if head in ("id", "zero", "size"):
        return [head, *(sizes.get(s, s) for s in rest)]
    if head == "apply":
        argument, formula = put(rest[1], values, sizes), values.get(rest[0])
        return put(formula[2], {formula[1]: argument}, {}) if formula else [head, rest[0], argument]
    if head in BINDERS:
        last = BINDERS[head] == 2
        bound, body, *rest = [rest[1], rest[0], *rest[2:]] if last else rest
        inner = {name: value for name, value in values.items() if name != bound}
        for name in inner.keys() & set(names_in(body)):
            value = inner[name]
            if bound in (set(names_in(value[2])) - {value[1]} if value[0] == "formula" else names_in(value)):
                raise Reject(f"{bound} would be captured")
        if head in ("diagof", "sumover") and values.get(bound, bound) != bound:
            raise Reject(f"{bound} is bound: put in {bound} itself")
        body = put(body, inner, sizes)
        return [head, body, bound, *(put(t, values, sizes) for t in rest)] if last else [head, bound, body]
    return [head, *(put(t, values, sizes) for t in rest)]


def declared(symbols: Any, functions: Any = ()) -> dict[str, Any]:
    """Check declarations: identifiers with a shape each, square where symmetric or diagonal, columns where basis vectors."""
    for name, info in symbols.items():
        rows, cols = map(size, fields(info, {"shape"}, {"symmetric", "diagonal", "basis", "natural"})["shape"])
        square = rows == cols or not (info.get("symmetric") or info.get("diagonal"))
        square &= not info.get("natural") or (rows, cols) == SCALAR
        square &= all(info[mark] is True for mark in info.keys() - {"shape"})
        if not name.isidentifier() or len(name) > 100 or name in functions or not square or (info.get("basis") and cols != 1):
            raise Reject(f"{name!r:.40} is not well declared")
    return dict(symbols)


class Context:
    """One sequent while its certificate is checked: the facts that hold so far and the tools the rules share."""

    def __init__(self, sequent: Any, theory: Any, proved: Any, local: Any, relations: dict[str, Any]) -> None:
        fields(sequent, {"symbols", "hypotheses", "steps", "goal"}, {"functions"})
        self.functions = sequent.get("functions", {})
        self.symbols = declared(sequent["symbols"], self.functions)
        self.algebra = Algebra(self.symbols, self.functions)
        self.theory, self.proved, self.relations = theory, proved, relations
        self.facts: dict[str, Fact] = {}
        self.known: dict[tuple[str, Any], str] = {}
        self.said: dict[int, tuple[Any, tuple[Any, ...]]] = {}
        self.fresh, self.touched, self.constrained = set[str](), set[str](), set[str]()
        self.reasons, self.conditions = set[str](), set[str]()
        self.uses, self.axioms, self.rules = set[str](), set[str](), set[str]()
        self.provided: dict[str, Any] = {}
        self.presupposed = set[str]()
        self.items = 0
        self.hypotheses = tuple(sequent["hypotheses"])
        for name, hypothesis in sequent["hypotheses"].items():
            if isinstance(hypothesis, dict):
                self.cite(**fields(hypothesis, {"statement", "cite"}))
            statement = hypothesis["statement"] if isinstance(hypothesis, dict) else hypothesis
            self.constrained |= set(spoken(statement)) - ({statement[1]} if statement[0] in EVERY else set())
            self.record(name, Fact(statement, frozenset({name}), frozenset()))
        for statement in (*(step["show"] for step in sequent["steps"]), sequent["goal"]):
            self.canonical(statement)  # before the local letters are there, of which no statement may speak
        for name, info in declared(local, self.functions).items():
            self.symbols.setdefault(name, info)

    def cite(self, statement: Any, cite: Any) -> None:
        """CITE: a hypothesis that an axiom provides has to be an instance of what the axiom gives."""
        axiom, gives, values = (fields(cite, ("axiom", "gives", "with"))[key] for key in ("axiom", "gives", "with"))
        if axiom not in AXIOMS or axiom not in self.theory or "gives" not in self.theory[axiom]:
            raise Reject(f"{axiom!r:.40} is not on the list of axioms")
        letters = [value for value in values.values() if isinstance(value, str)]
        if not len(set(letters)) == len(letters) == len(values):
            raise Reject(f"{axiom} speaks of letters, each another one: a term put in for one would assume more")
        sizes, symbols = self.fit(self.theory[axiom]["symbols"], values), self.theory[axiom]["symbols"]
        given = {s for name in symbols.keys() - {*AXIOMS[axiom]} for s in symbols[name]["shape"]}
        fresh, others = [sizes[s] for s in sizes if s not in given], [sizes.get(s, s) for s in given]
        if any(not isinstance(s, str) or s in others or fresh.count(s) > 1 for s in fresh):
            raise Reject(f"a size that {axiom} provides has a name of its own: whatever it is, it cannot be chosen")
        if any(self.symbols[values[x]].keys() != symbols[x].keys() for x in AXIOMS[axiom]):
            raise Reject(f"{axiom} says no more of what it provides than it does")
        provided = [*fresh, *(values[x] for x in AXIOMS[axiom])]
        if self.presupposed & ({*provided} - self.provided.keys()):
            raise Reject(f"{axiom} does not provide what was there before: it would be its own premise")
        if any(self.provided.setdefault(name, values) != values for name in provided):
            raise Reject(f"{axiom} does not provide the same letter or size twice")
        self.presupposed |= {*others, *(values[x] for x in symbols.keys() - {*AXIOMS[axiom]})}
        if self.canonical(put(self.theory[axiom]["gives"][gives], values, sizes)) != self.canonical(statement):
            raise Reject(f"{axiom} does not give this")
        self.axioms.add(axiom)

    def canonical(self, tree: Any) -> tuple[Any, ...]:
        """Return a value that two statements share only if they expand to the same."""
        if id(tree) not in self.said:  # the tree is kept beside its value, so no other one can have its id
            self.said[id(tree)] = (tree, self.expanded(tree))
        return self.said[id(tree)][1]

    def expanded(self, tree: Any) -> tuple[Any, ...]:
        """Return the kind of a statement and the expansion of its terms, once their shapes fit."""
        if not isinstance(tree, list) or not tree or STATEMENTS.get(tree[0]) != len(tree) - 1:
            raise Reject(f"not a statement: {tree!r:.60}")
        for name in names_in(tree):
            self.algebra.spend(1 + len(name) // 32)
        head, *parts = tree
        if head == "eq":
            return (head, self.difference(*parts).key)
        if head in EVERY:
            if head == "between" and self.symbols[parts[0]] != {"shape": [1, 1]}:
                raise Reject(f"{parts[0]} is not any number")
            return (head, parts[0], self.canonical(parts[1]))
        to = parts.pop(2) if head == "limit" else None
        terms = [self.algebra.expand(part) for part in parts]
        f, x, *rest = [*(p.shape for p in terms), SCALAR, SCALAR]
        numbers = (f, x, rest[0]) == (SCALAR,) * 3
        fits = {
            "limit": (x, rest[:1]) == (SCALAR, [f]),
            "norm": x == SCALAR,
            "continuous": numbers,
            "attains": numbers,
            "localmin": (f, rest[0], x[1]) == (SCALAR, x, 1),
        }.get(head, f[0] == f[1])
        if head == "grad":
            fits = rest[:2] == [x, x if f == SCALAR else (f[0], x[0])] and f[1] == x[1] == 1
        if head == "mean":
            fits = rest[:3] == [x, (x[0], x[0]), f]
        bound = parts[1] if BINDERS.get(head) == 2 else None
        if head in ("grad", "mean"):
            fits = fits and parts[1] not in names_in(inverted(parts[0]))
        if not fits or (bound and self.symbols[bound].keys() - {"natural" if to == "inf" else "shape"} - {"shape"}):
            raise Reject(f"{head}: the shapes do not fit, or {bound} is not any vector or is inverted")
        return (head, bound, to, *(p.key for p in terms))

    # --- what a rule may look up; every look-up is written down --------------------------------------------------------------

    def record(self, name: Any, fact: Fact) -> None:
        """Keep a fact under a new name; one about a single term is also found by that term."""
        if not isinstance(name, str) or name in self.facts:
            raise Reject(f"the name {name!r:.40} is taken or no name")
        self.facts[name] = fact
        self.known.setdefault((fact.tree[0], self.canonical(fact.tree)[-1]), name)

    def fact(self, name: Any, *kinds: str) -> Any:
        """Return the statement of a named fact, of one of the given kinds if there are any."""
        if not isinstance(name, str) or name not in self.facts or (kinds and self.facts[name].tree[0] not in kinds):
            raise Reject(f"no fact {name!r:.40} of the kind that is needed: {' or '.join(kinds)}")
        self.touched.add(name)
        self.reasons |= self.facts[name].reasons
        self.conditions |= self.facts[name].conditions
        return self.facts[name].tree

    def condition(self, kind: str, candidates: Iterable[Poly]) -> None:
        """Require a fact of a kind about one of the candidates; it is a condition, not a reason."""
        name = next((self.known[kind, p.key] for p in candidates if (kind, p.key) in self.known), None)
        if name is None:
            raise Reject(f"something is not shown to be {'invertible' if kind == 'inv' else kind}")
        self.touched.add(name)
        self.conditions |= self.facts[name].reasons | self.facts[name].conditions

    def unit(self, p: Poly) -> None:
        """Require that p is invertible: a number other than 0, or shown so for p, for p^T, or for what p is the inverse of."""
        letters = [x for s, w in p.terms for x in (*(y for y, _ in s), *w)]
        single = len(p.terms) == len(letters) == 1 and letters[0] in self.algebra.bases
        bases = [self.algebra.bases[letters[0]]] if single else []
        if p.constant is None:
            self.condition("inv", (q for r in (p, *bases) for q in (r, self.algebra.transpose(r))))

    def generic(self, name: Any, *marks: str) -> None:
        """Require a symbol of which nothing but the marks is assumed, so that what holds for it holds for all."""
        if self.symbols.get(name, {}).keys() != {"shape", *marks} or name in self.constrained:
            raise Reject(f"{name!r:.40} is not generic")

    def difference(self, a: Any, b: Any) -> Poly:
        """Return a - b expanded."""
        return self.algebra.add(self.algebra.expand(a), self.algebra.expand(b), -1)

    def relation(self, ref: Any) -> Poly:
        """Return a polynomial that is zero: an equation among the facts, or a schema [name, argument, ..]."""
        if isinstance(ref, str):
            return self.difference(*self.fact(ref, "eq")[1:])
        if not isinstance(ref, list) or not ref or ref[0] not in self.relations:
            raise Reject(f"no relation {ref!r:.60}")
        self.rules.add(ref[0])
        found: Poly = self.relations[ref[0]](self, *ref[1:])
        return found

    def total(self, start: Poly, items: Any) -> Poly:
        """Subtract items [coefficient, left, relation, right] from a polynomial; every item has to contribute."""
        a = self.algebra
        for coefficient, left, ref, right in items:
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
        fields(values, symbols)
        sizes: dict[str, Any] = {}
        for name, info in symbols.items():
            p = self.algebra.expand(values[name])
            fits = [
                (sizes.setdefault(s, got) if isinstance(s, str) else s) == got
                for s, got in zip(info["shape"], p.shape, strict=True)
            ]
            symmetric = not info.get("symmetric") or self.algebra.transpose(p).terms == p.terms
            diagonal = not info.get("diagonal") or self.algebra.is_diagonal(p)
            if info.get("natural"):
                self.algebra.natural(p)
            basis = not info.get("basis") or self.symbols.get(str(values[name]), {}).get("basis")
            if not (all(fits) and symmetric and diagonal and basis):
                raise Reject(f"the term for {name} is not of its kind: {info}")
        return sizes

    # --- lines and steps -----------------------------------------------------------------------------------------------------

    def line(self, line: Any, target: Any, rules: dict[str, Rule]) -> Fact:
        """Check one line: with a target it has to prove that, without one what it shows becomes a fact under its name."""
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

    def step(self, name: str, step: Any, lines: Any, rules: dict[str, Rule]) -> Fact:
        """Check a step: its last line proves its statement, and the reasons it names are those it uses."""
        fields(step, {"show", "by"})
        for line in lines[:-1]:
            self.line(line, None, rules)
        fact = self.line(lines[-1], step["show"], rules)
        if not fact.reasons <= {*step["by"]} <= fact.reasons | fact.conditions:
            raise Reject(f"the reasons named are {sorted(step['by'])}, those used are {sorted(fact.reasons)}")
        self.record(name, Fact(step["show"], frozenset({name}), frozenset()))
        return fact


def own_transpose(context: Context, tree: Any) -> Poly:
    """T1: a number equals its transpose."""
    p = context.algebra.expand(tree)
    if p.shape != SCALAR:
        raise Reject("T1 needs a 1 x 1 term")
    return context.algebra.add(p, context.algebra.transpose(p), -1)


def cancel(context: Context, tree: Any, side: Any) -> Poly:
    """inv(A)*A = I (left) or A*inv(A) = I (right), once A is shown invertible."""
    a, p = context.algebra, context.algebra.expand(tree)
    context.unit(p)
    product = {"left": (a.inverse(p), p), "right": (p, a.inverse(p))}[side]
    return a.add(a.mul(*product), a.number(1, p.shape), -1)


def turned(context: Context, ref: Any) -> Poly:
    """The transpose of a relation."""
    return context.algebra.transpose(context.relation(ref))


def traced(context: Context, left: Any, ref: Any, right: Any) -> Poly:
    """The trace of left * relation * right."""
    a, p = context.algebra, context.relation(ref)
    p = p if left is None else a.mul(a.expand(left), p)
    return a.trace(p if right is None else a.mul(p, a.expand(right)))


SCHEMAS: dict[str, Callable[..., Poly]] = {"T1": own_transpose, "cancel": cancel, "T": turned, "tr": traced}
