"""Our own claims as derivation files: what the language can say of a part or of a whole row, or the word that is missing."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Any

import derivations
from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim, Hypothesis, Instance, Part, Reason, Step
from derivations.language.errors import LanguageError
from derivations.language.printing import statement_source
from derivations.language.traversal import substitute, walk
from verify.derivation_files.flattening import key_of
from verify.derivation_files.functions import written_functions
from verify.derivation_files.inverses import obligations
from verify.derivation_files.naming import changed_statement, counted_sizes, named_values
from verify.vocabulary import statements_in, terms_in

__all__ = ["NotSayable", "file_text", "written_row", "written_values"]


class NotSayable(Exception):
    """The language of derivation files has no word for something; the message is the word that is missing."""


_MARKS: dict[type[st.Statement], str] = {
    st.Symmetric: "symmetric",
    st.Diagonal: "diagonal",
    st.PositiveSemidefinite: "psd",
    st.PositiveDefinite: "pd",
    st.Natural: "natural",
}
_NUMBERS = {"psd": "nonnegative", "pd": "positive", "natural": "natural"}


def _sayable(part: Part, sized: Collection[str] = ()) -> Part:
    """Return a part with letters for what has no other word; raise NotSayable if more words are missing.

    `sized` are sizes that a letter elsewhere in the file has, so that they need no letter of their own.
    """
    part = named_values(part)
    part = part if _loose(part) and _loose(part) <= {*sized} else counted_sizes(part)
    try:
        written_functions(part)
    except LanguageError as word:
        raise NotSayable(str(word)) from None
    return part


def _kinds(part: Part) -> tuple[dict[str, str], set[str]]:
    """The kind of each letter, and the names of the hypotheses that it says."""
    letters: dict[str, tm.Symbol] = {}
    for statement in statements_in(part):
        for term in terms_in(statement):
            letters |= {node.name: node for node in walk(term) if isinstance(node, tm.Symbol)}
    marks: dict[str, list[tuple[str, str]]] = {}
    for hypothesis in part.given:
        statement = hypothesis.statement
        letter = getattr(statement, "symbol", getattr(statement, "term", None))
        if type(statement) in _MARKS and isinstance(letter, tm.Symbol):
            marks.setdefault(letter.name, []).append((_MARKS[type(statement)], hypothesis.name))
        match statement:
            case st.Equal(tm.Product((tm.Transpose(tm.Symbol() as q), r)), tm.Identity()) if q == r and q.rows == q.cols:
                marks.setdefault(q.name, []).append(("orthogonal", hypothesis.name))
    kinds, said = written_functions(part)
    for name, symbol in letters.items():
        word, size = _plain(symbol)
        found = marks.get(name, [])
        if found:  # the first one becomes the kind, further ones stay hypotheses
            mark, hypothesis_name = next((pair for pair in found if pair[0] in ("natural", "diagonal")), found[0])
            word = _NUMBERS.get(mark, "real") if symbol.is_scalar else mark
            said.add(hypothesis_name)
            size = "" if symbol.is_scalar else str(symbol.rows)
        kinds[name] = f"{word} {size}".strip()
    return kinds, said


def _plain(symbol: tm.Symbol) -> tuple[str, str]:
    if symbol.is_scalar:
        return "real", ""
    if symbol.cols == 1:
        return "vector", str(symbol.rows)
    if symbol.rows == symbol.cols:
        return "square", str(symbol.rows)
    return "matrix", f"{symbol.rows} {symbol.cols}"


def _given(part: Part, taken: Collection[str] = ()) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The kinds of the letters, the other hypotheses as texts, and under which name each of these stands in the file."""
    symbols, said = _kinds(part)
    given: dict[str, str] = {}
    names: dict[str, str] = {}
    for h in part.given:
        if h.name not in said:
            name = re.sub(r"[^A-Za-z_0-9]", "_", h.name)
            name = name if not name[:1].isdigit() else f"h_{name}"
            while name in given or name in taken:
                name += "_given"
            given[name], names[h.name] = statement_source(h.statement), name
    return symbols, given, names


def written_values(part: Part, name: str) -> dict[str, Any]:
    """Return a part as the values of a derivation file: what its letters are, what is given, its goal and nothing else.

    Raises
    ------
    NotSayable
        If a word is missing.
    """
    part = _sayable(part)
    symbols, given, _ = _given(Part(part.id, part.title, part.given, (), part.goal))
    return {"symbols": symbols, "given": given, "claim": [{"id": name, "show": statement_source(part.goal)}]}


def written_row(claim: Claim) -> dict[str, Any]:
    """Return a claim with its whole derivation as a file: a claim for every step and part, each with its reasons.

    A reason is a given, an earlier claim of the file, or an earlier claim of ours by its id. What the search is told beside
    the reasons (rules, squares) has no words and stays out.

    Raises
    ------
    NotSayable
        If a word is missing.
    """
    own = {name: part.id for name, part in claim.sequents()}
    letters = {str(size): s for part in claim.parts for s in _symbols(part) if not s.is_scalar for size in s.shape}
    claims: list[dict[str, Any]] = []
    for part in claim.parts:
        sized = {
            size for size in _loose(part) if size in letters and letters[size].name not in {s.name for s in _symbols(part)}
        }
        written_part = _written_part(_sayable(part, sized), part, own)
        for size in sized:
            for written in written_part:
                written["symbols"].setdefault(letters[size].name, " ".join(_plain(letters[size])))
        claims += written_part
    common = {table: _common([c[table] for c in claims]) for table in ("symbols", "given")}
    other = {letter for c in claims for letter in c["symbols"]} - common["symbols"].keys()
    words = {name: {*re.findall(r"[A-Za-z_]\w*", text)} for name, text in common["given"].items()}
    common["given"] = {name: text for name, text in common["given"].items() if not words[name] & other}
    for table, shared in common.items():
        for written in claims:
            written[table] = {key: value for key, value in written[table].items() if key not in shared}
    return {"title": claim.title, **common, "claim": claims}


