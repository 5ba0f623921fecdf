"""Small theories for the judges, written compactly: terms, declarations, lines, and cases that must pass or must not."""

from __future__ import annotations

from typing import Any, NamedTuple

from verify import kernel, second_opinion

__all__ = [
    "Case",
    "Cases",
    "I",
    "J",
    "JACOBIAN",
    "Json",
    "ONE",
    "SLOPED",
    "VERDICTS",
    "ZERO",
    "add",
    "along",
    "declared",
    "eq",
    "g",
    "inv",
    "items",
    "mul",
    "named",
    "neg",
    "num",
    "squares",
    "tr",
    "turn",
    "use",
]

Json = Any


def num(value: object) -> Json:
    return ["num", str(value)]


def mul(*factors: Json) -> Json:
    return ["mul", *factors]


def add(*terms: Json) -> Json:
    return ["add", *terms]


def neg(term: Json) -> Json:
    return ["neg", term]


def turn(term: Json) -> Json:
    return ["T", term]


def inv(term: Json) -> Json:
    return ["inv", term]


def tr(term: Json) -> Json:
    return ["tr", term]


def eq(left: Json, right: Json) -> Json:
    return ["eq", left, right]


def J(point: Json) -> Json:
    return ["apply", "J", point]


def g(point: Json) -> Json:
    return ["apply", "g", point]


VERDICTS = {"proved": "agrees", "rejected": "objects", "axiom": "axiom"}
ONE, ZERO, I = num(1), num(0), ["id", "n"]
SLOPED: dict[str, dict[str, Any]] = {
    "J": {"shape": [1, 1], "domain": ["n", 1], "derivative": "g"},
    "g": {"shape": ["n", 1], "domain": ["n", 1]},
}
JACOBIAN = {
    "g": {"shape": ["n", 1], "domain": ["n", 1], "derivative": "K"},
    "K": {"shape": ["n", "n"], "domain": ["n", 1], "symmetric": True},
}


def declared(text: str) -> Json:
    """Read "A:nn H:nn.s L:nn.d e:n.b x:n a k:.k": sizes, then s(ymmetric), d(iagonal), b(asis), k for a natural number."""
    symbols: Json = {}
    for word in text.split():
        name, _, rest = word.partition(":")
        sizes, _, marks = rest.partition(".")
        shape = [int(s) if s.isdigit() else s for s in sizes.ljust(2, "1")]
        meant = {"symmetric": "sd", "diagonal": "d", "basis": "b", "natural": "k"}
        symbols[name] = {"shape": shape} | {key: True for key, letters in meant.items() if set(marks) & set(letters)}
    return symbols


def items(*entries: Json) -> Json:
    """A line of items; (c, left, relation, right)."""
    return {"rule": "items", "items": [[num(c), *others] for c, *others in entries]}


def named(name: str, show: Json, line: Json) -> Json:
    return {"name": name, "show": show, **line}


def squares(kind: str, *entries: Json, extra: tuple[Json, ...] = ()) -> Json:
    """A line of squares; (c, scalars, L, P)."""
    return {"rule": kind, "squares": [[str(c), *others] for c, *others in entries], "items": items(*extra)["items"]}


def along(*entries: Json) -> Json:
    """A line for a gradient along d."""
    return {"rule": "gradient", "direction": "d", "items": items(*entries)["items"]}


def use(claim: str, values: Json, facts: Json, **functions: Json) -> Json:
    """A line that uses an earlier sequent."""
    line = {"rule": "use", "claim": claim, "with": values, "facts": facts}
    return line | ({"functions": functions} if functions else {})


class Case(NamedTuple):
    """A theory with certificates; what counts is the verdict on its last sequent."""

    passes: bool
    title: str
    theory: Json
    certificates: Json

    def __str__(self) -> str:
        """The title, for the name of the test."""
        return self.title.replace(" ", "_")

    def require(self, judge: str) -> None:
        """Require that a judge says of the last sequent what it must, and yes to the earlier ones."""
        if judge == "kernel":
            results = kernel.check(self.theory, self.certificates)
            found = {name: (VERDICTS[r.verdict], r.message) for name, r in results.items()}
        else:
            opinions = second_opinion.check(self.theory, self.certificates)
            found = {name: (o.verdict, o.message) for name, o in opinions.items()}
            assert not any("malformed" in message for _, message in found.values()), found
        last, (verdict, message) = found.popitem()
        assert last == self.title
        assert verdict == ("agrees" if self.passes else "objects"), message
        assert {v for v, _ in found.values()} <= {"agrees", "axiom"}, found


class Cases:
    """The cases of one file, in order."""

    def __init__(self) -> None:
        self.all: list[Case] = []

    def add(
        self,
        passes: bool,
        title: str,
        symbols: str,
        hypotheses: Json,
        steps: list[Json],
        *,
        goal: Json = None,
        functions: Json = None,
        local: str = "",
        defined: list[Json] | None = None,
        before: tuple[Json, Json] = ({}, {}),
        change: Json = None,
    ) -> tuple[Json, Json]:
        """Add a case whose steps are (statement, reasons, lines); return its theory and certificates."""
        sequent = {
            "symbols": declared(symbols),
            "hypotheses": hypotheses,
            "steps": [{"show": show, "by": by} for show, by, *_ in steps],
            "goal": goal or steps[-1][0],
        }
        certificate = {"steps": [lines for _, _, *lines in steps]}
        theory = {**before[0], title: sequent | ({"functions": functions} if functions else {})}
        extra = ({"local": declared(local)} if local else {}) | ({"defined": defined} if defined else {})
        certificates = {**before[1], title: certificate | extra | (change or {})}
        assert title not in [case.title for case in self.all], title
        self.all.append(Case(passes, title, theory, certificates))
        return theory, certificates

    def faults(self, judge: str) -> list[str]:
        """Return what a judge gets wrong."""
        found = []
        for case in self.all:
            try:
                case.require(judge)
            except AssertionError as fault:
                found.append(f"{case}: {fault}")
        return found

    def good(self, *arguments: Any, **options: Any) -> tuple[Json, Json]:
        """Add a case that must pass."""
        return self.add(True, *arguments, **options)

    def bad(self, *arguments: Any, **options: Any) -> tuple[Json, Json]:
        """Add a case that must not."""
        return self.add(False, *arguments, **options)

    def identity(self, passes: bool, title: str, symbols: str, left: Json, right: Json, **options: Any) -> None:
        """Add the case that an equation holds by expansion alone."""
        self.add(passes, title, symbols, {}, [(eq(left, right), [], items())], **options)
