"""The reason of each line in words: the hypotheses, claims and steps it names, and what the kernel's rules do."""

from __future__ import annotations

from collections.abc import Collection

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim, Formula, Hypothesis, Instance, Part, Reason, Step
from derivations.language.errors import LanguageError
from derivations.language.traversal import symbols_of
from verify.report.grounds import finder, restated, shown_invertible
from verify.report.latex.edition import Edition, bold_letters
from verify.report.latex.letters import function, letter
from verify.report.latex.prose import prose
from verify.report.latex.statements import around, clause, difference
from verify.report.latex.terms import latex, stroked, width
from verify.report.latex.words import joined
from verify.report.remembering import by_identity
from verify.report.squares import apart

__all__ = ["ALWAYS", "RULES", "condition_words", "hypothesis_words", "long_squares", "numbers", "reason"]

RULES = {
    "use": "",
    "items": "multiply out",
    "dedekind": "a one-sided inverse of a square matrix is two-sided",
    "generic": "it holds for every such vector",
    "psd": "a sum of squares with weights that are not negative",
    "pd": "a sum of terms that are not negative, one of them positive",
    "psd_trace": "a trace of a positive semidefinite matrix is not negative",
    "zero": "what has length zero is zero",
    "invertible": "a positive definite matrix is invertible",
    "size": "there is at least one",
    "entrywise": "a diagonal matrix is known by its entries",
    "trace": "the trace is the sum of the diagonal entries",
    "gradient": "differentiate along an arbitrary direction",
    "same_gradient": "a function has at most one gradient at a point",
    "norm": "the bound holds, and a unit vector attains it",
    "limit": "the bound tends to zero",
    "natural": "a natural number",
    "instance": "it holds for every index",
    "induction": "by induction",
    "case": "in each of the cases",
    "within": "it holds for every number from 0 to 1",
    "every": "the number was any from 0 to 1",
    "continuous": "sums, products and quotients of continuous functions are continuous",
    "mean": "the expectation is linear",
    "taylor": "the remainder of Taylor's polynomial has a sign",
    "sign": "a number times its sign is its absolute value",
}
"""What each rule of the kernel does, in words for a reader; a rule that is not here has no words yet and is refused."""

ALWAYS = frozenset({"dedekind", "generic", "psd_trace", "zero", "entrywise", "same_gradient", "norm", "limit"})
"""The rules whose words are added to named reasons, since these alone would not tell the argument."""


_ASIDE = 45
"""Characters: a sum of squares that is longer stands on a line of its own."""
_SUBJECT = 20
"""Characters: what is longer is called "it" before its sum of squares."""


def hypothesis_words(hypothesis: Hypothesis, bold: dict[str, bool]) -> str:
    """Return a hypothesis in a few words: its own up to a colon, else what it states."""
    words = prose(hypothesis.words.partition(":")[0], bold)
    pure = words.startswith("$") and words.endswith("$") and words.count("$") == 2
    return words if words and not pure else clause(hypothesis.statement)


def reason(edition: Edition, claim: Claim, part: Part, position: int) -> str:
    """Return the reason of a step, by its position from 0: never empty.

    Raises
    ------
    LanguageError
        If the kernel's rule has no words.
    """
    step, rule = part.steps[position], edition.rule(claim, part, position)
    if rule not in RULES:
        raise LanguageError(f"the kernel's rule {rule!r} has no words in report/latex/reasons.py")
    bold = bold_letters(part)
    marked = numbers(edition, claim, part)
    words = [_told(step, bold)] if step.because else []
    words += _grouped(edition, claim, part, step, marked)
    squares = _squares_words(edition, claim, part, position)
    if not step.because and (rule in ALWAYS or not words) and not (squares and rule in ("psd", "pd")):
        words.append(_plain(step, rule))
    if besides := _silent(edition, claim, part) & _met(edition, claim, part, position):
        words.append(f"using {joined([f'({number})' for number in sorted(marked[name] for name in besides)])}")
    if squares and width(squares) <= _ASIDE:
        words.append(squares)
    return "; ".join(words) or RULES[rule]


