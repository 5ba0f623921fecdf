"""Finds the certificate of a part: instances of the reasons it names, then for every step the line that proves it.

Every line is tried on the kernel's own `Context` as soon as it is proposed, so a finished certificate has been checked line by
line; the kernel then checks it once more as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Instance, Part, Reason, Step
from derivations.language.lowering import lower_term
from verify.kernel import RELATIONS, RULES, Reject, Result, inverted
from verify.kernel.algebra import SCALAR, Poly
from verify.kernel.core import Context, names_in
from verify.search.branches import NotFound, case_line, formula_entries, lesser_known, same_entries
from verify.search.columns import Relation
from verify.search.effort import THOROUGH, Effort, Purse
from verify.search.explaining import Explaining
from verify.search.laying import term_by_term
from verify.search.relations import is_unit, unit_line
from verify.search.settling import settle
from verify.search.writing import subterms

__all__ = ["find_certificate", "find_step"]

FROM_FIRST = {"every", "entrywise", "trace", "generic", "zero", "limit", "instance", "within", "psd_trace"}


def find_certificate(name: str, part: Part, theory: dict[str, Any], proved: dict[str, Result]) -> dict[str, Any]:
    """Return a certificate for a sequent of the theory that the kernel accepts.

    Parameters
    ----------
    name : str
        The sequent's id.
    part : Part
        The claim's part with the reasons as objects: they say which instances to use.
    theory : dict
        All sequents up to this one.
    proved : dict
        The results of the earlier ones.

    Raises
    ------
    NotFound
        If the search fails, or the kernel does not accept what it found.
    """
    return settle(name, theory, _Search(name, part, theory, proved).run(), proved)


def find_step(
    name: str, part: Part, world: tuple[dict[str, Any], dict[str, Result]], effort: Effort, purse: Purse
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return a certificate for a sequent of one step and which of the reasons named it uses; `settle` it for just these.

    `world` are all sequents up to this one and the results of the earlier ones. Reasons whose hypotheses cannot be shown are
    passed over. Raises `NotFound` if the search, which `effort` and the `purse` bound, fails.
    """
    (theory, proved), most = world, min(effort.work, max(purse.left, 1))
    search = _Search(name, part, theory, proved, effort._replace(work=most))
    search.lenient = True
    try:
        return search.step(theory)
    except Reject as reason:
        raise NotFound(f"{name}: {reason}") from None
    finally:
        purse.left -= most - search.context.algebra.left


