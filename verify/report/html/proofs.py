"""Each claim as a section of the page: statement, hypotheses, chains with the reasons of `show`, and what was checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from derivations.language.assumptions import assumed
from derivations.language.claims import Claim, Hypothesis, Instance, Part, Step
from derivations.language.statements import Equal
from verify.ledger import Entry, PartEntry
from verify.report.grounds import invertibility
from verify.report.html.linear import linear, on_one_line
from verify.report.html.markup import Markup, joined, tag
from verify.report.html.mathml import formula, statement
from verify.report.html.words import pretty
from verify.report.json import ratio
from verify.report.page import Find, condition_words, reason_text
from verify.report.squares import sum_of_squares

__all__ = ["Links", "article", "badge", "capital", "values"]

_OF_LINES = "by ("
"""What only a reason has that speaks of lines by number."""
_NARROW = 26
_WIDE = 58
_LONGEST = 36


@dataclass(frozen=True)
class Links:
    """What the sections refer to: claims, titles and labels by id, who uses which claim, where each is written."""

    find: Find
    titles: Mapping[str, str]
    labels: Mapping[str, str]
    uses: Mapping[str, frozenset[str]]
    places: Mapping[str, tuple[str, int]]
    certificates: Mapping[str, Any] = field(default_factory=dict)

    def to(self, name: str) -> Markup:
        """Return a link to a claim, or its bare name where the page does not have it."""
        words = self.titles.get(name, name)
        return tag("a", pretty(words), href=f"#{name}") if name in self.titles else pretty(words)

    def short(self, name: str) -> Markup:
        """Return a link to a claim by its number, or its id."""
        return tag("a", self.labels[name], href=f"#{name}") if name in self.labels else Markup(name)

    def users(self, name: str) -> list[str]:
        """Return the ids of the claims that use one."""
        return [user for user, used in self.uses.items() if name in used]


def badge(verdict: str) -> Markup:
    """Return a verdict as a word on a coloured ground; the word alone says it too."""
    return tag("span", verdict, class_=f"badge {verdict}")


def capital(title: str) -> str:
    """Return a title with a capital, unless it begins with a letter of the mathematics."""
    word = title.partition(" ")[0]
    return title[0].upper() + title[1:] if word.isalpha() and (len(word) > 1 or word == "a") else title


def article(claim: Claim, entry: Entry, links: Links) -> Markup:
    """Return the section of a claim."""
    main = claim.part("main")
    number = tag("span", claim.number, class_="number") if claim.number else Markup("")
    head = tag("h3", number, pretty(claim.title), " ", badge(entry.verdict or entry.kind))
    letters = [tag("p", pretty(claim.letters), class_="remark")] if claim.letters else []
    inside = [head, *letters, tag("div", statement(main.goal, on_one_line), class_="claim")]
    if assumed(main):
        inside.append(tag("p", "Hypotheses", class_="label"))
        inside.append(tag("ul", *(tag("li", _hypothesis(h, links)) for h in assumed(main)), class_="given"))
    if claim.remark:
        inside.append(tag("p", pretty(claim.remark), class_="remark"))
    before = assumed(main)
    for part, found in zip(claim.parts, entry.parts, strict=True):
        inside += _part(claim, part, found, before, links)
        before = assumed(part)
    inside += _conditions(claim, entry, links)
    inside.append(_findings(entry, links))
    return tag("article", *inside, id=entry.id, tabindex="-1")


def _hypothesis(hypothesis: Hypothesis, links: Links) -> Markup:
    said = statement(hypothesis.statement, on_one_line)
    if hypothesis.words:
        said = joined(pretty(hypothesis.words), ": ", said)
    if isinstance(hypothesis.cites, Instance):
        return joined(said, " (from ", links.to(hypothesis.cites.sequent), ")")
    return said


def _part(claim: Claim, part: Part, found: PartEntry, before: tuple[Hypothesis, ...], links: Links) -> Iterator[Markup]:
    main = claim.part("main")
    if part is main and not part.steps:
        return
    state = joined(" ", badge(found.verdict)) if found.faults else Markup("")
    yield tag("h4", pretty(capital(part.title)), state)
    if assumed(part) != assumed(main) or before != assumed(main):
        yield tag("p", *_given(assumed(part), assumed(main), before), class_="aside")
    own = condition_words(claim, part, links.certificates, links.find)
    yield (
        _steps(claim, part, links, _OF_LINES in own)
        if part.steps
        else tag("div", statement(part.goal, on_one_line), class_="claim")
    )
    if _OF_LINES in own:
        yield _aside(f"{capital(invertibility(part))} {own}.", claim, (found,), links)


def _given(given: tuple[Hypothesis, ...], main: tuple[Hypothesis, ...], before: tuple[Hypothesis, ...]) -> Iterator[Markup]:
    """What a part assumes, told by how it differs from the claim's hypotheses, or that it is the same as just before."""
    more = [_briefly(h) for h in given if h not in main]
    dropped = [_briefly(h) for h in main if h not in given]
    if not given:
        yield Markup("Without any hypothesis.")
    elif given == main:
        yield Markup("With the hypotheses above.")
    elif given == before:
        yield Markup("Given the same.")
    elif len(dropped) == len(main):
        yield joined("Given that ", _listed(more), ".")
    elif not dropped:
        yield joined("With the hypotheses above, and given that ", _listed(more), ".")
    else:
        yield joined("With the hypotheses above, without this: ", _listed(dropped))
        yield joined("; but given that ", _listed(more), ".") if more else Markup(".")


