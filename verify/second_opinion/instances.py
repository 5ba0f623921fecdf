"""Earlier sequents and axioms with terms put in for their symbols.

An axiom is cited from the list here, which says what it gives and which of its symbols exist by it. These may be any letters,
but letters: what exists cannot be chosen.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from verify.second_opinion.facts import Case
from verify.second_opinion.terms import NOTHING, Instance, Node, Objection, Reader, Statement, take

__all__ = ["AXIOMS", "Axiom", "check_axiom", "cited", "fitted", "used"]


class Axiom(NamedTuple):
    """A cited theorem: its symbols, those that exist by it, what it gives."""

    symbols: dict[str, Any]
    existing: frozenset[str]
    gives: tuple[Any, ...]


_SQUARE = ["n", "n"]
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
    )
}


def check_axiom(name: str, entry: Any) -> None:
    """Object to an axiom that is not on the list, or says something else there."""
    take(entry, {"symbols", "gives"})
    if name not in AXIOMS:
        raise Objection(f"{name} is no axiom of this opinion")
    axiom = AXIOMS[name]
    if entry["symbols"] != axiom.symbols:
        raise Objection(f"{name} is about other symbols here: {sorted(axiom.symbols)}")
    reader = Reader(axiom.symbols, {})
    known = [reader.statement(tree) for tree in axiom.gives]
    for tree in entry["gives"].values():
        # the nodes of one reader are the same for the same term, so this compares the statements as written
        if reader.statement(tree) not in known:
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
    return Instance(values, sizes, declared=declared)


def cited(case: Case, cite: Any, theory: dict[str, Any]) -> tuple[Statement, dict[str, Node], frozenset[str]]:
    """Return what an axiom gives, the terms put in, and the symbols that exist by it."""
    take(cite, {"axiom", "gives", "with"})
    name = cite["axiom"]
    if name not in AXIOMS or name not in theory:
        raise Objection(f"{name!r:.40} is no axiom of this opinion, or the theory does not state it")
    check_axiom(name, theory[name])
    axiom = AXIOMS[name]
    instance = fitted(case, axiom.symbols, cite["with"])
    letters = [instance.values[symbol] for symbol in axiom.existing]
    names = frozenset(node.args[0] for node in letters if node.op == "symbol")
    given = frozenset[str]().union(*(v.free for key, v in instance.values.items() if key not in axiom.existing))
    if len(names) < len(letters) or names & given:
        raise Objection(f"what exists by {name} is a letter of its own, no chosen term")
    return case.statement(theory[name]["gives"][cite["gives"]], instance), instance.values, names


def used(case: Case, line: dict[str, Any], earlier: dict[str, Any]) -> Statement:
    """Return the goal of an earlier sequent for this instance, each of its hypotheses met by a fact."""
    plain = fitted(case, earlier["symbols"], line["with"])
    instance = _with_functions(case, plain, earlier.get("functions", {}), line.get("functions", {}))
    take(line["facts"], earlier["hypotheses"])
    for name, hypothesis in earlier["hypotheses"].items():
        tree = hypothesis["statement"] if isinstance(hypothesis, dict) else hypothesis
        wanted, fact = case.statement(tree, instance), case.fact(line["facts"][name])
        weaker = Statement("psd", fact.terms) if fact.kind == "pd" else fact
        if not case.matches(wanted, fact, weaker):
            raise Objection(f"{line['facts'][name]} is not the hypothesis {name} of {line['claim']}")
    # what met a hypothesis only shows that the sequent may be used; it is the sequent that is the reason
    case.conditions |= case.reasons
    case.reasons = {line["claim"]}
    return case.statement(earlier["goal"], instance)


def _with_functions(case: Case, plain: Instance, declared: dict[str, Any], given: Any) -> Instance:
    """Add formulas for functions; what is not replaced has to be the same function here."""
    take(given, set(), declared)
    formulas: dict[str, tuple[Node, Any]] = {}
    for name, entry in given.items():
        take(entry, {"of", "is"}, {"gradient"})
        variable, formula = case.generic(entry["of"]), case.reader.read(entry["is"])
        if set(case.reader.symbols[entry["of"]]) != {"shape"}:
            raise Objection(f"{entry['of']} is no arbitrary vector: it is declared to be special")
        domain, shape = (tuple(case.reader.size(s, plain) for s in declared[name][key]) for key in ("domain", "shape"))
        if (variable.shape, formula.shape) != (domain, shape):
            raise Objection(f"{name} maps {domain} to {shape}, its formula {variable.shape} to {formula.shape}")
        if declared[name].get("symmetric") and not case.world.same(formula, case.reader.turn(formula)):
            raise Objection(f"the values of {name} are symmetric, those of its formula are not")
        formulas[name] = (variable, entry["is"])
    for name, info in declared.items():
        slope = info.get("derivative")
        if name not in given and case.reader.functions.get(name) != info:
            raise Objection(f"{name} is another function here")
        if slope is not None and (name in given) != (slope in given):
            raise Objection(f"{name} and its derivative {slope} are replaced together or not at all")
        if slope is not None and name in given:
            _meet_derivative(case, formulas[name], formulas[slope], given[name].get("gradient"))
    return Instance(plain.values, plain.sizes, formulas, plain.declared)


def _meet_derivative(case: Case, function: tuple[Node, Any], slope: tuple[Node, Any], name: Any) -> None:
    variable = function[0].args[0]
    wanted = case.statement(["grad", function[1], variable, variable, slope[1]], NOTHING)
    if slope[0] is not function[0] or not case.matches(wanted, case.fact(name, "grad")):
        raise Objection(f"{name!r:.40} is not the gradient of the formula")
