"""Holds the print against the claims: every formula is read back, a hypothesis is printed exactly where it is used.

What TeX has to say of the print is checked as well: its log, and the text of the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.language import statements as st
from derivations.language.claims import Claim, Kind
from verify.report.latex.edition import Edition, label
from verify.report.latex.expected import statement_tree, tree
from verify.report.latex.reading import FormulaError, Tree, read_formula
from verify.report.squares import apart

__all__ = ["check_log", "check_pages", "check_source"]

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_DEEPER = {"{": 1, "}": -1}
_MACRO = re.compile(r"\\(rpdisplay|rptagged|rpinline|rpstart|rpnext|rpline|rpgiven|rpknown|rpsame)(?=\{)")
_ARGUMENTS = {
    "rpdisplay": 1,
    "rptagged": 3,
    "rpinline": 1,
    "rpstart": 4,
    "rpnext": 3,
    "rpline": 2,
    "rpgiven": 2,
    "rpknown": 2,
    "rpsame": 2,
}
_SAID = {
    st.PositiveSemidefinite: "is symmetric positive semidefinite",
    st.PositiveDefinite: "is symmetric positive definite",
    st.Invertible: "is invertible",
    st.Natural: "is a natural number",
    st.Symmetric: "is symmetric",
    st.Diagonal: "is diagonal",
    st.BasisVector: "is a standard basis vector",
    st.Differentiable: "is differentiable, with the",
}

_SIGNS = {
    " is invertible": r"\text{ is invertible}",
    " is symmetric positive semi": r" \succeq \bm{0}",
    " is symmetric positive def": r" \succ \bm{0}",
}
"""What the words behind a formula in a sentence say, as a sign."""

# --- the source --------------------------------------------------------------------------------------------------------------


def _arguments(text: str, start: int, count: int) -> tuple[list[str], int]:
    """The arguments in braces from a position on, and where they end."""
    found = []
    for _ in range(count):
        depth = 0
        for brace in _BRACE.finditer(text, start):
            depth += _DEEPER.get(brace[0], 0)
            if depth == 0:
                break
        else:
            raise FormulaError(f"a brace is not closed: {text[start : start + 40]!r}")
        found.append(text[start + 1 : brace.end() - 1])
        start = brace.end()
    return found, start


def _macros(text: str) -> Iterator[tuple[str, list[str], str]]:
    """Yield each macro with its arguments and what follows it."""
    for match in _MACRO.finditer(text):
        arguments, end = _arguments(text, match.end(), _ARGUMENTS[match[1]])
        yield match[1], arguments, text[end : end + 40]


def _formulas(text: str) -> Iterator[str]:
    """Yield the formulas of a claim's print in order, a line of a chain with the left side it continues."""
    left = ""
    for name, arguments, after in _macros(text):
        match name:
            case "rpdisplay" | "rpline":
                yield arguments[0]
            case "rpinline":
                yield arguments[0] + next((sign for words, sign in _SIGNS.items() if after.startswith(words)), "")
            case "rptagged":
                yield arguments[2]
            case "rpstart":
                yield " ".join(arguments[:3])
                left = arguments[2]
            case "rpnext":
                yield f"{left} {arguments[0]} {arguments[1]}"
                left = arguments[1]


_Section = tuple[Claim, str]


def _sections(edition: Edition, text: str) -> Iterator[_Section]:
    """The print of each claim: from its label to the end of its proof."""
    for claim in edition.chosen:
        mark = rf"\label{{{claim.id}}}" if not claim.number else rf"{{{claim.number}}}{{{claim.id}}}"
        if text.count(mark) != 1:
            raise FormulaError(f"{claim.id}: its label stands in the print {text.count(mark)} times")
        at = text.index(mark)
        start = text.rindex(r"\begin{rp" + edition.kind(claim) + "}", 0, at)
        close = r"\end{proof}" if claim.kind == Kind.theorem else r"\end{rp" + edition.kind(claim) + "}"
        yield claim, text[start : text.index(close, at)]


