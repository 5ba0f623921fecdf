"""Holds the print against the claims: every formula is read back, a hypothesis is printed exactly where it is used.

What TeX has to say of the print is checked as well: its log, and the text of the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim, Kind
from derivations.language.errors import LanguageError
from verify.report.latex.edition import Edition, label
from verify.report.latex.reading import FormulaError, Tree, read_formula

__all__ = ["check_log", "check_pages", "check_source", "statement_tree", "tree"]

_SEQUENCES = frozenset({"w"})
_NAMES = {
    "nll": "NLL",
    "neg_log_prior": "L_prior",
    "neg_log_posterior": "L_posterior",
    "neg_log_density": "L_density",
}
_COLUMNS = {"Q": "q", "V": "v", "U": "u", "X": "x", "P": "p"}
_ENTRIES = {"Lam": "lam", "Mu": "lam_hat", "S": "s", "D": "d", "F": "f", "P": "p"}
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

# --- what a claim's terms should read as -------------------------------------------------------------------------------------


def tree(term: tm.Term) -> Tree:  # noqa: C901 - one case a kind of node
    """Return what the reader should make of a term: its order and nesting, without sizes."""
    match term:
        case tm.Symbol(name=name):
            return ("letter", _printed_name(name), not term.is_scalar)
        case tm.Number(value=value):
            return _number(value)
        case tm.SizeNumber(size=size):
            return ("number", str(size)) if isinstance(size, int) else ("letter", size, False)
        case tm.Identity():
            return ("letter", "I", True)
        case tm.Zero():
            return ("letter", "0", True)
        case tm.Sum(terms=terms):
            return ("sum", *map(tree, terms))
        case tm.Neg(term=inner):
            return ("neg", tree(inner))
        case tm.Product():
            return _product(list(_spread(term)))
        case tm.Quotient(numerator=top, denominator=bottom):
            return ("quotient", tree(top), tree(bottom))
        case tm.Transpose(term=inner):
            return ("transpose", tree(inner))
        case tm.Inverse(term=inner):
            return ("inverse", tree(inner))
        case tm.Power(base=base, exponent=1):
            return tree(base)
        case tm.Power(base=base, exponent=exponent):
            return ("power", tree(base), ("number", str(exponent)) if isinstance(exponent, int) else tree(exponent))
        case tm.Trace(term=inner):
            return ("trace", tree(inner))
        case tm.Apply(function=name, argument=argument):
            if name in _SEQUENCES and argument == tm.Number(Fraction(0)):
                return ("letter", f"{name}_0", True)
            return ("apply", _NAMES.get(name, name), tree(argument))
        case tm.Column(matrix=matrix, index=index):
            return _indexed(matrix, _COLUMNS, f":,{_index(index)}", _index(index), bold=True)
        case tm.Coordinate(term=inner, index=index):
            if inner.shape[1] != 1:
                return _indexed(inner, _ENTRIES, f"{_index(index)},{_index(index)}", _index(index), bold=False)
            if isinstance(inner, tm.Symbol) and "_" not in inner.name:
                return ("letter", f"{inner.name}_{_index(index)}", False)
            plain: Tree = ("letter", inner.name, False) if isinstance(inner, tm.Symbol) else tree(inner)
            return ("entry", plain, _index(index))
        case tm.DiagonalOf(entry=entry, index=index):
            return ("diagonal", _index(index), tree(entry))
        case tm.SumOver(entry=entry, index=index):
            return ("total", _index(index), tree(entry))
    return _elementary_tree(term)


def _printed_name(name: str) -> str:
    """The name of a letter as it can be read off the print."""
    base, *marks = name.split("_")
    if numbered := re.fullmatch(r"([A-Za-z])(\d+)", base):
        return "_".join([*numbered.groups(), *marks])
    return "_".join([{"lambda": "lam", "direction": "d"}.get(base, base), *marks])


def _elementary_tree(term: Any) -> Tree:
    if type(term).__name__ == "Elementary":
        return (term.function, tree(term.argument))
    raise LanguageError(f"no way to check the print of {type(term).__name__}")


def _index(symbol: tm.Symbol) -> str:
    return symbol.name.removeprefix("e_")


def _indexed(matrix: tm.Term, own: dict[str, str], both: str, index: str, bold: bool) -> Tree:
    if isinstance(matrix, tm.Symbol) and matrix.name in own:
        base, *marks = own[matrix.name].split("_")
        return ("letter", "_".join([base, *marks, index]), bold)
    return ("entry", tree(matrix), both)


def _number(value: Fraction) -> Tree:
    size = abs(value)
    found: Tree = ("number", str(size.numerator))
    if size.denominator > 1:
        found = ("quotient", found, ("number", str(size.denominator)))
    return ("neg", found) if value < 0 else found


def _spread(term: tm.Product) -> Iterator[tm.Term]:
    """A product of matrices inside a product is printed without parentheses, for it needs none."""
    for factor in term.factors:
        inner = isinstance(factor, tm.Product)
        if isinstance(factor, tm.Product) and inner and (not factor.is_scalar or all(f.is_scalar for f in factor.factors)):
            yield from _spread(factor)
        else:
            yield factor


def _product(factors: list[tm.Term]) -> Tree:
    """A product; a sign of its first factor is a sign of the product, and what is repeated is a power."""
    first, *rest = _repeated(factors)
    if not rest:
        return tree(first)
    if isinstance(first, tm.Neg):
        return ("neg", tree(tm.Product((first.term, *rest))))
    if isinstance(first, tm.Number) and first.value < 0:
        return ("neg", tree(tm.Product((tm.Number(-first.value), *rest))))
    return ("product", *map(tree, (first, *rest)))


def _repeated(factors: list[tm.Term]) -> list[tm.Term]:
    """Equal neighbours as one power, if they are numbers or letters and neither digits nor powers themselves."""
    runs: list[tuple[tm.Term, int]] = []
    for factor in factors:
        if runs and runs[-1][0] == factor:
            runs[-1] = (factor, runs[-1][1] + 1)
        else:
            runs.append((factor, 1))
    found: list[tm.Term] = []
    for factor, count in runs:
        plain = isinstance(factor, tm.Symbol) and "_" not in factor.name
        can = plain or (factor.is_scalar and not isinstance(factor, tm.Number | tm.Power))
        found += [tm.Power(factor, count)] if can and count > 1 else [factor] * count
    return found


def statement_tree(statement: st.Statement) -> Tree:
    """Return what the reader should make of a statement that is printed as a formula."""
    match statement:
        case st.Equal(left=left, right=right):
            return ("=", tree(left), tree(right))
        case st.PositiveSemidefinite(term=term) | st.PositiveDefinite(term=term):
            strict = isinstance(statement, st.PositiveDefinite)
            match term:
                case tm.Sum(terms=(first, tm.Neg(term=second))) if term.is_scalar and not isinstance(first, tm.Neg):
                    return ("<" if strict else "<=", tree(second), tree(first))
                case tm.Sum(terms=(*others, tm.Neg(term=last))) if term.is_scalar and len(others) > 1:
                    return ("<" if strict else "<=", tree(last), ("sum", *map(tree, others)))
                case tm.Neg(term=inner) if term.is_scalar:
                    return ("<" if strict else "<=", tree(inner), ("number", "0"))
            if term.is_scalar:
                return (">" if strict else ">=", tree(term), ("number", "0"))
            return ("pd" if strict else "psd", tree(term), ("letter", "0", True))
        case st.Invertible(term=term):
            return ("!=", tree(term), ("number", "0")) if term.is_scalar else ("said", tree(term), ("isinvertible",))
        case st.GradientIs(function=function, variable=variable, point=point, value=value):
            kind = "gradient" if function.is_scalar else "jacobian"
            return ("=", (kind, tree(function), tree(variable), tree(point)), tree(value))
        case st.NormIs(matrix=matrix, value=value):
            return ("=", ("norm", tree(matrix)), tree(value))
        case st.LimitIs(function=function, variable=variable, to=to, value=value):
            return ("=", ("limit", tree(variable), to, tree(function)), tree(value))
        case st.ForEvery(variable=variable, statement=inner):
            return ("said", statement_tree(inner), ("foreverynatural", tree(variable)))
    return _told_tree(statement)


def _told_tree(statement: Any) -> Tree:
    """Forms that are asked for by name, as in the printer."""
    positive = ("number", "0")
    match type(statement).__name__:
        case "Between":
            return ("said", statement_tree(statement.statement), ("foreverynumber", tree(statement.variable)), ("from0to1",))
        case "Continuous":
            return ("said", tree(statement.function), ("iscontinuousin", (">", tree(statement.variable), positive)))
        case "Attains":
            value = ("=", tree(statement.function), tree(statement.value))
            return ("said", value, ("forsome", (">", tree(statement.variable), positive)))
        case "LocalMinimum":
            of, within = ("isalocalminimiserof", tree(statement.function)), ("in", tree(statement.variable))
            return ("said", tree(statement.point), of, within)
        case "MeanIs":
            x = tree(statement.variable)
            value = ("=", ("mean", tree(statement.function)), tree(statement.value))
            mean = ("with", ("=", ("mean", x), tree(statement.mean)))
            second = ("and", ("=", ("mean", ("product", x, ("transpose", x))), tree(statement.second)))
            return ("said", value, ("forrandom", x), mean, second)
    raise LanguageError(f"no way to check the print of {type(statement).__name__}")


# --- the source --------------------------------------------------------------------------------------------------------------


def _arguments(text: str, start: int, count: int) -> tuple[list[str], int]:
    """The arguments in braces from a position on, and where they end."""
    found = []
    for _ in range(count):
        depth, end = 0, start
        while True:
            character = text[end]
            escaped = end > 0 and text[end - 1] == "\\" and text[end - 2] != "\\"
            depth += 0 if escaped else {"{": 1, "}": -1}.get(character, 0)
            end += 1
            if depth == 0:
                break
        found.append(text[start + 1 : end - 1])
        start = end
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
            missed = {statement_tree(step.statement) for step in part.steps} - {found for found, _ in steps}
            yield from (f"claimed, but not printed: a step of {part.title}" for _ in missed)


def _sum_faults(edition: Edition, claim: Claim, printed: str) -> Iterator[str]:
    """A sum of squares that is printed is the one of a step's certificate."""
    written = [arguments[0] for arguments in _reasons(printed)]
    if not written:
        return
    known: set[Tree] = set()
    for part in claim.parts:
        found = (edition.sum_of_squares(claim, part, position) for position in range(len(part.steps)))
        known |= {tree(term) for term in found if term}
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
