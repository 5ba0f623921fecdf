"""What a step names: givens, earlier claims of the file, claims of ours; as they stand, and in the letters called for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Instance, Part, Reason
from derivations.language.errors import LanguageError
from derivations.language.traversal import walk
from verify.derivation_files.desk import Desk, Proof, our_parts
from verify.derivation_files.facts import Fact
from verify.derivation_files.flattening import is_atom
from verify.derivation_files.instances import instances_of, takes_away
from verify.derivation_files.matching import fits
from verify.derivation_files.naming import named_values, put
from verify.derivation_files.reading import Fault, Written
from verify.vocabulary import free_symbols, statements_in, terms_in

__all__ = ["Bench", "Reasons", "reasons_of"]

_BEST = 3
"""How many instances of one claim are tried with the reasons as they stand."""


@dataclass
class Bench:
    """One file on its way: the desk, what the names of earlier claims stand for, which givens have no example."""

    desk: Desk
    file: str
    earlier: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    met: dict[tuple[Hypothesis, ...], tuple[str, ...]] = field(default_factory=dict)

    def keep(self, proof: Proof, given: Sequence[Hypothesis], goal: st.Statement) -> Proof:
        """Remember what a proof proves, and from what, for those who cite it in other letters."""
        used = self.desk.theory[proof.name]["hypotheses"]
        marks = (st.Symmetric, st.Diagonal, st.BasisVector, st.Natural)
        kept = tuple(h for h in given if h.name in used or isinstance(h.statement, marks))
        self.parts[proof.name] = Part(proof.name, "", kept, (), goal)
        return proof

    def statements(self, names: Iterable[str]) -> list[st.Statement]:
        """Return what earlier statements of the file say."""
        return [self.parts[name].goal for name in names if name in self.parts]


@dataclass
class Reasons:
    """The givens that are named; all reasons with the instances that a statement calls for; the facts as they stand."""

    named: list[Hypothesis] = field(default_factory=list)
    all: list[Reason] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


def reasons_of(
    bench: Bench, claim: Written, by: tuple[str, ...] | None, said: tuple[st.Statement, tuple[Hypothesis, ...]], line: int
) -> Reasons:
    """Return what is named as reasons of a statement; nothing where nothing is named.

    Raises
    ------
    Fault
        If a name stands for nothing, or for the claim itself.
    """
    goal, found, given = said[0], Reasons(), claim.scope.given
    assumed = [h.statement for h in (*claim.scope.hypotheses, *said[1])]
    for word in by or ():
        if word not in given and word != claim.id:
            assumed += bench.statements(bench.earlier.get(word, ()))
    near = [h.statement for word in by or () for h in given.get(word, ())]
    letters = {name for statement in (goal, *near) for name in free_symbols(statement)}
    for word in by or ():
        if word in given:
            found.named += given[word]
        elif word == claim.id:
            raise Fault(f"{word} cannot be a reason for itself", line)
        elif word in bench.earlier:
            _earlier(bench, bench.earlier[word], (goal, assumed), letters, found)
            needed = {name for sequent in bench.earlier[word] for name in bench.desk.theory[sequent]["hypotheses"]}
            found.named += [h for hypotheses in given.values() for h in hypotheses if h.name in needed]
        else:
            _ours(_learnt(bench, claim, word, line), word, (goal, assumed), found)
    found.named = list(dict.fromkeys(found.named))
    return found


def _learnt(bench: Bench, claim: Written, word: str, line: int) -> list[str]:
    try:
        return bench.desk.learn(word)
    except LookupError:
        known = [*claim.scope.given, *(name for name in bench.earlier if name != claim.id), *our_parts()]
        near = " or ".join(get_close_matches(word[:60], known, 2))
        meant = f"; is {near} meant?" if near else ""
        raise Fault(f"no given, earlier claim or claim of ours is called {word[:60]!r}{meant}", line) from None


def _earlier(
    bench: Bench, sequents: list[str], wanted: tuple[st.Statement, list[st.Statement]], letters: set[str], found: Reasons
) -> None:
    """An earlier claim of the file; in other letters than its own only later, if its own are all spoken of here."""
    found.all += sequents
    for sequent in (name for name in sequents if name in bench.parts):
        part = bench.parts[sequent]
        instances = instances_of(sequent, part, *wanted)
        found.all += instances
        spare = letters >= {name for statement in statements_in(part) for name in free_symbols(statement)}
        found.facts.append(_fact(sequent, part))
        others = _instances(instances, part, wanted[0])
        met = _unlike(part.goal) & _unlike(wanted[0])
        # one that speaks of a power or a value that is in the goal, and not in the claim as it stands, is called for
        found.facts += [
            replace(f, spare=spare and not f.called and _unlike(f.statement) & _unlike(wanted[0]) <= met) for f in others
        ]


def _unlike(statement: st.Statement) -> set[tm.Term]:
    """The powers with letters above, exponentials, logarithms and values of functions in a statement."""
    return {node for term in terms_in(statement) for node in walk(term) if is_atom(node)}


def _ours(learnt: list[str], word: str, wanted: tuple[st.Statement, list[st.Statement]], found: Reasons) -> None:
    """A claim of ours: the parts that say what is wanted, else all; as it stands, the part of that very name."""
    parts = our_parts()
    chosen = [name for name in learnt if fits(parts[name], wanted[0])] or learnt
    exact = [word] if word in learnt else chosen
    instances = {name: instances_of(name, parts[name], *wanted) for name in dict.fromkeys([*exact, *chosen])}
    found.all += [instance for name in chosen for instance in instances[name]]
    found.facts += [_fact(name, parts[name]) for name in exact]
    found.facts += [fact for name in exact for fact in _instances(instances[name], parts[name], wanted[0])]


def _fact(sequent: str, part: Part) -> Fact:
    said = named_values(part)
    return Fact(sequent, said.goal, tuple(h.statement for h in said.given))


def _instances(instances: Sequence[Instance], part: Part, goal: st.Statement) -> list[Fact]:
    """The first instances in other letters than its own; a matrix that would be a number, or the whole goal, is left out."""
    matrices = {name for statement in statements_in(part) for name, s in free_symbols(statement).items() if not s.is_scalar}
    whole = set() if any(isinstance(term, tm.Symbol) for term in terms_in(part.goal)) else {*terms_in(goal)}

    def other(instance: Instance) -> bool:
        same = all(isinstance(term, tm.Symbol) and term.name == letter for letter, term in instance.values.items())
        return bool(instance.functions) or not same

    def sound(instance: Instance) -> bool:
        return not any((name in matrices and term.is_scalar) or term in whole for name, term in instance.values.items())

    assumed = _fact("", part).assumes
    found = [
        Fact(i, _said(part.goal, i), tuple(_said(statement, i) for statement in assumed))
        for i in [i for i in instances if other(i) and sound(i)][:_BEST]
    ]
    if takes_away(goal, part.goal):
        return found
    return [replace(fact, called=takes_away(goal, fact.statement)) for fact in found]


def _said(statement: st.Statement, instance: Instance) -> st.Statement:
    """What a statement says in an instance; in the letters of the claim where that has no shape."""
    try:
        return put(statement, dict(instance.values)) if not instance.functions else statement
    except LanguageError:
        return statement