def _briefly(hypothesis: Hypothesis) -> Markup:
    return pretty(hypothesis.words) if hypothesis.words else statement(hypothesis.statement, on_one_line)


def _conditions(claim: Claim, entry: Entry, links: Links) -> Iterator[Markup]:
    """Why everything inverted is invertible, once for all parts that say the same; where lines are named stands below them."""
    said: dict[bool, tuple[list[Part], dict[str, None]]] = {}
    for part in claim.parts:
        words = condition_words(claim, part, links.certificates, links.find)
        if words and _OF_LINES not in "; ".join(words):
            parts, reasons = said.setdefault("denominator" in invertibility(part), ([], {}))
            parts.append(part)
            reasons.update(dict.fromkeys(words))
    if said:
        text = " ".join(f"{capital(invertibility(*parts))} {'; '.join(reasons)}." for parts, reasons in said.values())
        yield _aside(text, claim, entry.parts, links)


def _aside(text: str, claim: Claim, parts: Iterable[PartEntry], links: Links) -> Markup:
    names = sorted({name.partition(".")[0] for part in parts for name in part.uses})
    return tag("p", _linked(text, claim, links, names), class_="aside")


def _listed(pieces: list[Markup]) -> Markup:
    return Markup("; ".join(pieces))


# --- chains ------------------------------------------------------------------------------------------------------------------


def _steps(claim: Claim, part: Part, links: Links, numbered: bool) -> Markup:
    numbered = numbered or any(
        isinstance(reason, str) and reason.startswith("step ") for step in part.steps for reason in step.by
    )
    rows: list[Markup] = []
    before: Step | None = None
    for number, step in enumerate(part.steps, 1):
        follows = before is not None and not numbered and _follows(before, step)
        squares = _squares(claim, part, number - 1, links)
        rows += _step(step, _reasons(claim, step, links, squares), f"({number}) " if numbered else "", follows)
        before = step
    return tag("div", *rows, class_="chain")


def _follows(step: Step, after: Step) -> bool:
    first, second = step.statement, after.statement
    return isinstance(first, Equal) and isinstance(second, Equal) and first.right == second.left


def _written(*inside: Markup) -> tuple[str, int]:
    """A formula on one line, for the page's script to set; and how long it is."""
    written = linear(joined(*inside))
    return written, len(re.sub(r"[{}^_]|\u2061", "", written))


def _squares(claim: Claim, part: Part, position: int, links: Links) -> Markup:
    """The sum of squares that a step is, in words, unless it is long or there is none."""
    certificate = links.certificates.get(claim.sequent_id(part.id), {})
    found = sum_of_squares(part, position, certificate, links.find) if position < len(certificate.get("steps", [])) else None
    if found is None or _written(formula(found))[1] > _LONGEST:
        return Markup("")
    return on_one_line(formula(found))