def _symbols(part: Part) -> set[tm.Symbol]:
    nodes = (node for statement in statements_in(part) for term in terms_in(statement) for node in walk(term))
    return {node for node in nodes if isinstance(node, tm.Symbol)}


def _loose(part: Part) -> set[str]:
    """The sizes that a part speaks of as numbers while no letter of it has them."""
    nodes = [node for statement in statements_in(part) for term in terms_in(statement) for node in walk(term)]
    sides = {str(size) for node in nodes if not isinstance(node, tm.SizeNumber) for size in node.shape}
    return {node.size for node in nodes if isinstance(node, tm.SizeNumber) and isinstance(node.size, str)} - sides


def _common(tables: list[dict[str, str]]) -> dict[str, str]:
    """What all tables say alike."""
    return {key: text for key, text in tables[0].items() if all(table.get(key) == text for table in tables)}


def _written_part(said: Part, part: Part, own: dict[str, str]) -> list[dict[str, Any]]:
    symbols, given, names = _given(said, own.values())
    steps = {f"step {place}": f"{part.id}-step-{place}" for place in range(1, len(part.steps) + 1)}
    if part.steps and part.steps[-1].statement == part.goal:
        steps[f"step {len(part.steps)}"] = part.id

    def reasons(step: Step) -> list[str]:
        found = [_word(reason, {**steps, **own}, names) for reason in (*part.conditions, *step.by)]
        # what an earlier claim assumes in these letters, and an earlier step shows, is a reason as well
        assumed = {key_of(statement) for reason in step.by for statement in _assumed(reason)}
        before = list(zip(steps.values(), part.steps, strict=True))[: part.steps.index(step)] if step in part.steps else []
        inverted = {*obligations([step.statement])}
        found += [
            name
            for name, earlier in before
            if _said(earlier) & assumed or isinstance(earlier.statement, st.Invertible) or _term_shown(earlier) in inverted
        ]
        return list(dict.fromkeys(word for word in (*found, *given) if word))

    written = [
        {"id": name, "show": statement_source(statement.statement), "by": reasons(step)}
        for name, statement, step in zip(steps.values(), said.steps, part.steps, strict=True)
    ]
    if part.id not in steps.values():
        last = Step(said.goal, tuple(steps))
        written.append({"id": part.id, "show": statement_source(said.goal), "by": reasons(last)})
    return [{**w, "symbols": dict(symbols), "given": dict(given)} for w in written]


def _said(step: Step) -> set[object]:
    """What a step shows, and that a number is >= 0 where it shows that it is > 0."""
    shown = step.statement
    weaker = [st.PositiveSemidefinite(shown.term)] if isinstance(shown, st.PositiveDefinite) else []
    return {key_of(statement) for statement in (shown, *weaker)}


def _term_shown(step: Step) -> tm.Term | None:
    """The term that a step shows to have an inverse."""
    shown = step.statement
    return shown.term if isinstance(shown, st.PositiveDefinite | st.Invertible) else None


def _assumed(reason: Reason) -> list[st.Statement]:
    """What a claim assumes in the letters in which it is used."""
    if isinstance(reason, Hypothesis):
        return []
    used = Instance(reason) if isinstance(reason, str) else reason if isinstance(reason, Instance) else reason["main"]
    part = _parts_of_ours().get(used.sequent)
    hypotheses = part.given if part is not None else ()
    said = [s for h in hypotheses if isinstance(s := h.statement, st.Differentiable) and s.function in used.functions]
    slopes = {s.derivative: used.functions[s.function] for s in said}

    def change(node: tm.Term) -> tm.Term:
        if isinstance(node, tm.Symbol):
            return used.values.get(node.name, node)
        if not isinstance(node, tm.Apply):
            return node
        formula = {**used.functions, **slopes}.get(node.function)
        if formula is None or not isinstance(formula.variable, tm.Symbol):
            return node
        value = formula.gradient if node.function in slopes else formula.value
        return substitute(value, {formula.variable.name: node.argument})

    return [changed_statement(h.statement, change) for h in hypotheses]


@cache
def _parts_of_ours() -> dict[str, Part]:
    return {name: part for claim in derivations.claims() for name, part in claim.sequents()}


def _word(reason: Reason, own: dict[str, str], names: dict[str, str]) -> str:
    """Under which name the file knows a reason; nothing for what a kind says."""
    if isinstance(reason, Hypothesis):
        return names.get(reason.name, "")
    name = reason if isinstance(reason, str) else reason.sequent if isinstance(reason, Instance) else reason.sequent_id()
    return own.get(name, name)


def file_text(values: dict[str, Any]) -> str:
    """Return the text of a derivation file with these values."""
    lines = [f"title = {_text(values['title'])}"] if "title" in values else []
    for table in ("symbols", "given"):
        if values[table]:
            lines += [f"[{table}]", *(f"{key} = {_text(value)}" for key, value in values[table].items())]
    for claim in values["claim"]:
        lines += ["[[claim]]", *(f"{key} = {_text(v)}" for key, v in claim.items() if not isinstance(v, dict))]
        for table in ("symbols", "given"):
            if claim.get(table):
                lines += [f"[claim.{table}]", *(f"{key} = {_text(value)}" for key, value in claim[table].items())]
    return "\n".join([*lines, ""])


def _text(value: Any) -> str:
    """A text or a list of texts as TOML."""
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return f'"{value}"' if "'" in value else f"'{value}'"
