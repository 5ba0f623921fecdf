"""The reason of each line in words: the hypotheses, claims and steps it names, and what the kernel's rules do."""

from __future__ import annotations

from derivations.language import terms as tm
from derivations.language.claims import Claim, Formula, Hypothesis, Instance, Part, Reason, Step
from derivations.language.errors import LanguageError
from derivations.language.traversal import symbols_of
from verify.report.latex.edition import Edition, bold_letters
from verify.report.latex.letters import function, letter
from verify.report.latex.prose import prose
from verify.report.latex.statements import around, clause, difference
from verify.report.latex.terms import latex, stroked, width
from verify.report.latex.words import joined
from verify.report.page import conditions

__all__ = ["ALWAYS", "LEANING", "RULES", "condition_words", "hypothesis_words", "long_squares", "numbers", "reason"]

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
_LONGEST = 150
"""Characters: a sum of squares that is longer than the first stands on a line of its own, than the second nowhere."""
LEANING = frozenset({"and", "likewise", "from"})
"""Words of hypotheses that begin with these lean on the one before and say nothing where they stand alone."""


def hypothesis_words(hypothesis: Hypothesis, bold: dict[str, bool]) -> str:
    """Return a hypothesis in a few words: its own up to a colon, else what it states."""
    words = prose(hypothesis.words.partition(":")[0].removeprefix("and "), bold)
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
    words = [_told(step, bold)] if step.because else []
    words += _grouped(edition, claim, step, bold, numbers(part))
    squares = _squares_words(edition, claim, part, position)
    if not step.because and (rule in ALWAYS or not words) and not (squares and rule in ("psd", "pd")):
        words.append(RULES[rule] or "multiply out")
    if squares and width(squares) <= _ASIDE:
        words.append(squares)
    return "; ".join(words) or RULES[rule]


def _told(step: Step, bold: dict[str, bool]) -> str:
    """What a step says of itself, unless that is only its formula once more."""
    words = prose(step.because, bold)
    return "clear" if around(words, clause(step.statement)) == ("", "") else words


def long_squares(edition: Edition, claim: Claim, part: Part, position: int) -> str:
    """Return the sum of squares of a step as words, if it is too long to stand beside it; else ""."""
    words = _squares_words(edition, claim, part, position)
    return words if _ASIDE < width(words) <= _LONGEST else ""


def _squares_words(edition: Edition, claim: Claim, part: Part, position: int) -> str:
    """Return what makes the term of a step positive, "it is 2 (u - v)^2 + ..", or "" if there is nothing to tell."""
    found, statement = edition.sum_of_squares(claim, part, position), part.steps[position].statement
    if found is None:
        return ""
    term = getattr(statement, "term", None)
    negative = isinstance(term, tm.Neg) and term.is_scalar
    subject = "the difference" if isinstance(term, tm.Term) and difference(term) else "its negative" if negative else "it"
    return rf"{subject} is \rpsum{{{latex(stroked(found, 1))}}}"


def _grouped(edition: Edition, claim: Claim, step: Step, bold: dict[str, bool], marked: dict[str, int]) -> list[str]:
    """Claims and steps behind one "by", hypotheses behind one "since"."""
    by = list(dict.fromkeys(_by(edition, claim, one, marked) for one in step.by if not isinstance(one, Hypothesis)))
    assumed = [one for one in step.by if isinstance(one, Hypothesis)]
    earlier = [one for one in assumed if one.name == "induction"]
    since = [hypothesis_words(one, bold) for one in assumed if one not in earlier]
    by += ["the induction hypothesis"] if earlier else []
    plain = [one for one in by if " with " not in one]
    apart = [f"by {one}" for one in by if " with " in one]  # "and" would join the last term put in and the next reason
    return ([f"by {joined(plain)}"] if plain else []) + apart + ([f"since {joined(since)}"] if since else [])


def numbers(part: Part) -> dict[str, int]:
    """Return the numbers by which lines are referred to: those steps that a later one names, counted from 1."""
    named = {one for step in part.steps for one in step.by if isinstance(one, str)}
    steps = [f"step {position}" for position in range(1, len(part.steps) + 1)]
    return {name: number for number, name in enumerate((name for name in steps if name in named), 1)}


def _by(edition: Edition, claim: Claim, one: Reason, marked: dict[str, int]) -> str:
    if isinstance(one, str):
        return f"({marked[one]})" if one in marked else edition.refer(claim, one)
    if isinstance(one, Claim):
        return edition.refer(claim, one.sequent_id())
    if not isinstance(one, Instance):
        raise LanguageError(f"no way to refer to {one!r:.60}")
    taken = [_put_in(_letter(edition, one, name), name, term) for name, term in one.values.items() if str(term) != name]
    taken += [f"${_function(name, f)}$" for name, f in one.functions.items()]
    return edition.refer(claim, one.sequent) + (f" with {joined(taken)}" if taken else "")


def _put_in(written: str, name: str, term: tm.Term) -> str:
    """A term that is put in for a letter; if it speaks of a letter of that name itself, no equation, which would be false."""
    value = latex(stroked(term, 1))
    return f"${value}$ for ${written}$" if name in symbols_of(term) else f"${written} = {value}$"


def _letter(edition: Edition, instance: Instance, name: str) -> str:
    """The letter for which a term is put in, bold as in the claim it comes from."""
    owner, _, clause_ = instance.sequent.partition(".")
    bold = bold_letters(edition.find(owner).part(clause_ or "main"))
    return letter(name, bold.get(name, not instance.values[name].is_scalar))[0]


def _function(name: str, formula: Formula) -> str:
    return f"{function(name)}({latex(formula.variable)}) = {latex(stroked(formula.value, 1))}"


def condition_words(edition: Edition, claim: Claim, part: Part) -> str:
    """Return why all that is inverted in a part is invertible: "by .. and since ..", or "" if nothing is inverted."""
    result = edition.results[claim.sequent_id(part.id)]
    seen = (name for names in result.conditions for name in sorted(names))
    bold = bold_letters(part)
    shown = conditions(part, seen, result.uses)
    since = list(dict.fromkeys(hypothesis_words(one, bold) for one in shown if isinstance(one, Hypothesis)))
    by = list(dict.fromkeys(edition.refer(claim, one) for one in shown if not isinstance(one, Hypothesis)))
    return " and ".join([f"by {joined(by)}"] * bool(by) + [f"since {joined(since)}"] * bool(since))