def _plain(step: Step, rule: str) -> str:
    """What a rule does; of a number that is positive as it stands, or a square, there is less to say."""
    term = getattr(step.statement, "term", None)
    if rule in ("psd", "pd") and isinstance(term, tm.Term) and not symbols_of(term):
        return "clear"
    if rule == "psd" and isinstance(term, tm.Power) and isinstance(term.exponent, int) and term.exponent % 2 == 0:
        return "a square"
    if rule == "psd" and isinstance(term, tm.Product) and len(term.factors) == 2:
        first, second = term.factors
        return "a square" if term.is_scalar and first in (second, tm.Transpose(second)) else RULES[rule]
    return RULES[rule] or "multiply out"


def _told(step: Step, bold: dict[str, bool]) -> str:
    """What a step says of itself, unless that is only its formula once more."""
    words = prose(step.because, bold)
    return "clear" if around(words, clause(step.statement)) == ("", "") else words


def long_squares(edition: Edition, claim: Claim, part: Part, position: int) -> str:
    """Return the sum of squares of a step as words, if it is too long to stand beside it; else ""."""
    words = _squares_words(edition, claim, part, position)
    return words if width(words) > _ASIDE else ""


@by_identity
def _squares_words(edition: Edition, claim: Claim, part: Part, position: int) -> str:
    """Return what makes the term of a step positive, "it is 2 (u - v)^2 + ..", or "" if there is nothing to tell."""
    found, statement = edition.sum_of_squares(claim, part, position), part.steps[position].statement
    given = [one.statement for one in part.steps[position].by if isinstance(one, Hypothesis)]
    if found is None or st.Equal(getattr(statement, "term", found), found) in given:
        return ""
    found, number = apart(found)
    term = getattr(statement, "term", None)
    negative = isinstance(term, tm.Neg) and term.is_scalar
    told = "" if term is None or negative or number or difference(term) else latex(stroked(term, 1))
    written = latex(stroked(found, 1))
    if told == written:
        return ""
    if told and width(told) <= _SUBJECT:
        return rf"${told} = {{}}$\rpsum{{{written}}}"
    subject = "the difference" if isinstance(term, tm.Term) and difference(term) else "its negative" if negative else "it"
    more = ""
    if number:
        digits, _, exponent = f"{float(number):.1e}".partition("e")
        more = rf" plus a positive number of about ${digits} \cdot 10^{{{int(exponent)}}}$"
    return rf"{subject} is \rpsum{{{written}}}{more}"


def _grouped(edition: Edition, claim: Claim, part: Part, step: Step, marked: dict[str, int]) -> list[str]:
    """Claims and steps behind one "by", hypotheses behind one "since"."""
    bold = bold_letters(part)
    by = list(dict.fromkeys(_by(edition, claim, one, marked, bold) for one in step.by if not isinstance(one, Hypothesis)))
    assumed = [one for one in step.by if isinstance(one, Hypothesis)]
    earlier = [one for one in assumed if one.name == "induction"]
    since = [hypothesis_words(one, bold) for one in assumed if one not in earlier]
    by += ["the induction hypothesis"] if earlier else []
    plain = [one for one in by if " with " not in one]
    apart = [f"by {one}" for one in by if " with " in one]  # "and" would join the last term put in and the next reason
    return ([f"by {joined(plain)}"] if plain else []) + apart + ([f"since {joined(since)}"] if since else [])


@by_identity
def numbers(edition: Edition, claim: Claim, part: Part) -> dict[str, int]:
    """Return the numbers by which lines are referred to: those steps that a reason names, counted from 1."""
    named = {one for step in part.steps for one in step.by if isinstance(one, str)}
    named |= {*_conditions(edition, claim, part)} | _silent(edition, claim, part)
    steps = [f"step {position}" for position in range(1, len(part.steps) + 1)]
    return {name: number for number, name in enumerate((name for name in steps if name in named), 1)}


