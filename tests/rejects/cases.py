"""Small sequents with certificates, and what a checker has to say of them.

A case that must pass is written out once. A case that must fail is the same one but for one thing, which gives it its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.verify.second_opinion_words import Json, declared
from verify import kernel

__all__ = ["Case", "Check", "faults"]

Check = Callable[[Json, Json], Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """A sequent of one step and its certificate.

    `about` is the rule or relation that is tried, `line` the last line of the certificate, `helpers` the lines before it,
    `before` the cases that it may use. `wrong` says what is wrong with it; without that it must pass. The step names
    every hypothesis and every earlier sequent as its reasons unless `by` says otherwise.
    """

    title: str
    symbols: str
    show: Json
    line: Json
    hypotheses: Mapping[str, Json] = field(default_factory=dict)
    helpers: tuple[Json, ...] = ()
    local: str = ""
    functions: Json = None
    before: tuple[Case, ...] = ()
    by: tuple[str, ...] | None = None
    about: str = ""
    wrong: str = ""

    def __str__(self) -> str:
        """The name of the test."""
        return f"{self.title}, but {self.wrong}" if self.wrong else self.title

    def but(self, wrong: str, **changes: Any) -> Case:
        """Return this case with something changed so that it must fail."""
        return replace(self, wrong=wrong, about=self.about or self.line["rule"], **changes)

    def line_but(self, wrong: str, **entries: Any) -> Case:
        """Return this case with entries of its last line changed so that it must fail."""
        return self.but(wrong, line={**self.line, **entries})

    def sequent(self) -> Json:
        """The statement as JSON."""
        by = [*self.hypotheses, *(case.title for case in self.before)] if self.by is None else self.by
        found = {"symbols": declared(self.symbols), "hypotheses": dict(self.hypotheses), "goal": self.show}
        found["steps"] = [{"show": self.show, "by": list(by)}]
        return found | ({"functions": self.functions} if self.functions else {})

    def certificate(self) -> Json:
        """The certificate as JSON."""
        found = {"steps": [[*self.helpers, self.line]]}
        return found | ({"local": declared(self.local)} if self.local else {})

    def theory(self) -> Json:
        """All sequents, this one last."""
        return {case.title: case.sequent() for case in (*self.before, self)}

    def certificates(self) -> Json:
        """All certificates by the same names."""
        return {case.title: case.certificate() for case in (*self.before, self)}


def faults(cases: Iterable[Case], check: Check = kernel.check) -> list[str]:
    """Return what a checker gets wrong: it has to accept what is right, and to understand what it turns down."""
    found = []
    for case in cases:
        *earlier, last = check(case.theory(), case.certificates()).values()
        if any(result.verdict != "proved" for result in earlier):
            found.append(f"{case}: an earlier sequent is turned down: {[result.message for result in earlier]}")
        if (last.verdict == "proved") == bool(case.wrong):
            found.append(f"{case}: {last.verdict} {last.message}")
        if case.wrong and "malformed" in last.message:
            found.append(f"{case}: turned down for another reason: {last.message}")
    return found
