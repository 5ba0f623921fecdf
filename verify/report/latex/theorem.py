"""One claim as an environment with its proof: exactly the hypotheses it uses, its clauses, a chain with reasons for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from derivations.language import statements as st
from derivations.language.assumptions import free_symbols
from derivations.language.claims import Claim, Hypothesis, Kind, Part, Step
from derivations.language.printing import statement_text, text
from verify.report.grounds import invertibility
from verify.report.latex.edition import Edition, Induction, bold_letters, label, numbered
from verify.report.latex.front import with_citations
from verify.report.latex.letters import escape, letter
from verify.report.latex.prose import headline, prose
from verify.report.latex.reasons import condition_words, long_squares, numbers, reason
from verify.report.latex.statements import around, clause, difference, formula, only_regroups, relation, sentence
from verify.report.latex.words import joined
from verify.report.remembering import by_identity

__all__ = ["Named", "key_of", "theorem"]

Named = Mapping[tuple[str, str], str]
"""For the hypotheses that have a name in the article, the label of the assumption; by their `key_of`."""
_Known = dict[str, set[str]]
"""For the words of hypotheses all that has been told with them, the formula among it."""

_SHORT = 90
"""Characters of LaTeX: a longer formula gets a line of its own."""
_TWO_DIGITS = 10
_MANY = 3
"""Hypotheses: so many are not said again in the clause that follows."""
_TIRING = 300
"""Characters of LaTeX: hypotheses that are longer are looked up in an earlier clause rather than said again."""
_LEFT_OPEN = ("=", "<", ">", "+", "-", "(", "[", "^", "/")
"""What cannot stand before a formula that is taken out of a title: the title says more than the formula."""
_TELLING = 6
"""Characters of text: a shorter right side may be found in a title by chance."""


@by_identity
def key_of(hypothesis: Hypothesis) -> tuple[str, str]:
    """Return what makes two hypotheses the same: their words and what they state."""
    return hypothesis.words, statement_text(hypothesis.statement)


def theorem(edition: Edition, claim: Claim, assumptions: Named | None = None) -> str:
    """Return a claim as LaTeX: the environment of its kind, a remark if it has one, and its proof."""
    named = assumptions or {}
    kind = edition.kind(claim)
    cited = with_citations(claim.source)
    lines = [rf"\begin{{rp{kind}}}[{prose(claim.title)}{f'; {cited}' if cited != claim.source else ''}]"]
    if not claim.number:
        lines.append(rf"\label{{{claim.id}}}")
    lines += [prose(claim.letters, bold_letters(*claim.parts)), *_statement(edition, claim, named), rf"\end{{rp{kind}}}"]
    if claim.remark:
        lines += [r"\begin{rpremark}", prose(claim.remark, bold_letters(*claim.parts)), r"\end{rpremark}"]
    if claim.kind == Kind.theorem:
        lines += [r"\begin{proof}", *_Proof(edition, claim).lines(), r"\end{proof}"]
    return "\n".join(line for line in lines if line) + "\n"


# --- the statement -----------------------------------------------------------------------------------------------------------


def _statement(edition: Edition, claim: Claim, named: Named) -> Iterator[str]:
    shown = edition.shown(claim)
    given = {part.id: [*edition.given(claim, part)] for part in shown}
    common = [h for h in given[shown[0].id] if all(any(key_of(h) == key_of(o) for o in g) for g in given.values())]
    keys = {key_of(h) for h in common}
    if common:
        yield f"Suppose that {_list(common, named, bold_letters(*shown))}."
    if len(shown) == 1:
        yield from _goal(claim, shown[0], bold_letters(*shown), "Then " if common else "", opens=True)
        return
    yield r"\begin{rpparts}" if common or claim.letters else r"\leavevmode\begin{rpparts}"
    before, letters = dict[str, list[Hypothesis]](), bold_letters(*claim.parts)
    known = _full(common, bold_letters(*shown))
    for part in shown:
        bold = {**letters, **bold_letters(part)}
        yield rf"\item\label{{{label(claim, part)}}}"
        extra = [h for h in given[part.id] if key_of(h) not in keys]
        told = _repeated(before, extra, named, bold, known) if extra else ""
        if claim.kind == Kind.axiom:  # some of it is said of what the cited theorem provides
            told = told.replace("given that", "where", 1)
        yield from _goal(claim, part, bold, "", f", {told}" if told else "", _opens(claim, part, shown))
        before[label(claim, part)] = extra
        for words, formulas in _full(extra, bold).items():
            known.setdefault(words, set()).update(formulas)
    yield r"\end{rpparts}"


def _own(hypothesis: Hypothesis, bold: dict[str, bool]) -> str:
    """The words of a hypothesis as LaTeX."""
    return prose(hypothesis.words, bold)


def _full(given: list[Hypothesis], bold: dict[str, bool]) -> _Known:
    """What is told of hypotheses that have words of their own beside the formula."""
    found: _Known = {}
    for hypothesis in given:
        if own := _own(hypothesis, bold):
            found.setdefault(own, set()).add(sentence(own, hypothesis.statement))
    return found


def _repeated(
    before: Mapping[str, list[Hypothesis]], given: list[Hypothesis], named: Named, bold: dict[str, bool], known: _Known
) -> str:
    """Hypotheses with "given"; those of a part before, if there are several and all are among them, are "the same"."""
    wanted = {key_of(h) for h in given}
    like = {name: {key_of(h) for h in some} for name, some in before.items() if len(some) >= _MANY}
    inside = [name for name, keys in like.items() if keys <= wanted]
    whole = f"given that {_list(given, named, bold, known)}"
    if not inside:
        return whole
    place = max(reversed(inside), key=lambda name: len(like[name]))
    more = [h for h in given if key_of(h) not in like[place]]
    if place != [*before][-1] and _length(whole) < _TIRING:
        return whole
    words = "the same" if place == [*before][-1] else rf"the same as in \ref{{{place}}}"
    same = rf"\rpsame{{{place}}}{{{words}}}"
    return f"given {same}, and that {_list(more, named, bold, known)}" if more else f"given {same}"


def _list(given: list[Hypothesis], named: Named, bold: dict[str, bool], known: _Known | None = None) -> str:
    """Hypotheses as clauses; of one that stands in an earlier clause with its formula, only the words."""
    words = []
    for hypothesis in given:
        own, assumed = _own(hypothesis, bold), named.get(key_of(hypothesis))
        told = rf"{own} (Assumption~\ref{{{assumed}}})" if assumed else sentence(own, hypothesis.statement)
        again = told.startswith((f"{own}:", f"{own},")) and (known or {}).get(own) == {told}
        words.append(rf"\{'rpknown' if again else 'rpgiven'}{{{escape(hypothesis.name)}}}{{{own if again else told}}}")
    return joined(words)


def _opens(claim: Claim, part: Part, shown: tuple[Part, ...]) -> bool:
    """Whether what a part follows from is no clause, but stands in the proof or nowhere, so that "so" refers to nothing."""
    position = claim.parts.index(part)
    return position == 0 or claim.parts[position - 1] not in shown


def _goal(claim: Claim, part: Part, bold: dict[str, bool], then: str, given: str = "", opens: bool = False) -> Iterator[str]:
    """What a part shows, as a sentence: the words of its title around the formula, on a line of its own if long."""
    before, after = _around(claim, part, bold)
    if then or opens:
        before = before if before.startswith("so too") else before.removeprefix("so ").removeprefix("then ").removeprefix("so")
    lead = before if then and before else headline(before) if before else ""
    tail = (after if after.startswith((":", ",", ";")) else f" {after}" if after else "") + f"{given}."
    if part is not numbered(claim) and _length(clause(part.goal)) <= _SHORT and r"\frac" not in formula(part.goal):
        inner = clause(part.goal)
        shown = (
            rf"\rpinline{{{inner[1:-1]}}}" if inner.endswith("$") else inner.replace("$", r"\rpinline{", 1).replace("$", "}", 1)
        )
        yield f"{then}{lead} {shown}{tail}".strip()
        return
    yield f"{then}{lead}" if then or lead else "We have"
    yield _display(claim, part)
    if after or given:
        yield tail.strip().removeprefix(", ")


def _around(claim: Claim, part: Part, bold: dict[str, bool]) -> tuple[str, str]:
    """The title before and after what says the goal, as LaTeX; all of it before, with a colon, if it does not say it."""
    if said := around(prose(part.title, bold), clause(part.goal)):
        return said[0].strip(), said[1].strip()
    before, after = ("", "") if part is numbered(claim) and _is_formula(part.title) else _around_text(part)
    return (prose(before, bold) if before else "", prose(after, bold) if after else "")


def _around_text(part: Part) -> tuple[str, str]:
    """The same of the title as text, where the formula is written as the text printer writes it, or its right side is."""
    title = part.title
    goals = _relations(part.goal)
    for wanted in (*goals, text(part.goal.right) if isinstance(part.goal, st.Equal) else ""):
        if len(_squeezed(wanted)) < _TELLING and wanted not in goals:
            continue
        start = _squeezed(title).find(_squeezed(wanted))
        after = _split(title, start + len(_squeezed(wanted)))[1]
        before = _split(title, max(start, 0))[0]
        if start >= 0 and (wanted in goals or not after) and not before.endswith(_LEFT_OPEN):
            return before, after
    if _is_formula(title) and not _says_more(title, part.goal):
        return "", ""
    return (title if title.endswith(":") else f"{title.rstrip(',')}:"), ""


def _relations(goal: st.Statement) -> tuple[str, ...]:
    """The goal as text; a number a - b that is not negative as it is printed too, b <= a."""
    told = statement_text(goal)
    sides = difference(goal.term) if isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite) else None
    if sides is None:
        return (told,)
    sign = "<" if isinstance(goal, st.PositiveDefinite) else "<="
    return (told, f"{text(sides[1])} {sign} {text(sides[0])}")


def _length(written: str) -> int:
    """The characters of LaTeX, without the room to break a line inside parentheses."""
    return len(re.sub(r"\\(rpin|rpdeep|rpdeeper|nobreak) ", "", written))


def _split(title: str, count: int) -> tuple[str, str]:
    """The title up to so many characters that are no spaces, and the rest."""
    seen = 0
    for position, character in enumerate(title):
        if seen == count:
            return title[:position].strip(), title[position:].strip()
        seen += not character.isspace()
    return title.strip(), ""


def _is_formula(title: str) -> bool:
    written = prose(title.removeprefix("so ").removeprefix("and "))
    return written.startswith("$") and written.endswith("$") and written.count("$") == 2 and "<-" not in title


def _says_more(title: str, goal: st.Statement) -> bool:
    """Whether a title that is a formula has letters or lengths that the goal has not, and so says it in other words."""
    told = statement_text(goal)
    letters = {*re.findall(r"[A-Za-z][A-Za-z_]*", title.removeprefix("so ").removeprefix("and ").partition(" for ")[0])}
    return bool(letters - {*re.findall(r"[A-Za-z][A-Za-z_]*", told), "tr", "sum", "diag"}) or ("|" in title and "|" not in told)


def _squeezed(words: str) -> str:
    return "".join(words.split()).replace("[", "(").replace("]", ")").replace("w(k)", "w_k")


def _display(claim: Claim, part: Part) -> str:
    if part is numbered(claim):
        return rf"\rptagged{{{claim.number}}}{{{claim.id}}}{{{formula(part.goal)}}}"
    return rf"\rpdisplay{{{formula(part.goal)}}}"


# --- the proof ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Proof:
    edition: Edition
    claim: Claim

    def lines(self) -> Iterator[str]:
        shown = self.edition.shown(self.claim)
        if len(shown) == 1:
            lines = [line for line in (self._throughout(), *self._part(shown[0])) if line]
            yield from ([r"\leavevmode"] if lines[0].startswith("\\begin") else []) + lines
            return
        yield self._throughout() + r"\leavevmode\begin{rpproofs}"
        for part in shown:
            yield rf"\item[\ref{{{label(self.claim, part)}}}]"
            yield from self._part(part)
        yield r"\end{rpproofs}"

    def _part(self, part: Part) -> Iterator[str]:
        """The proof of a part."""
        induction = self.edition.induction(self.claim, part)
        yield from self._taken(part)
        if induction and {induction.base, induction.step} <= self.edition.helpers(self.claim):
            yield from self._before(part)
            yield from self._induction(part, induction)
        elif len(part.steps) == 1:
            yield _sentence(reason(self.edition, self.claim, part, 0))
            if words := long_squares(self.edition, self.claim, part, 0):
                yield _sentence(words)
        else:
            yield from self._chains(part)
        yield self._inverted(part)

    @cached_property
    def _common(self) -> str:
        """Why what is inverted is invertible, if several parts say the same of it: the words that most of them share.

        Words that speak of lines by number are those of one part.
        """
        said = Counter(condition_words(self.edition, self.claim, part) for part in self.claim.parts)
        for words in [words for words in said if not words or re.search(r"\(\d+\)", words)]:
            del said[words]
        words, times = said.most_common(1)[0] if said else ("", 0)
        return words if times > 1 else ""

    def _throughout(self) -> str:
        if not self._common:
            return ""
        words = {condition_words(self.edition, self.claim, part) for part in self.claim.parts} - {""}
        unless = ", unless another reason is given" if len(words) > 1 else ""
        share = [p for p in self.claim.parts if condition_words(self.edition, self.claim, p) == self._common]
        return _sentence(f"{invertibility(*share, where=' in this proof')} {self._common}{unless}") + "\n"

    def _inverted(self, part: Part) -> str:
        """The reason of a part, if it is not the one that is told of all."""
        words = condition_words(self.edition, self.claim, part)
        return _sentence(f"{invertibility(part, where=' here')} {words}") if words and words != self._common else ""

    def _taken(self, part: Part) -> Iterator[str]:
        """The numbers that only the proof takes; that an index is one goes without saying."""
        said: set[str] = set().union(
            *(free_symbols(step.statement) for step in part.steps[: -1 if len(part.steps) == 1 else None])
        )
        taken = [h for h in self.edition.taken(self.claim, part) if not isinstance(h.statement, st.BasisVector | st.Natural)]
        numbers = [h for h in taken if said & free_symbols(h.statement).keys()]
        if numbers:
            yield f"Take {joined([clause(h.statement) for h in numbers])}."

    def _before(self, part: Part) -> Iterator[str]:
        """What is shown before the induction, if it needs anything."""
        if len(part.steps) > 1:
            yield "First,"
            yield from self._chains(part, len(part.steps) - 1)

    def _induction(self, part: Part, induction: Induction) -> Iterator[str]:
        base, step = self.claim.part(induction.base), self.claim.part(induction.step)
        k = letter(induction.variable, bold=False)[0]
        yield rf"By induction on ${k}$. For ${k} = 0$" + self._short(base)
        if len(base.steps) > 1:
            yield from self._chains(base)
        yield rf"Suppose that the claim holds for ${k}$:"
        yield rf"\rpdisplay{{{formula(part.goal)}}}"
        yield rf"Then it holds for ${k} + 1$:"
        yield from self._chains(step)
        yield self._inverted(step)
        yield rf"So it holds for every ${k}$."

    def _short(self, base: Part) -> str:
        if len(base.steps) > 1:
            return ":"
        words = reason(self.edition, self.claim, base, 0)
        if _length(formula(base.goal)) > _SHORT:
            return rf":\rpdisplay{{{formula(base.goal)}}} {_sentence(words)}"
        return f", ${formula(base.goal)}$: {words}."

    def _chains(self, part: Part, last: int | None = None) -> Iterator[str]:
        """The steps, those that follow on one another as one chain; numbered if a reason refers to a number."""
        steps = part.steps[:last]
        marked = numbers(self.edition, self.claim, part)
        width = "" if not marked else "[1.9em]" if len(marked) < _TWO_DIGITS else "[2.5em]"
        yield rf"\begin{{rpchain}}{width}"
        before: Step | None = None
        regrouped = ""
        for position, step in enumerate(steps):
            words = regrouped + reason(self.edition, self.claim, part, position)
            sides, number = relation(step.statement), marked.get(f"step {position + 1}")
            regrouped = f"{words}; " if only_regroups(step.statement) and not number and step is not steps[-1] else ""
            if regrouped:
                continue
            if number:
                yield rf"\rpnumber{{{number}}}"
            if sides is None:
                yield rf"\rpline{{{formula(step.statement)}}}{{{words}}}"
            elif before is not None and not number and _follows(before, step):
                yield rf"\rpnext{{{sides[1]}}}{{{sides[2]}}}{{{words}}}"
            else:
                yield rf"\rpstart{{{sides[0]}}}{{{sides[1]}}}{{{sides[2]}}}{{{words}}}"
            if words := long_squares(self.edition, self.claim, part, position):
                yield rf"\rpsquares{{{words}}}"
            before = step
        yield r"\end{rpchain}"


def _follows(step: Step, after: Step) -> bool:
    first, second = step.statement, after.statement
    return isinstance(first, st.Equal) and isinstance(second, st.Equal) and first.right == second.left


def _sentence(words: str) -> str:
    """A reason as a sentence of its own."""
    words = f"this follows {words}" if words.startswith(("by ", "since ")) else words
    return (words[0].upper() + words[1:] if words[0].islower() else words) + ("" if words.endswith(".") else ".")