@by_identity
def _silent(edition: Edition, claim: Claim, part: Part) -> set[str]:
    """The steps that no reason names, though they meet hypotheses of an earlier claim or show something to be invertible."""
    named = {one for step in part.steps for one in step.by if isinstance(one, str)}
    met = {name for position in range(len(part.steps)) for name in _met(edition, claim, part, position)}
    return {name for name in met - named if name.startswith("step ")}


def _met(edition: Edition, claim: Claim, part: Part, position: int) -> frozenset[str]:
    """What is used at a step beside its reasons, and the steps whose facts its certificate shows once more."""
    seen = edition.results[claim.sequent_id(part.id)].conditions[position]
    return frozenset(seen) | {f"step {number}" for number in _restated(edition, claim, part)[position]}


@by_identity
def _restated(edition: Edition, claim: Claim, part: Part) -> tuple[frozenset[int], ...]:
    return restated(claim, part, edition.certificates[claim.sequent_id(part.id)], finder(edition.claims))


def _by(edition: Edition, claim: Claim, one: Reason, marked: dict[str, int], own: dict[str, bool]) -> str:
    if isinstance(one, str):
        return f"({marked[one]})" if one in marked else edition.refer(claim, one)
    if isinstance(one, Claim):
        return edition.refer(claim, one.sequent_id())
    if not isinstance(one, Instance):
        raise LanguageError(f"no way to refer to {one!r:.60}")
    put = [(name, term) for name, term in one.values.items() if str(term) != name]
    taken = [_put_in(_letter(edition, one, name), term, {name, name.partition("_")[0]} & own.keys()) for name, term in put]
    functions = [(name, f) for name, f in one.functions.items() if f.value != tm.Apply(name, f.variable, *f.value.shape)]
    taken += [f"${_function(name, f)}$" for name, f in functions]
    return edition.refer(claim, one.sequent) + (f" with {joined(taken)}" if taken else "")


def _put_in(written: str, term: tm.Term, taken: Collection[str]) -> str:
    """A term that is put in for a letter; no equation, which would be false, if that letter or its vector is in use here."""
    value = latex(stroked(term, 1))
    return f"${value}$ for ${written}$" if taken else f"${written} = {value}$"


def _letter(edition: Edition, instance: Instance, name: str) -> str:
    """The letter for which a term is put in, bold as in the claim it comes from."""
    owner, _, clause_ = instance.sequent.partition(".")
    bold = bold_letters(edition.find(owner).part(clause_ or "main"))
    return letter(name, bold.get(name, not instance.values[name].is_scalar))[0]


def _function(name: str, formula: Formula) -> str:
    return f"{function(name)}({latex(formula.variable)}) = {latex(stroked(formula.value, 1))}"


@by_identity
def condition_words(edition: Edition, claim: Claim, part: Part) -> str:
    """Return why all that is inverted in a part is invertible, or other than 0: "by .. and since ..", or ""."""
    bold, marked = bold_letters(part), numbers(edition, claim, part)
    shown = _conditions(edition, claim, part)
    known = {hypothesis.name: hypothesis for hypothesis in part.given}
    since = list(dict.fromkeys(hypothesis_words(known[one], bold) for one in shown if one in known))
    names = [one for one in shown if one not in known]
    by = list(dict.fromkeys(f"({marked[one]})" if one in marked else edition.refer(claim, one) for one in names))
    return " and ".join([f"by {joined(by)}"] * bool(by) + [f"since {joined(since)}"] * bool(since))


@by_identity
def _conditions(edition: Edition, claim: Claim, part: Part) -> tuple[str, ...]:
    return shown_invertible(claim, part, edition.certificates[claim.sequent_id(part.id)], finder(edition.claims))
