"""One claim as an environment with its proof: exactly the hypotheses it uses, its clauses, a chain with reasons for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Kind, Part, Step
from derivations.language.printing import statement_text, text
from verify.report.latex.edition import Edition, Induction, bold_letters, label, numbered
from verify.report.latex.letters import escape, letter
from verify.report.latex.prose import headline, prose
from verify.report.latex.reasons import condition_sentence, joined, numbers, reason
from verify.report.latex.statements import clause, formula, relation, sentence

__all__ = ["Named", "key_of", "theorem"]

Named = Mapping[tuple[str, str], str]
"""For the hypotheses that have a name in the article, the label of the assumption; by their `key_of`."""


_SHORT = 90
"""Characters of LaTeX: a longer formula gets a line of its own."""
_TELLING = 6
"""Characters of text: a shorter right side may be found in a title by chance."""


def key_of(hypothesis: Hypothesis) -> tuple[str, str]:
    """Return what makes two hypotheses the same: their words and what they state."""
    return hypothesis.words, statement_text(hypothesis.statement)


def theorem(edition: Edition, claim: Claim, assumptions: Named | None = None) -> str:
    """Return a claim as LaTeX: the environment of its kind, a remark if it has one, and its proof."""
    named = assumptions or {}
    kind = edition.kind(claim)
    lines = [rf"\begin{{rp{kind}}}[{prose(claim.title)}]"]
    if not claim.number:
        lines.append(rf"\label{{{claim.id}}}")
    lines += [*_statement(edition, claim, named), rf"\end{{rp{kind}}}"]
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
        yield from _goal(claim, shown[0], bold_letters(*shown), "Then " if common else "")
        return
    yield r"\begin{rpparts}" if common else r"\leavevmode\begin{rpparts}"
    for part in shown:
        bold = bold_letters(part)
        yield rf"\item\label{{{label(claim, part)}}}"
        extra = [h for h in given[part.id] if key_of(h) not in keys]
        yield from _goal(claim, part, bold, "", f", given that {_list(extra, named, bold)}" if extra else "")
    yield r"\end{rpparts}"


def _list(given: list[Hypothesis], named: Named, bold: dict[str, bool]) -> str:
    """Hypotheses as clauses, each once; the letter's property before what is said with it."""
    words = []
    for hypothesis in given:
        own = prose(hypothesis.words, bold)
        known = named.get(key_of(hypothesis))
        told = rf"{own} (Assumption~\ref{{{known}}})" if known else sentence(own, hypothesis.statement)
        words.append(rf"\rpgiven{{{escape(hypothesis.name)}}}{{{told}}}")
    return joined(words)


def _goal(claim: Claim, part: Part, bold: dict[str, bool], then: str, given: str = "") -> Iterator[str]:
    """What a part shows, as a sentence: the words of its title around the formula, on a line of its own if long."""
    before, after = _around(part)
    if then:
        before = before.removeprefix("so ").removeprefix("then ").removeprefix("so")
    lead = prose(before if then and before else headline(before) if before else "", bold)
    tail = (f" {prose(after, bold)}" if after else "") + f"{given}."
    written = clause(part.goal)
    if part is not numbered(claim) and len(written) <= _SHORT and r"\frac" not in written:
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


def _around(part: Part) -> tuple[str, str]:
    """The title before and after the formula of the goal; all of it before, with a colon, if the formula is not in it."""
    title = part.title
    for wanted in (statement_text(part.goal), text(part.goal.right) if isinstance(part.goal, st.Equal) else ""):
        if len(_squeezed(wanted)) < _TELLING and wanted != statement_text(part.goal):
            continue
        start = _squeezed(title).find(_squeezed(wanted))
        after = _split(title, start + len(_squeezed(wanted)))[1]
        if start >= 0 and (wanted == statement_text(part.goal) or not after):
            return _split(title, start)[0], after
    if _is_formula(title):
        return "", ""
    return (title if title.endswith(":") else f"{title.rstrip(',')}:"), ""


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
            lines = list(self._part(shown[0]))
            yield from ([r"\leavevmode"] if lines[0].startswith("\\begin") else []) + lines
            return
        yield r"\leavevmode\begin{rpproofs}"
        for part in shown:
            yield rf"\item[\ref{{{label(self.claim, part)}}}]"
            yield from self._part(part)
        yield r"\end{rpproofs}"

    def _part(self, part: Part) -> Iterator[str]:
        """The proof of a part."""
        induction = self.edition.induction(self.claim, part)
        if induction and {induction.base, induction.step} <= self.edition.helpers(self.claim):
            yield from self._before(part)
            yield from self._induction(part, induction)
        elif len(part.steps) == 1:
            yield _sentence(reason(self.edition, self.claim, part, 0))
        else:
            yield from self._chains(part)
        if condition := condition_sentence(self.edition, self.claim, part):
            yield condition

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
        if condition := condition_sentence(self.edition, self.claim, step):
            yield condition
        yield rf"So it holds for every ${k}$."

    def _short(self, base: Part) -> str:
        if len(base.steps) > 1:
            return ":"
        return f", ${formula(base.goal)}$: {reason(self.edition, self.claim, base, 0)}."

    def _chains(self, part: Part, last: int | None = None) -> Iterator[str]:
        """The steps, those that follow on one another as one chain; numbered if a reason refers to a number."""
        steps = part.steps[:last]
        marked = numbers(part)
        yield r"\begin{rpchain}"
        before: Step | None = None
        for position, step in enumerate(steps):
            words = reason(self.edition, self.claim, part, position)
            sides, number = relation(step.statement), marked.get(f"step {position + 1}")
            if number:
                yield rf"\rpnumber{{{number}}}"
            if sides is None:
                yield rf"\rpline{{{formula(step.statement)}}}{{{words}}}"
            elif before is not None and not number and _follows(before, step):
                yield rf"\rpnext{{{sides[1]}}}{{{sides[2]}}}{{{words}}}"
            else:
                yield rf"\rpstart{{{sides[0]}}}{{{sides[1]}}}{{{sides[2]}}}{{{words}}}"
            before = step
        yield r"\end{rpchain}"


def _follows(step: Step, after: Step) -> bool:
    first, second = step.statement, after.statement
    return isinstance(first, st.Equal) and isinstance(second, st.Equal) and first.right == second.left


def _sentence(words: str) -> str:
    """A reason as a sentence of its own."""
    words = f"this follows {words}" if words.startswith(("by ", "since ")) else words
    return (words[0].upper() + words[1:] if words[0].islower() else words) + ("" if words.endswith(".") else ".")