def check_source(edition: Edition, text: str) -> list[str]:
    """Return what is wrong with the LaTeX of an article or a fragment, a line each; nothing if all is well."""
    faults = []
    try:
        for claim, printed in _sections(edition, text):
            faults += [f"{claim.id}: {fault}" for fault in _formula_faults(edition, claim, printed)]
            faults += [f"{claim.id}: {fault}" for fault in _hypothesis_faults(edition, claim, printed, text)]
            faults += [f"{claim.id}: {fault}" for fault in _sum_faults(edition, claim, printed)]
    except (FormulaError, ValueError, IndexError) as error:
        faults.append(str(error))
    return faults


def _formula_faults(edition: Edition, claim: Claim, printed: str) -> Iterator[str]:
    """The statement shows the clauses in their order and nothing else, the proof every step and nothing else."""
    statement, _, proof = printed.partition(r"\begin{proof}")
    goals = [statement_tree(part.goal) for part in edition.shown(claim)]
    shown, steps = list(_read(statement)), list(_read(proof))
    for position, (found, written) in enumerate(shown):
        if position >= len(goals) or found != goals[position]:
            yield f"printed, but not claimed: {written[:120]}"
    if len(shown) < len(goals):
        yield f"claimed, but not printed: {len(goals) - len(shown)} clauses"
    known = {statement_tree(one): part.title for part in claim.parts for one in (part.goal, *(s.statement for s in part.steps))}
    yield from (f"printed, but not claimed: {written[:120]}" for found, written in steps if found not in known)
    for part in claim.parts:
        if len(part.steps) > 1:
            wanted = {statement_tree(step.statement) for step in part.steps if not _is_plain(step.statement)}
            missed = wanted - {found for found, _ in steps}
            yield from (f"claimed, but not printed: a step of {part.title}" for _ in missed)


def _is_plain(statement: st.Statement) -> bool:
    """Whether an equation has one thing on both sides as it is printed, so that there is nothing to show."""
    return isinstance(statement, st.Equal) and tree(statement.left) == tree(statement.right)


def _sum_faults(edition: Edition, claim: Claim, printed: str) -> Iterator[str]:
    """A sum of squares that is printed is the one of a step's certificate."""
    written = [arguments[0] for arguments in _reasons(printed)]
    if not written:
        return
    known: set[Tree] = set()
    for part in claim.parts:
        found = (edition.sum_of_squares(claim, part, position) for position in range(len(part.steps)))
        known |= {tree(apart(term)[0]) for term in found if term}
    for one in written:
        try:
            right = read_formula(f"{one} = 0")[1] in known
        except FormulaError:
            right = False
        if not right:
            yield f"printed as a sum of squares, but not in the certificate: {one[:120]}"


def _reasons(printed: str) -> Iterator[list[str]]:
    """The sums of squares in a print, those in the reasons of lines among them."""
    for match in re.finditer(r"\\rpsum(?=\{)", printed):
        yield _arguments(printed, match.end(), 1)[0]


def _read(text: str) -> Iterator[tuple[Tree, str]]:
    """Yield each formula as a tree, or where it cannot be read as what is wrong with it, and how it is written."""
    for written in _formulas(text):
        try:
            yield read_formula(written), written
        except FormulaError as error:
            yield ("unreadable",), f"{error}: {written}"