class _Search(Explaining):
    def __init__(
        self, name: str, part: Part, theory: dict[str, Any], proved: dict[str, Result], effort: Effort = THOROUGH
    ) -> None:
        self.part, self.theory, self.proved = part, theory, proved
        self.sequent = theory[name]
        self.places: dict[str, str] = {}
        self.local = self.directions()
        super().__init__(name, Context(self.sequent, theory, proved, self.local, RELATIONS), effort)
        self.count = 0
        self.tried: dict[Any, set[str]] = {}
        self.instances: dict[str, str] = {}
        self.lines: list[dict[str, Any]] = []
        self.learn([h["statement"] if isinstance(h, dict) else h for h in self.sequent["hypotheses"].values()])
        self.learn([step["show"] for step in self.sequent["steps"]])

    def learn(self, trees: Iterable[Any]) -> None:
        self.writer.learn(trees)

    def directions(self) -> dict[str, Any]:
        """A fresh symbol to differentiate along, for every symbol that something is differentiated by."""
        found = {}
        formulas = [f for r in self.all_reasons() if isinstance(r, Instance) for f in r.functions.values()]
        shapes: dict[str, Any] = {step["show"][2]: None for step in self.sequent["steps"] if step["show"][0] == "grad"}
        shapes |= {f.variable.name: list(f.variable.shape) for f in formulas if isinstance(f.variable, tm.Symbol)}
        for name, shape in sorted(shapes.items()):
            declared = self.sequent["symbols"].get(name, {"shape": shape})
            found[f"d_{name}"] = {"shape": declared["shape"]}
            found |= {} if name in self.sequent["symbols"] else {name: declared}
        return found | self.variables({*found, *self.sequent["symbols"]})

    def variables(self, taken: set[str]) -> dict[str, Any]:
        """A fresh symbol, and a direction, for every function that is known by more here than where a reason was proved."""
        here, found = self.sequent.get("functions", {}), dict[str, Any]()
        sequents = {r if isinstance(r, str) else r.sequent for r in self.all_reasons() if isinstance(r, str | Instance)}
        names = {name for s in sequents for name in lesser_known(self.theory.get(s, {}), here)}
        for size in sorted({str(here[name]["domain"][0]) for name in names}):
            place = next(p for p in map("place_{}".format, count()) if not {p, f"d_{p}"} & {*taken, *here, *found})
            of_size = [name for name in names if str(here[name]["domain"][0]) == size]
            self.places |= dict.fromkeys(of_size, place)
            found |= {name: {"shape": here[of_size[0]]["domain"]} for name in (place, f"d_{place}")}
        return found

    def all_reasons(self) -> list[Reason]:
        return [*self.part.conditions, *(r for step in self.part.steps for r in step.by)]

    # --- lines ---------------------------------------------------------------------------------------------------------

    def add(self, line: dict[str, Any]) -> str:
        """Let the kernel check a helping line; keep it and return its name."""
        self.count += 1
        line = {"name": f"u{self.count}", **line}
        fact = self.context.line(line, None, RULES)
        self.learn([fact.tree])
        self.lines.append(line)
        return str(line["name"])

    def attempt(self, line: dict[str, Any]) -> str | None:
        try:
            return self.add(line)
        except Reject:
            return None

    def known(self, statement: Any) -> str | None:
        """Return the name of a fact that says this, if there is one."""
        wanted = self.context.canonical(statement)
        weaker = self.context.canonical(["pd", statement[1]]) if statement[0] == "psd" else wanted
        for name, fact in self.context.facts.items():
            if self.context.canonical(fact.tree) in (wanted, weaker):
                return name
        return None

    # --- the certificate -----------------------------------------------------------------------------------------------

    def run(self) -> dict[str, Any]:
        for reason in self.part.conditions:
            self.use(reason)
        self.define()
        defined, steps = self.lines, []
        for position, step in enumerate(self.part.steps, 1):
            self.lines = []
            try:
                final = self.prove(step, self.sequent["steps"][position - 1])
                self.context.step(f"step {position}", self.sequent["steps"][position - 1], [final], RULES)
            except Reject as reason:
                raise NotFound(f"{self.name}, step {position}: {reason}") from None
            steps.append([*self.lines, final])
        certificate: dict[str, Any] = {"defined": defined, "steps": steps}
        return certificate | ({"local": self.local} if self.local else {})

    def step(self, theory: dict[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
        """Return the certificate of a sequent of one step and the reasons it uses."""
        for reason in self.part.conditions:
            self.used(reason)
        self.define()
        defined, self.lines = self.lines, []
        final = self.prove(self.part.steps[0], theory[self.name]["steps"][0])
        fact = self.context.line(final, theory[self.name]["steps"][0]["show"], RULES)
        certificate: dict[str, Any] = {"defined": defined, "steps": [[*self.lines, final]]}
        return certificate | ({"local": self.local} if self.local else {}), fact.reasons

    def define(self) -> None:
        """Show what is inverted in the statement to be invertible, as far as that follows from the hypotheses."""
        trees = [h["statement"] if isinstance(h, dict) else h for h in self.sequent["hypotheses"].values()]
        trees += [step["show"] for step in self.sequent["steps"]]
        for term in subterms(trees):
            self.sized(term)
        for term in inverted(trees):
            self.invertible(term)

    def relations(self, names: list[str]) -> list[Relation]:
        """Return the equations among the named facts, once what they divide by is shown to be invertible as it is positive."""
        found = super().relations(names)
        bases = self.context.algebra.bases.values() if self.lenient else ()
        open_ = {p.key: p for p in bases if p.shape == SCALAR and not is_unit(self.context, p)}
        more = {self.plainly_invertible(p) for p in open_.values()}
        return super().relations(names) if True in more else found

    def plainly_invertible(self, p: Poly) -> bool:
        """Try to show that a number is invertible as it is known to be positive."""
        try:
            term = self.writer.poly(p)
        except Reject:  # it stands in no term that was met
            return False
        name = self.known(["pd", term]) or self.by_terms(term, "pd", list(self.context.facts))
        return name is not None and self.attempt({"rule": "invertible", "from": name, "show": ["inv", term]}) is not None

    def sized(self, tree: Any) -> None:
        """Show that the sizes in a term are positive."""
        for term in subterms([tree]):
            if term[0] == "size" and self.known(["pd", term]) is None:
                self.attempt({"rule": "size", "show": ["pd", term]})

    def invertible(self, term: Any) -> bool:
        """Try to show that a term is invertible."""
        p = self.context.algebra.expand(term)
        if is_unit(self.context, p):
            return True
        self.sized(term)
        name = self.known(["pd", term]) or self.definite(term, "pd", list(self.context.facts))
        if name is None and p.shape != SCALAR:
            double = ["add", term, ["T", term]]
            name = self.definite(double, "pd", list(self.context.facts))
        return name is not None and self.attempt({"rule": "invertible", "from": name, "show": ["inv", term]}) is not None

    def definite(self, term: Any, kind: str, names: list[str]) -> str | None:
        """Try to show that a term is positive (semi)definite from the named facts."""
        if not any(self.context.facts[name].tree[0] in ("psd", "pd") for name in names):
            return None
        if self.lenient and self.hopeless(term, kind, names):
            return None
        if self.lenient and (found := self.by_terms(term, kind, names)) is not None:
            return found
        self.brief = self.lenient  # what has to hold besides gets a short search
        try:
            return self.add({**self.positive([kind, term], names, ()), "show": [kind, term]})
        except (Reject, NotFound):
            return None
        finally:
            self.brief = False

    def hopeless(self, term: Any, kind: str, names: list[str]) -> bool:
        """Whether this was tried before, and nothing that speaks of a letter of it is known that was not known then."""
        p = self.context.algebra.expand(term)
        tried, letters = self.tried.get((kind, p.key)), self.letters(p)
        self.tried[kind, p.key] = {*names}
        new = (self.context.facts[name].tree for name in names if tried is not None and name not in tried)
        speaking = (tree for tree in new if tree[0] in ("eq", "psd", "pd"))
        return tried is not None and not any(letters & self.letters(self.context.algebra.expand(t[1])) for t in speaking)

    def letters(self, p: Poly) -> set[int]:
        """The letters of a polynomial, and those of what it divides by."""
        algebra, found = self.context.algebra, set[int]()
        left = [p]
        while left:
            new = {x for s, w in left.pop().terms for x in (*(y for y, _ in s), *w)} - found
            found |= new
            left += [algebra.bases[x] for x in new if x in algebra.bases]
        return found

    def by_terms(self, term: Any, kind: str, names: list[str]) -> str | None:
        """Try to show that a number is positive as each of its terms is."""
        self.reciprocals(term, names)
        facts = {name: self.context.facts[name].tree for name in names}
        line = term_by_term(self.context, self.writer, facts, (kind, self.context.algebra.expand(term)))
        return None if line is None else self.attempt({**line, "show": [kind, term]})

    # --- reasons -------------------------------------------------------------------------------------------------------

    def use(self, reason: Reason) -> list[str]:
        """Make a reason available; return the names of the facts it stands for."""
        if isinstance(reason, Hypothesis):
            return [reason.name] if reason.name in self.context.facts else []
        if isinstance(reason, str):
            if reason in self.context.facts:
                return [reason]
            return self.use_sequent(reason, {}, {})
        used = reason if isinstance(reason, Instance) else reason["main"]
        values = {name: lower_term(term) for name, term in used.values.items()}
        return self.use_sequent(used.sequent, values, used.functions)

    def used(self, reason: Reason) -> list[str]:
        """Make a reason available as `use` does; a lenient search passes over one whose hypotheses it cannot show."""
        if not self.lenient:
            return self.use(reason)
        try:
            names = self.use(reason)
        except (NotFound, Reject):
            return []
        for term in inverted([self.context.facts[name].tree for name in names]):
            self.invertible(term)
        return names

    def use_sequent(self, sequent: str, values: dict[str, Any], functions: Any) -> list[str]:
        line = self.use_line(sequent, values, functions)
        key = repr(line)
        if key not in self.instances:  # the same instance twice is one line
            self.instances[key] = self.add(line)
        return [self.instances[key]]

    def use_line(self, sequent: str, values: dict[str, Any], functions: Any, case: Any = None) -> dict[str, Any]:
        """Return the line that uses an earlier sequent; in a branch `case` is what its case says."""
        if sequent not in self.proved:
            raise NotFound(f"{self.name}: {sequent} does not come before it")
        earlier = self.theory[sequent]
        missing = [s for s in earlier["symbols"] if s not in values and s not in self.context.symbols]
        if missing:
            raise NotFound(f"{self.name}: {sequent} needs terms for {missing}: write .at({missing[0]}=..)")
        filled = {s: values.get(s, s) for s in earlier["symbols"]}
        formulas = formula_entries(self, earlier, functions)
        same = [name for name in lesser_known(earlier, self.context.functions) if name not in formulas]
        formulas |= same_entries(self, earlier, {name: self.places[name] for name in same if name in self.places})
        line: dict[str, Any] = {"rule": "use", "claim": sequent, "with": filled, "facts": {}}
        line |= {"functions": formulas} if formulas else {}
        line["facts"] = self.discharge(sequent, line, case)
        return line

    def gradient_fact(self, statement: Any) -> str:
        return self.add({**self.gradient(statement, []), "show": statement})

    def discharge(self, sequent: str, line: dict[str, Any], case: Any = None) -> dict[str, str]:
        """Find a fact for every hypothesis of an instance."""
        from verify.kernel.core import put
        from verify.kernel.use import formulas

        earlier = self.theory[sequent]
        sizes = self.context.fit(earlier["symbols"], line["with"])
        functions = formulas(self.context, earlier.get("functions", {}), line.get("functions", {}), sizes)
        found = {}
        for name, hypothesis in earlier["hypotheses"].items():
            statement = hypothesis["statement"] if isinstance(hypothesis, dict) else hypothesis
            statement = put(statement, {**line["with"], **functions}, sizes)
            self.learn([statement])
            weaker = [statement, ["pd", statement[1]]] if statement[0] == "psd" else [statement]
            if case is not None and self.context.canonical(case) in map(self.context.canonical, weaker):
                fact: str | None = "case"
            else:
                fact = self.known(statement) or self.derive(statement)
            if fact is None:
                raise NotFound(f"{self.name}: nothing gives the hypothesis {name} of {sequent}: {statement}")
            found[name] = fact
        return found

    def derive(self, statement: Any) -> str | None:
        """Try to show a statement that an instance needs; a lenient search shows no equations for it."""
        kind = statement[0]
        if self.lenient and kind == "eq" and not self.plain(statement):
            return None
        if kind in ("psd", "pd"):
            return self.definite(statement[1], kind, list(self.context.facts))
        if kind == "inv" and self.invertible(statement[1]):
            return self.known(statement)
        if kind == "eq":
            try:
                return self.add({**self.items(statement, list(self.context.facts)), "show": statement})
            except (NotFound, Reject):
                return None
        return None

    def plain(self, statement: Any) -> bool:
        """Whether both sides of an equation are the same as they stand."""
        return not self.context.difference(*statement[1:]).terms

    # --- steps ---------------------------------------------------------------------------------------------------------

    def prove(self, step: Step, data: dict[str, Any]) -> dict[str, Any]:
        """Return the line that proves a step."""
        if step.rule == "case":
            return case_line(self, step)
        # an instance looks for its hypotheses among what the other reasons give, for the gradients of formulas in it as well
        reasons = [reason for reason in step.by if reason != step.using.get("step")]
        late = self.lenient and not step.rule  # a rule starts from its first reason
        order = sorted(reasons, key=lambda r: isinstance(r, Instance) and (late + bool(r.functions)))
        names = [name for reason in order for name in self.used(reason)]
        target = data["show"]
        if step.rule:
            return self.hinted(step, names)
        names += [found for name in names for found in self.instantiate(name, target)]
        for name in names:  # the reason itself may be the statement
            line = next((l for l in self.lines if l["name"] == name), None)
            if line is not None and self.context.canonical(self.context.facts[name].tree) == self.context.canonical(target):
                return {key: value for key, value in line.items() if key != "name"}
        if target[0] == "eq":
            return self.items(target, names)
        if target[0] in ("psd", "pd"):
            return self.positive(target, names, tuple(lower_term(t) for t in step.squares))
        if target[0] == "grad":
            return self.gradient(target, names)
        if target[0] == "inv":
            return unit_line(self.context, target, names)
        if target[0] == "mean":
            return self.mean(target, names)
        raise NotFound(f"{self.name}: no way to look for {target[0]}")

    def instantiate(self, name: str, target: Any) -> list[str]:
        """Return what a hypothesis about every k says of the natural numbers that the target speaks of."""
        found = []
        for at in self.indices(target) if self.context.facts[name].tree[0] == "all" else []:
            line = {"rule": "instance", "from": name, "at": at}
            if repr(line) not in self.instances:
                self.instances[repr(line)] = self.add(line)
            found.append(self.instances[repr(line)])
        return found

    def indices(self, target: Any) -> list[Any]:
        """The natural symbols of a statement."""
        spoken = set(names_in(target))
        return [name for name, info in self.context.symbols.items() if info.get("natural") and name in spoken]

    def hinted(self, step: Step, names: list[str]) -> dict[str, Any]:
        """Return the line of a rule that the step names, with what the step says of it."""
        line: dict[str, Any] = {"rule": step.rule}
        for key, value in step.using.items():
            if isinstance(value, tm.Term):
                line[key] = lower_term(value)
            elif isinstance(value, str) and key != "step":
                line[key] = self.fact_for(value) if value else None  # an inner matrix without a name is the identity
            else:
                line[key] = value
        if step.rule == "zero":
            line.setdefault("inner", None)
        if step.rule in FROM_FIRST and "from" not in line:
            line["from"] = names[0]
        if step.rule == "within":
            limits = {"above": ["psd", line["at"]], "below": ["psd", ["add", ["num", "1"], ["neg", line["at"]]]]}
            line |= {key: self.known(limit) or self.derive(limit) for key, limit in limits.items()}
        if step.rule == "induction":
            if step.using["step"] not in self.proved:
                raise NotFound(f"{self.name}: {step.using['step']} does not come before it")
            line["base"], line["step"] = names[0], step.using["step"]
            line["facts"] = {name: name for name in self.theory[line["step"]]["hypotheses"] if name != "induction"}
        if step.rule == "same_gradient" and "first" not in line:
            line["first"], line["second"] = names[:2]
        return line

    def fact_for(self, name: str) -> str:
        """Return the fact a hint names: a fact itself, or an instance of an earlier sequent."""
        return self.use(name)[0] if name in self.proved else name

    # --- what is divided by --------------------------------------------------------------------------------------------

    def positive(self, target: Any, names: list[str], hints: tuple[Any, ...]) -> dict[str, Any]:
        """Return the squares and items that prove a term positive (semi)definite."""
        self.reciprocals(target[1], names)
        return super().positive(target, names, hints)

    def reciprocals(self, tree: Any, names: list[str]) -> None:
        """Add the fact that 1/d is positive for every positive d that is divided by."""
        for term in inverted(tree):
            p = self.context.algebra.expand(term)
            if p.shape != SCALAR or p.constant is not None:
                continue
            source = self.known(["pd", term])
            if source is None and (source := self.definite(term, "pd", list(names))) is None:
                continue
            self.attempt({"rule": "invertible", "from": source, "show": ["inv", term]})
            statement = ["pd", ["inv", term]]
            fact = self.known(statement)
            if fact is None:
                square = ["1", [source], ["inv", term], None]
                item = [["mul", ["num", "-1"], ["inv", term]], None, ["cancel", term, "left"], None]
                fact = self.attempt({"rule": "pd", "squares": [square], "items": [item], "show": statement})
            if fact is not None and fact not in names:
                names.append(fact)
