"""Claims in words: hypotheses, reasons and chains as lines of text that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derivations.language.assumptions import assumed
from derivations.language.claims import Claim, Hypothesis, Instance, Kind, Part, Reason, Step
from derivations.language.printing import hypothesis_text, statement_text, text
from derivations.language.statements import Equal

__all__ = ["chain_lines", "hypothesis_lines", "page_lines", "reason_words", "step_reason"]

Find = Callable[[str], Claim]


def _title_of(sequent: str, find: Find) -> str:
    name, _, part = sequent.partition(".")
    try:
        claim = find(name)
    except LookupError:
        return sequent
    words = claim.number or claim.title[0].lower() + claim.title[1:]
    return f"{words}: {claim.part(part).title}" if part else words


def reason_words(reason: Reason, find: Find) -> str:
    """Return a reason as words: a hypothesis by what it says, a claim by its number or title, an instance with its terms."""
    if isinstance(reason, Hypothesis):
        return hypothesis_text(reason.words, reason.statement)
    if isinstance(reason, Claim):
        return _title_of(reason.sequent_id(), find)
    if isinstance(reason, Instance):
        taken = [f"{name} = {text(term)}" for name, term in reason.values.items() if text(term) != name]
        taken += [
            f"{name}({text(f.variable)}) = {text(f.value)}"
            for name, f in reason.functions.items()
            if text(f.value) != f"{name}({text(f.variable)})"
        ]
        return _title_of(reason.sequent, find) + (f" with {', '.join(taken)}" if taken else "")
    return _title_of(reason, find)


def step_reason(step: Step, find: Find) -> str:
    """Return the reasons of a step in words."""
    words = [step.because] if step.because else []
    return "; ".join([*words, *(reason_words(reason, find) for reason in step.by)])


def hypothesis_lines(part: Part) -> list[str]:
    """Return what a part assumes, a line each; a letter's property and its use are one line."""
    lines = [hypothesis_text(h.words, h.statement) for h in assumed(part)]
    return list(dict.fromkeys(lines))


def chain_lines(part: Part, find: Find) -> Iterator[tuple[str, str]]:
    """Yield the lines of a part as pairs (formula, reason)."""
    previous = None
    for number, step in enumerate(part.steps, 1):
        statement, reason = step.statement, step_reason(step, find)
        if isinstance(statement, Equal) and statement.left == previous:
            yield f"  = {text(statement.right)}", reason
        elif (isinstance(statement, Equal) and len(part.steps) == 1) or (isinstance(statement, Equal) and number == 1):
            yield text(statement.left), ""
            yield f"  = {text(statement.right)}", reason
        else:
            yield statement_text(statement), reason
        previous = statement.right if isinstance(statement, Equal) else None


def page_lines(claim: Claim, n: int) -> Iterator[str]:
    """Yield a claim as a script prints it: SymPy's derivation at size n, the chains with their reasons, the command."""
    from derivations import find

    number = f"{claim.number}  " if claim.number else ""
    yield f"{number}{claim.title}  [{claim.id}]"
    for name, derive in claim.derive.items():
        derived = derive(n)
        yield f"  SymPy, n = {n}, {claim.part(name).title}:"
        yield from (f"    {line}" for line in derived.shown)
    for part in claim.parts:
        yield f"  {part.title}"
        yield from (f"    given {line}" for line in hypothesis_lines(part))
        if not part.steps:
            yield f"    {statement_text(part.goal)}"
        lines = list(chain_lines(part, find))
        width = max((len(formula) for formula, reason in lines if reason and len(formula) <= 72), default=0)
        for formula, reason in lines:
            yield f"    {formula:<{width}}   {f'({reason})' if reason else ''}".rstrip()
    if claim.kind == Kind.theorem:
        yield f"  certified by: python -m verify audit {claim.id}"