def _hypothesis_faults(edition: Edition, claim: Claim, printed: str, text: str) -> Iterator[str]:
    head = printed.partition(r"\begin{proof}")[0]
    common, *items = re.split(r"\\item\\label\{[^}]*\}", head)
    shared = [arguments for name, arguments, _ in _macros(common) if name == "rpgiven"]
    shown = edition.shown(claim)
    own: dict[str, list[list[str]]] = {}
    told_before = {arguments[1] for arguments in shared}
    for part, item in zip(shown, items or [""], strict=True):
        macros = [(name, arguments) for name, arguments, _ in _macros(item)]
        same = [one for name, arguments in macros if name == "rpsame" for one in own.get(arguments[0], [])]
        again = [[a[0], _in_full(a[1], told_before)] for name, a in macros if name == "rpknown"]
        fresh = [arguments for name, arguments in macros if name == "rpgiven"]
        told_before |= {arguments[1] for arguments in fresh}
        here = [*same, *again, *fresh]
        own[label(claim, part)], given = here, [*shared, *here]
        names, wanted = [_unescaped(a[0]) for a in given], {h.name: h for h in edition.given(claim, part)}
        if len(set(names)) != len(names):
            yield f"{part.id}: a hypothesis is printed twice"
        missing, idle = wanted.keys() - set(names), set(names) - wanted.keys()
        yield from (f"{part.id}: {name} is used, but not printed" for name in sorted(missing))
        yield from (f"{part.id}: {name} is printed, but not used" for name in sorted(idle))
        for (name, told), key in zip(given, names, strict=True):
            if key in wanted and not _says(told, wanted[key].statement, text):
                yield f"{part.id}: {name} is not what is printed of it: {told[:80]}"


def _in_full(words: str, before: set[str]) -> str:
    """What the words of a hypothesis said where they stood with a formula; "" unless that was one thing."""
    found = [told for told in before if told.startswith((f"{words}:", f"{words},"))]
    return found[0] if len(found) == 1 else ""


def _unescaped(name: str) -> str:
    for written, character in ((r"\textgreater{}", ">"), (r"\textless{}", "<"), (r"\textasciicircum{}", "^"), ("\\", "")):
        name = name.replace(written, character)
    return name


def _says(told: str, statement: st.Statement, text: str) -> bool:
    """Whether a printed hypothesis states what it should, itself or in the assumption it names."""
    if reference := re.search(r"Assumption~\\ref\{([^}]*)\}", told):
        start = text.index(rf"\label{{{reference[1]}}}")
        told = text[start : text.index(r"\end{rpassumption}", start)]
    formulas = re.findall(r"\$([^$]*)\$", told)
    words = _SAID.get(type(statement))
    if words and f"$ {words}" in told:
        subject = getattr(statement, "symbol", None) or getattr(statement, "term", None)
        return subject is None or any(_reads(f, tree(subject)) for f in formulas)
    return any(_reads(f, statement_tree(statement)) for f in formulas if not isinstance(statement, st.Differentiable))


def _reads(written: str, wanted: Tree) -> bool:
    try:
        return read_formula(written) == wanted
    except FormulaError:
        try:
            return read_formula(f"{written} = 0")[1] == wanted
        except FormulaError:
            return False


# --- what TeX says -----------------------------------------------------------------------------------------------------------

_COMPLAINTS = {
    "an error": re.compile(r"^! .*", re.MULTILINE),
    "a missing character": re.compile(r"^Missing character: .*", re.MULTILINE),
    "an undefined reference": re.compile(r"(?:Reference|Citation) `[^']*'.* undefined.*"),
    "a label defined twice": re.compile(r"Label `[^']*' multiply defined.*"),
    "a line that sticks out": re.compile(r"^Overfull \\[hv]box .*", re.MULTILINE),
    "references that changed": re.compile(r"Label\(s\) may have changed.*"),
}


def check_log(log: str) -> list[str]:
    """Return what TeX's log complains of, a line each."""
    return [f"{kind}: {match}" for kind, pattern in _COMPLAINTS.items() for match in pattern.findall(log)]


def check_pages(edition: Edition, pages: str) -> list[str]:
    """Return which of the book's numbers do not stand exactly once as a tag in the text of the pages."""
    numbers = [claim.number for claim in edition.chosen if claim.number]
    counted = {number: pages.count(f"({number})") for number in numbers}
    return [f"the tag ({number}) stands {count} times on the pages" for number, count in counted.items() if count != 1]