def _reasons(claim: Claim, step: Step, links: Links, squares: Markup) -> Markup:
    words = _linked(reason_text(claim, step, links.find), claim, links, _named(claim, step))
    return joined(words, "; it is " if words else "it is ", squares) if squares else words


def _step(step: Step, reason: Markup, label: str, follows: bool) -> Iterator[Markup]:
    """The cells of a step: what is equal (x-l), to what (x-r), and why (p); the style puts each in its column."""
    said = step.statement
    if not isinstance(said, Equal):
        yield tag("div", label, statement(said, on_one_line))
        yield tag("p", reason) if reason else Markup("")
        return
    left, width = _written(formula(said.left))
    right, reach = _written(Markup("<mo>=</mo>"), formula(said.right))
    own_line = not follows and width > _NARROW
    if own_line:
        yield tag("div", label, tag("x-m", left))
    elif not follows:
        yield tag("x-l", left, data_n=label or None)
    wide = reach + (0 if own_line else min(width, _NARROW)) > _WIDE
    yield tag("x-r", right, class_="w" if wide else None)
    yield tag("p", reason) if reason else Markup("")


def _named(claim: Claim, step: Step) -> list[str]:
    names = []
    for reason in step.by:
        if isinstance(reason, Claim):
            names.append(reason.id)
        elif isinstance(reason, Instance):
            names.append(reason.sequent.partition(".")[0])
    return [name for name in names if name != claim.id]


def _linked(words: str, claim: Claim, links: Links, names: list[str]) -> Markup:
    """Words with the claims that they name as links."""
    phrases = {}
    for name in dict.fromkeys(names):
        if name in links.titles and name != claim.id:
            other = links.find(name)
            phrases[f"{other.number} ({other.title})" if other.number else f'"{other.title}"'] = name
    if not phrases:
        return pretty(words)
    longest = sorted(phrases, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, longest)) + ")", words)
    return joined(*(tag("a", pretty(p), href=f"#{phrases[p]}") if p in phrases else pretty(p) for p in pieces))


# --- what was checked --------------------------------------------------------------------------------------------------------


def _findings(entry: Entry, links: Links) -> Markup:
    rows: list[tuple[str, Markup]] = []
    if entry.kind == "theorem":
        done, total = entry.steps
        rows.append(("Certified", pretty(f"{done} of {total} steps, for every size")))
        rows.append(("Axioms", joined(*_links(entry.axioms, links)) or pretty("none")))
    if entry.derived:
        rows.append(("Derived", pretty(f"by SymPy at n = {', '.join(map(str, entry.derived))}")))
    if entry.tested:
        found = sum(len(part.models) for part in entry.parts)
        codes = (
            f"; {entry.tested.implementations} implementations, largest error {ratio(entry.tested.worst)} of what is allowed"
        )
        words = f"{entry.tested.examples} examples, {found} exact models of the hypotheses"
        rows.append(("Tested", pretty(words + (codes if entry.tested.implementations else ""))))
    if users := links.users(entry.id):
        rows.append(("Used by", joined(*_links(users, links))))
    file, line = links.places[entry.id]
    rows.append(("Source", pretty(entry.source or "ours")))
    rows.append(("Written in", tag("code", f"{file}, line {line}")))
    rows += [(fault.kind, joined(pretty(fault.message), values(fault.values or {}))) for fault in entry.faults]
    inside = [part for name, words in rows for part in (tag("dt", name), tag("dd", words))]
    summary = "What was checked" if entry.kind == "theorem" else "Where it stands"
    return tag("details", tag("summary", summary), tag("dl", *inside))


def _links(names: tuple[str, ...] | list[str], links: Links) -> Iterator[Markup]:
    for k, name in enumerate(names):
        yield joined(", " if k else "", links.short(name))


def values(given: Mapping[str, object]) -> Markup:
    """Return exact values in words: numbers as they are, matrices by rows."""
    return joined(*(tag("span", pretty(name), " = ", _value(value), class_="value") for name, value in given.items()))


def _value(value: object) -> str:
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value):
        if all(len(row) == 1 for row in value):
            return f"({', '.join(str(row[0]) for row in value)})"
        return "[" + "; ".join(", ".join(map(str, row)) for row in value) + "]"
    return str(value)
