"""Earlier sequents and axioms with terms put in for their symbols.

An axiom is cited from the list here, which says what it gives and which of its symbols exist by it. All may be any letters, but
letters: what exists cannot be chosen.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from verify.second_opinion.facts import Case
from verify.second_opinion.statements import Statement, read_statement, replaced
from verify.second_opinion.terms import SCALAR, Instance, Node, Objection, Reader, take

__all__ = ["AXIOMS", "CITED", "Axiom", "check_axiom", "cited", "fitted", "induced", "split", "used"]


class Axiom(NamedTuple):
    """A cited theorem: its symbols, those that exist by it, what it gives."""

    symbols: dict[str, Any]
    existing: frozenset[str]
    gives: tuple[Any, ...]


_SQUARE, _CORE = ["n", "n"], ["r", "r"]
AXIOMS = {
    "spectral_theorem": Axiom(
        {
            "H": {"shape": _SQUARE, "symmetric": True},
            "Q": {"shape": _SQUARE},
            "Lam": {"shape": _SQUARE, "symmetric": True, "diagonal": True},
        },
        frozenset({"Q", "Lam"}),
        (
            ["eq", "H", ["mul", "Q", "Lam", ["T", "Q"]]],
            ["eq", ["mul", ["T", "Q"], "Q"], ["id", "n"]],
        ),
    ),
    "singular_value_decomposition": Axiom(
        {
            "X": {"shape": ["m", "n"]},
            "U": {"shape": ["m", "r"]},
            "S": {"shape": _CORE, "symmetric": True, "diagonal": True},
            "V": {"shape": ["n", "r"]},
        },
        frozenset({"U", "S", "V"}),
        (
            ["eq", "X", ["mul", "U", "S", ["T", "V"]]],
            ["eq", ["mul", ["T", "U"], "U"], ["id", "r"]],
            ["eq", ["mul", ["T", "V"], "V"], ["id", "r"]],
        ),
    ),
}


_VECTOR, _NUMBER, _OF_T, _AT_MINIMUM = ["n", 1], [1, 1], ["apply", "dF", "t"], ["localmin", ["apply", "J", "w"], "w", "w_star"]
_J = {"shape": _NUMBER, "domain": _VECTOR, "derivative": "grad_J"}
_GRAD = {"shape": _VECTOR, "domain": _VECTOR}
CITED: dict[str, tuple[dict[str, Any], dict[str, Any], list[Any], Any]] = {  # symbols, functions, hypotheses, conclusion
    "first_order_condition": (
        {"w": {"shape": _VECTOR}, "w_star": {"shape": _VECTOR}},
        {"J": _J, "grad_J": _GRAD},
        [_AT_MINIMUM],
        ["eq", ["apply", "grad_J", "w_star"], ["zero", "n", 1]],
    ),
    "second_order_condition": (
        {"w": {"shape": _VECTOR}, "w_star": {"shape": _VECTOR}},
        {
            "J": _J,
            "grad_J": {**_GRAD, "derivative": "hess_J"},
            "hess_J": {"shape": _SQUARE, "domain": _VECTOR, "symmetric": True},
        },
        [_AT_MINIMUM],
        ["psd", ["apply", "hess_J", "w_star"]],
    ),
    "mean_value": (
        {"t": {"shape": _NUMBER}},
        {"F": {"shape": _NUMBER, "domain": _NUMBER, "derivative": "dF"}, "dF": {"shape": _NUMBER, "domain": _NUMBER}},
        [["between", "t", ["psd", _OF_T]]],
        ["psd", ["add", ["apply", "F", ["num", "1"]], ["neg", ["apply", "F", ["num", "0"]]]]],
    ),
    "intermediate_value": (
        {"alpha": {"shape": _NUMBER}, "a": {"shape": _NUMBER}, "b": {"shape": _NUMBER}, "c": {"shape": _NUMBER}},
        {"F": {"shape": _NUMBER, "domain": _NUMBER}},
        [
            ["continuous", ["apply", "F", "alpha"], "alpha"],
            ["pd", "a"],
            ["pd", "b"],
            ["psd", ["add", ["apply", "F", "a"], ["neg", "c"]]],
            ["psd", ["add", "c", ["neg", ["apply", "F", "b"]]]],
        ],
        ["attains", ["apply", "F", "alpha"], "alpha", "c"],
    ),
}


def check_axiom(name: str, entry: Any) -> None:
    """Object to an axiom that is not on the list, or says something else there."""
    if "cited" in entry:
        take(entry, {"symbols", "functions", "hypotheses", "goal", "cited"})
        found = (entry["symbols"], entry["functions"], [*entry["hypotheses"].values()], entry["goal"])
        if CITED.get(name) != found:
            raise Objection(f"{name} is no axiom of this opinion, or says something else there")
        return
    take(entry, {"symbols", "gives"})
    if name not in AXIOMS:
        raise Objection(f"{name} is no axiom of this opinion")
    axiom = AXIOMS[name]
    if entry["symbols"] != axiom.symbols:
        raise Objection(f"{name} is about other symbols here: {sorted(axiom.symbols)}")
    reader = Reader(axiom.symbols, {})
    known = [read_statement(reader, tree) for tree in axiom.gives]
    for tree in entry["gives"].values():
        # the nodes of one reader are the same for the same term, so this compares the statements as written
        if read_statement(reader, tree) not in known:
            raise Objection(f"{name} gives {axiom.gives}, not {tree!r:.60}")


def fitted(case: Case, declared: dict[str, Any], terms: Any) -> Instance:
    """Return terms put in for declared symbols, with what each size becomes; object to what does not fit."""
    take(terms, declared)
    values: dict[str, Node] = {}
    sizes: dict[Any, Any] = {}
    for name, info in declared.items():
        node = values[name] = case.reader.read(terms[name])
        for size, found in zip(info["shape"], node.shape, strict=True):
            if (sizes.setdefault(size, found) if isinstance(size, str) else size) != found:
                raise Objection(f"{name} is {info['shape']}, what is put in is {node.shape}")
        if info.get("symmetric") and not case.world.same(node, case.reader.turn(node)):
            raise Objection(f"{name} is symmetric, what is put in is not")
        if info.get("diagonal") and not node.diagonal:
            raise Objection(f"{name} is diagonal, what is put in is not")
        if info.get("basis") and not (node.op == "symbol" and case.reader.symbols[node.args[0]].get("basis")):
            raise Objection(f"{name} is a basis vector, what is put in is none")
        if info.get("natural"):
            case.reader.natural(node)
    return Instance(values, sizes)


def cited(case: Case, cite: Any, theory: dict[str, Any]) -> tuple[Statement, dict[str, Node], frozenset[str]]:
    """Return what an axiom gives, the terms put in, and the symbols and sizes that exist by it."""
    take(cite, {"axiom", "gives", "with"})
    name = cite["axiom"]
    if name not in AXIOMS or name not in theory:
        raise Objection(f"{name!r:.40} is no axiom of this opinion, or the theory does not state it")
    check_axiom(name, theory[name])
    axiom = AXIOMS[name]
    instance = fitted(case, axiom.symbols, cite["with"])
    letters = [node.args[0] for node in instance.values.values() if node.op == "symbol"]
    if not len(set(letters)) == len(letters) == len(instance.values):
        raise Objection(f"{name} speaks of letters, each another one: what exists by it cannot be chosen")
    names = frozenset(instance.values[symbol].args[0] for symbol in axiom.existing)
    fixed = {size for symbol, info in axiom.symbols.items() if symbol not in axiom.existing for size in info["shape"]}
    known, chosen = ([found for size, found in instance.sizes.items() if (size in fixed) is kind] for kind in (True, False))
    if len({*known, *chosen}) < len({*known}) + len(chosen) or not all(isinstance(size, str) for size in chosen):
        raise Objection(f"{name} speaks of a size that exists by it: it cannot be one that is known")
    names |= {f"size {size}" for size in chosen}
    if any(
        set(case.reader.symbols[instance.values[symbol].args[0]]) != set(axiom.symbols[symbol]) for symbol in axiom.existing
    ):
        raise Objection(f"what exists by {name} is declared to be more than that")
    given = {f"size {size}" for size in known} | {instance.values[symbol].args[0] for symbol in axiom.symbols} - names
    if case.needed & (names - case.existing):
        raise Objection(f"what exists by {name} was needed before it: nothing exists by itself")
    case.needed |= given
    case.existing |= names
    return case.statement(theory[name]["gives"][cite["gives"]], instance), instance.values, names


def used(case: Case, line: dict[str, Any], earlier: dict[str, Any]) -> Statement:
    """Return the goal of an earlier sequent for this instance, each of its hypotheses met by a fact."""
    plain = fitted(case, earlier["symbols"], line["with"])
    instance = _with_functions(case, plain, earlier.get("functions", {}), line.get("functions", {}))
    take(line["facts"], earlier["hypotheses"])
    for name, hypothesis in earlier["hypotheses"].items():
        tree = hypothesis["statement"] if isinstance(hypothesis, dict) else hypothesis
        wanted, fact = _bound_alike(case, case.statement(tree, instance), earlier), case.fact(line["facts"][name])
        weaker = Statement("psd", fact.terms) if fact.kind == "pd" else fact
        if not case.matches(wanted, fact, weaker):
            raise Objection(f"{line['facts'][name]} is not the hypothesis {name} of {line['claim']}")
    # what met a hypothesis only shows that the sequent may be used; it is the sequent that is the reason
    case.conditions |= case.reasons
    case.reasons = {line["claim"]}
    return _bound_alike(case, case.statement(earlier["goal"], instance), earlier)


def _bound_alike(case: Case, statement: Statement, earlier: dict[str, Any]) -> Statement:
    """Object if a variable that a statement binds runs through natural numbers there and through all of them here."""
    inner: Any = statement
    while isinstance(inner, Statement):
        here, there = ("natural" in symbols.get(inner.variable, {}) for symbols in (case.reader.symbols, earlier["symbols"]))
        if here != there:
            raise Objection(f"{inner.variable} is bound there, and stands for other numbers here")
        inner = inner.detail
    return statement


def _with_functions(case: Case, plain: Instance, declared: dict[str, Any], given: Any) -> Instance:
    """Add formulas for functions; what is not replaced has to be the same function here."""
    take(given, set(), declared)
    formulas: dict[str, tuple[Node, Node]] = {}
    for name, entry in given.items():
        take(entry, {"of", "is"}, {"gradient"})
        variable, formula = case.generic(entry["of"]), case.reader.read(entry["is"])
        domain, shape = (tuple(case.reader.size(s, plain) for s in declared[name][key]) for key in ("domain", "shape"))
        if (variable.shape, formula.shape) != (domain, shape):
            raise Objection(f"{name} maps {domain} to {shape}, its formula {variable.shape} to {formula.shape}")
        if declared[name].get("symmetric") and not case.world.same(formula, case.reader.turn(formula)):
            raise Objection(f"the values of {name} are symmetric, those of its formula are not")
        formulas[name] = (variable, formula)
    for name, info in declared.items():
        slope = info.get("derivative")
        moved = {key: [plain.sizes.get(s, s) for s in info[key]] for key in ("shape", "domain")}
        if name not in given and case.reader.functions.get(name) != {**info, **moved}:
            raise Objection(f"{name} is another function here")
        if slope is not None and (name in given) != (slope in given):
            raise Objection(f"{name} and its derivative {slope} are replaced together or not at all")
        if slope is not None and name in given:
            _meet_derivative(case, formulas[name], formulas[slope], given[name].get("gradient"))
    return Instance(plain.values, plain.sizes, formulas)


def _meet_derivative(case: Case, function: tuple[Node, Node], slope: tuple[Node, Node], name: Any) -> None:
    variable, formula = function
    wanted = Statement("grad", (formula, variable, slope[1]), variable.args[0])
    if slope[0] is not variable or not case.matches(wanted, case.fact(name, "grad")):
        raise Objection(f"{name!r:.40} is not the gradient of the formula")


def induced(case: Case, line: dict[str, Any], goal: Statement | None, earlier: dict[str, Any]) -> Statement:
    """Return the goal, a statement about k: it holds for 0, and the earlier sequent leads from k to k + 1.

    What that sequent assumes of k otherwise holds for every k here; nothing is assumed here of k itself.
    """
    r, k = case.reader, case.generic(line["variable"], "natural")
    name = k.args[0]
    if goal is None:
        raise Objection("an induction needs the statement that it proves")
    instance = fitted(case, earlier["symbols"], {symbol: symbol for symbol in earlier["symbols"]})
    same = all(r.functions.get(function) == info for function, info in earlier.get("functions", {}).items())
    if not same or any(size != found for size, found in instance.sizes.items()):
        raise Objection("the step speaks of other sizes or functions")
    take({"induction": None, **line["facts"]}, earlier["hypotheses"])
    for key, hypothesis in earlier["hypotheses"].items():
        tree = hypothesis["statement"] if isinstance(hypothesis, dict) else hypothesis
        wanted = _bound_alike(case, case.statement(tree), earlier)
        fact = goal if key == "induction" else case.fact(line["facts"][key])
        if key != "induction" and name in wanted.free:
            if fact.kind != "all" or fact.variable != name:
                raise Objection(f"{key} is assumed of {name}, and not given for every one")
            fact = fact.detail
        if not case.matches(wanted, fact):
            raise Objection(f"{key} of {line['step']} is not given here")
    case.conditions |= case.reasons
    case.reasons = {line["step"]}
    if not case.matches(replaced(r, goal, name, r.add(k, r.number(1))), case.statement(earlier["goal"])):
        raise Objection(f"the step does not lead to {name} + 1")
    if not case.matches(replaced(r, goal, name, r.number(0)), case.fact(line["base"])):
        raise Objection("the base is not the statement at 0")
    return goal


def split(case: Case, kind: Any, tree: Any) -> tuple[Statement, ...]:
    """Return the cases of a split, one of which is true: a number's sign (two or three), or whether a vector is 0."""
    r, term = case.reader, case.reader.read(tree)
    none = Statement("eq", (term, r.node("zero", term.shape, term.shape, 0, True)))
    up, down = Statement("pd", (term,)), Statement("pd", (r.neg(term),))
    if kind == "zero" and term.shape[1] == 1:
        return none, Statement("pd", (r.mul(r.turn(term), term),))
    if term.shape == SCALAR and kind == "order":
        return up, none, down
    if term.shape == SCALAR and kind == "sign":
        return Statement("psd", (term,)), down
    raise Objection("numbers have a sign, a vector is 0 or has a length; nothing else is split")
