"""What a statement inverts or divides by, and whether it has an inverse by what is given."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Reason, Step
from derivations.language.errors import LanguageError
from derivations.language.lowering import lower_term
from derivations.language.traversal import symbols_of, walk
from verify.derivation_files.desk import Desk
from verify.derivation_files.exponentials import exponential_facts
from verify.search.branches import NotFound
from verify.search.effort import GLANCE, LIGHT
from verify.vocabulary import free_symbols, functions_of, terms_in

__all__ = ["hints", "known_signs", "near", "obligations", "relevant", "settle_obligations", "show_invertible", "tried"]


_PAIRS = 16


def relevant(given: Sequence[Hypothesis], *goals: st.Statement) -> tuple[Hypothesis, ...]:
    """Return what is given of the letters of a statement, and of those that equations and the like tie to them.

    That a function has a derivative counts where the derivative is spoken of.
    """
    spoken = {h: _names(h.statement) for h in given}
    letters = {n for goal in goals for n in _names(goal)}
    for _ in given:
        reached = {n for h, names in spoken.items() if _touches(h.statement, names, letters) for n in names}
        if reached <= letters:
            break
        letters |= reached
    return tuple(h for h in given if _touches(h.statement, spoken[h], letters))


def _touches(statement: st.Statement, names: set[str], letters: set[str]) -> bool:
    return statement.derivative in letters if isinstance(statement, st.Differentiable) else bool(names & letters)


def _names(statement: st.Statement) -> set[str]:
    """The letters and the functions of a statement."""
    if isinstance(statement, st.Differentiable):
        return {statement.function, statement.derivative}
    return {n for term in terms_in(statement) for n in (*symbols_of(term), *functions_of(term))}


def obligations(statements: Sequence[st.Statement]) -> list[tm.Term]:
    """Return what is inverted or divided by in statements and is not a number, inner terms first."""
    found: dict[tm.Term, None] = {}
    for statement in statements:
        for term in terms_in(statement):
            for node in reversed(list(walk(term))):
                inner = node.term if isinstance(node, tm.Inverse) else getattr(node, "denominator", None)
                if inner is not None and not isinstance(inner, tm.Number):
                    found.setdefault(inner)
    return list(found)


def settle_obligations(
    desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason] = ()
) -> tuple[list[str], list[Hypothesis]]:
    """Show what has to be invertible; return the sequents that do so, and as hypotheses what does not follow."""
    lemmas: list[str] = _naturals(desk, name, given)
    owed: list[Hypothesis] = []
    spoken = {h.statement.term for h in given if isinstance(h.statement, st.Invertible | st.PositiveDefinite)}
    lemmas += [
        sure for place, a in enumerate(_logarithms(goal), 1) if (sure := _positive(desk, f"{name}.log{place}", given, a))
    ]
    for place, term in enumerate(obligations([*(h.statement for h in given), goal]), 1):
        while isinstance(term, tm.Transpose | tm.Inverse):  # these have an inverse where what is inside has one
            term = term.term  # noqa: PLW2901 - the same obligation
        if term in spoken or isinstance(term, tm.Number):
            continue
        for size in dict.fromkeys(node for node in walk(term) if isinstance(node, tm.SizeNumber)):
            sure = tried(desk, f"{name}.size{place}{size.size}", given, Step(st.PositiveDefinite(size), rule="size"))
            lemmas += [sure] if sure else []
        if isinstance(term, tm.SizeNumber) and lemmas:
            continue  # a size is positive, and that is just what was shown
        found = show_invertible(desk, f"{name}.inverse{place}", given, term, (*extra, *near(desk, lemmas, given, term)))
        if found is None:
            owed.append(Hypothesis(f"owed {place}", st.Invertible(term)))
        else:
            lemmas.append(found)
    return lemmas, owed


def _logarithms(goal: st.Statement) -> list[tm.Term]:
    """What logarithms are taken of."""
    nodes = (node for term in terms_in(goal) for node in walk(term))
    found = (
        n.argument
        for n in nodes
        if isinstance(n, tm.Elementary) and n.function == "log" and not isinstance(n.argument, tm.Symbol)
    )
    return list(dict.fromkeys(found))[:_PAIRS]


def _positive(desk: Desk, name: str, given: tuple[Hypothesis, ...], term: tm.Term) -> str | None:
    """Show that a number is positive, if that is near."""
    about = relevant(given, st.PositiveDefinite(term))
    bottoms = [1 / bottom for bottom in obligations([st.PositiveDefinite(term)])]
    return tried(desk, name, about, Step(st.PositiveDefinite(term), about, squares=(*hints(about, term), *bottoms)))


def near(desk: Desk, lemmas: Sequence[str], given: Sequence[Hypothesis], term: tm.Term) -> list[str]:
    """The lemmas that share a letter with a term and what is given about it: others would only make each search longer."""
    about = relevant(given, st.Invertible(term))
    letters = {*symbols_of(term), *(name for h in about for name in free_symbols(h.statement))}
    spoken = {lemma: desk.theory[lemma]["symbols"].keys() for lemma in lemmas}
    return [lemma for lemma in lemmas if not letters or not spoken[lemma] or spoken[lemma] & letters]


def show_invertible(
    desk: Desk, name: str, given: tuple[Hypothesis, ...], term: tm.Term, lemmas: Sequence[Reason]
) -> str | None:
    """Show that a term is invertible, or positive definite, which is more."""
    about = relevant(given, st.Invertible(term))
    squares = hints(about, term)
    if lemmas and (sure := _shortly(desk, f"{name}.shortly", about, (term, squares), lemmas)):
        return sure
    turned = [] if isinstance(term, tm.Symbol) or term.is_scalar else [term + term.T]
    for candidate in (term, -term, *turned):
        step = Step(st.PositiveDefinite(candidate), (*about, *lemmas), squares=squares)
        try:
            definite = desk.prove_step(name, about, step, LIGHT).name  # whoever uses it has to show no more than that
        except NotFound:
            continue
        if candidate is term:
            return definite
        using: dict[str, tm.Term | str] = {"from": definite}
        final = Step(st.Invertible(term), (definite,), rule="invertible", using=using)
        return tried(desk, f"{name}.all", about, final)
    equations = tuple(h for h in given if isinstance(h.statement, st.Equal))
    if not term.is_scalar and (one_sided := tried(desk, f"{name}.side", given, Step(st.Invertible(term), equations))):
        return one_sided
    factors = _factors(term)
    if len(factors) > 1 and all(f.shape == term.shape for f in factors):
        other = tm.Product(tuple(tm.Inverse(f) for f in reversed(factors)))
        one: tm.Term = tm.Number(Fraction(1)) if term.is_scalar else tm.Identity(term.shape[0])
        assumed = {h.statement.term for h in given if isinstance(h.statement, st.Invertible | st.PositiveDefinite)}
        inner = [f.term if isinstance(f, tm.Transpose | tm.Inverse) else f for f in factors]
        open_ = [f for f in dict.fromkeys(inner) if f not in assumed]
        shown = [show_invertible(desk, f"{name}.factor{k}", given, f, lemmas) for k, f in enumerate(open_, 1)]
        lemmas = [*lemmas, *(lemma for lemma in shown if lemma)]
        product = tried(desk, f"{name}.product", given, Step(st.Equal(term * other, one), (*given, *lemmas)))
        if product is not None:
            return tried(desk, name, given, Step(st.Invertible(term), (product,)))
    return None


def _shortly(
    desk: Desk,
    name: str,
    about: tuple[Hypothesis, ...],
    what: tuple[tm.Term, Sequence[tm.Term]],
    lemmas: Sequence[Reason],
) -> str | None:
    """Show that a term is positive definite from what is given about it and lemmas that say no more than that of it."""
    term, squares = what
    try:
        wanted = ["pd", lower_term(term)]
        own = tuple(r for r in lemmas if isinstance(r, str) and desk.theory[r]["goal"] == wanted)
        step = Step(st.PositiveDefinite(term), (*about, *own), squares=tuple(squares))
        return desk.prove_step(name, about, step, GLANCE).name
    except (NotFound, LanguageError):
        return None


def _factors(term: tm.Term) -> list[tm.Term]:
    if isinstance(term, tm.Product):
        return [inner for factor in term.factors for inner in _factors(factor)]
    if isinstance(term, tm.Power) and isinstance(term.exponent, int):
        return _factors(term.base) * term.exponent
    return [term]


def hints(given: Sequence[Hypothesis], term: tm.Term) -> tuple[tm.Term, ...]:
    """Return terms L for congruences L^T P L: letters with as many columns as the term, inverses in it, products of these."""
    letters = [s for h in given for t in terms_in(h.statement) for s in symbols_of(t).values() if not s.is_scalar]
    both = [form for letter in dict.fromkeys([*letters, *symbols_of(term).values()]) for form in (letter, letter.T)]
    inverses = list(dict.fromkeys(node for node in walk(term) if isinstance(node, tm.Inverse)))
    parts = [*both, *(tail for node in inverses for tail in _tails(node.term))]
    mixed = [form * node for node in inverses for form in parts if form.shape[1] == node.shape[0]]
    found = [form for form in [*both, *inverses, *mixed] if form.shape[1] == term.shape[0]]
    numbers = [s for s in symbols_of(term).values() if s.is_scalar]
    if term.is_scalar:
        vectors = [s for s in symbols_of(term).values() if s.shape[1] == 1]
        pairs = [(a, b) for i, a in enumerate(vectors) for b in vectors[i + 1 :] if a.shape == b.shape]
        found += [form for a, b in pairs for form in (a - b, a + b)]
        found += [x - 1 for x in numbers]
        found += numbers[:_PAIRS]
        found += [form * v for form in [*mixed, *both] for v in vectors if form.shape[1] == v.rows][:_PAIRS]
    return tuple(found)


def _tails(term: tm.Term) -> list[tm.Term]:
    """The right ends of the products in a sum: X and X.T*X of X.T*X + alpha*I."""
    summands = term.terms if isinstance(term, tm.Sum) else (term,)
    products = [s.factors for s in summands if isinstance(s, tm.Product) and not any(f.is_scalar for f in s.factors)]
    return [factors[-1] if at == 1 else tm.Product(factors[-at:]) for factors in products for at in range(1, len(factors) + 1)]


def known_signs(desk: Desk, name: str, given: tuple[Hypothesis, ...], term: tm.Term) -> list[str]:
    """Return sequents on numbers: natural ones are >= 0, 1/p > 0 for a given p > 0, sign(x) x >= 0 for a term's signs."""
    found: list[str | None] = []
    for place, h in enumerate(given[:_PAIRS], 1):
        if isinstance(h.statement, st.PositiveDefinite) and h.statement.term.is_scalar:
            p = 1 / h.statement.term
            found.append(tried(desk, f"{name}.reciprocal{place}", given, Step(st.PositiveDefinite(p), (h,), squares=(p,))))
    signs = [node for node in walk(term) if isinstance(node, tm.Elementary) and node.function == "sign" and node.is_scalar]
    for place, sign in enumerate(dict.fromkeys(signs), 1):
        for bounded, said in ((False, sign * sign.argument), (True, 1 - sign * sign)):
            step = Step(st.PositiveSemidefinite(said), rule="sign", using={"of": sign.argument, "bounded": bounded})
            found.append(tried(desk, f"{name}.sign{place}{bounded}", given, step))
    exponentials = exponential_facts(desk, name, given, term)
    return [*_naturals(desk, name, given), *exponentials, *(lemma for lemma in found if lemma)]


def _naturals(desk: Desk, name: str, given: tuple[Hypothesis, ...]) -> list[str]:
    letters = [h.statement.symbol for h in given if isinstance(h.statement, st.Natural)]
    steps = [(k.name, Step(st.PositiveSemidefinite(k), rule="natural")) for k in letters]
    return [sure for k, step in steps if (sure := tried(desk, f"{name}.natural_{k}", given, step))]


def tried(desk: Desk, name: str, given: tuple[Hypothesis, ...], step: Step) -> str | None:
    """Return the sequent that proves a step, None if none was found."""
    try:
        return desk.prove_step(name, given, step, LIGHT).name
    except NotFound:
        return None
