"""Exact models: rational matrices and polynomials that meet the hypotheses of a part, or it would speak of nothing.

The search (`problem`, `assignment`) is generic and need not be believed: `Model.meets` checks every hypothesis again,
`Model.satisfies` every step and the goal, both exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING
from zlib import crc32

from flint import fmpq_mat

from derivations.language import statements as st
from derivations.language.claims import Hypothesis, Part
from derivations.language.errors import Irrational, LanguageError
from verify.assignment import Attempt
from verify.exact import Worths, holds
from verify.function_assignment import named
from verify.ingredients import SHARE, Digits, Smooth
from verify.partial_model import Stuck, Wish
from verify.problem import Problem, problem_of
from verify.rings import Function
from verify.vocabulary import families_in

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Model", "NoModel", "attempted", "find_model", "model_finder", "model_of", "models", "models_of", "with_functions"]

_ATTEMPTS = 96  # few parts need more than one or two
_STRIDE = 24  # between the choices of one seed and the next
_DRAWN_ATTEMPTS = 6
_SPARE = 3
_SHOWN = 10  # as many as what holds for every natural number is tried at, and a few more


class NoModel(Exception):
    """No model was found.

    Attributes
    ----------
    part : str
        The id of the part.
    hypothesis : str
        The name of the hypothesis that failed most often.
    sizes : dict
        The sizes that were asked for.
    """

    def __init__(self, part: str, hypothesis: str, sizes: Mapping[str, int]) -> None:
        at = ", ".join(f"{name} = {size}" for name, size in sizes.items())
        super().__init__(
            f"no model of the hypotheses of {part!r} was found at {at or 'any size'}; {hypothesis!r} failed most "
            "often: look whether the hypotheses contradict each other, else give it `values`, terms that satisfy it"
        )
        self.part, self.hypothesis, self.sizes = part, hypothesis, dict(sizes)


@dataclass(frozen=True)
class Model:
    """Values for all letters of a part.

    Parameters
    ----------
    values : mapping of str to fmpq_mat
        A rational matrix for each symbol, 1 x 1 for a number.
    sizes : mapping of str to int
        A number for each size name, and for each letter that stands for a natural number.
    functions : mapping of str to Function
        The functions known only by name, sequences among them.
    smooth : mapping of str to Smooth
        The polynomials that `functions` belong to, by the name of the first function of each.
    """

    values: Mapping[str, fmpq_mat]
    sizes: Mapping[str, int]
    functions: Mapping[str, Function] = field(default_factory=dict)
    smooth: Mapping[str, Smooth] = field(default_factory=dict)
    _met: list[tuple[Hypothesis, ...]] = field(default_factory=list, init=False, repr=False, compare=False)

    def holds(self, statement: st.Statement, worths: Worths | None = None) -> bool:
        """Return whether a statement is true here; what has no value, because it divides by 0, is not true.

        `worths` are those of `verify.exact.holds`.
        """
        try:
            return holds(statement, self.values, self.sizes, self.functions, worths)
        except ZeroDivisionError:
            return False

    def failing(self, part: Part) -> list[str]:
        """Return the names of the hypotheses of a part that are false here."""
        if self._is_known_to_meet(part):
            return []
        names = [h.name for h in part.given if not self.holds(h.statement)]
        if not names:
            self._met.append(part.given)
        return names

    def meets(self, part: Part) -> bool:
        """Return whether every hypothesis of a part is true here."""
        return self._is_known_to_meet(part) or all(self.holds(hypothesis.statement) for hypothesis in part.given)

    def _is_known_to_meet(self, part: Part) -> bool:
        """Whether these very hypotheses were found to be true here: whoever finds a model has asked."""
        return any(given is part.given for given in self._met)

    def satisfies(self, part: Part) -> bool:
        """Return whether the goal of a part, and with it every step that leads there, is true here."""
        worths = Worths()
        return all(self.holds(step.statement, worths) for step in part.steps) and self.holds(part.goal, worths)

    def data(self) -> dict[str, object]:
        """Return the model as plain JSON values: rationals as "p/q", matrices as lists of rows."""
        plain: dict[str, object] = {"sizes": dict(self.sizes)}
        plain["values"] = {name: _plain(value) for name, value in self.values.items()}
        if self.smooth:
            plain["functions"] = {name: _plain_smooth(function) for name, function in self.smooth.items()}
        if sequences := {name: getattr(f, "members") for name, f in self.functions.items() if hasattr(f, "members")}:  # noqa: B009
            plain["sequences"] = {name: [_plain(x) for x in members(_SHOWN)] for name, members in sequences.items()}
        return plain


def with_functions(model: Model, part: Part, smooth: Mapping[str, Smooth]) -> Model:
    """Return a model of a part with other polynomials, by the name of the first function of each, and their derivatives."""
    functions = dict(model.functions)
    for family in families_in(part) if smooth else ():
        if family.names[0] in smooth:
            functions.update(named(family, smooth[family.names[0]]))
    return replace(model, functions=functions, smooth=smooth)


def _plain(matrix: fmpq_mat) -> object:
    rows = [[str(x) for x in row] for row in matrix.tolist()]
    return rows[0][0] if (matrix.nrows(), matrix.ncols()) == (1, 1) else rows


def _plain_smooth(function: Smooth) -> dict[str, object]:
    names = ("center", "constant", "linear", "quadratic")
    plain: dict[str, object] = {name: _plain(getattr(function, name)) for name in names}
    return plain | {"cubes": [[_plain(matrix) for matrix in cube] for cube in function.cubes]}


# --- what is handed out ----------------------------------------------------------------------------------------------


def find_model(part: Part, sizes: Mapping[str, int], seed: int = 0, regular: bool | None = None) -> Model:
    """Return a model of the hypotheses of a part.

    Parameters
    ----------
    part : Part
        Whose hypotheses are to hold, every free symbol of its goal and steps having a value.
    sizes : mapping of str to int
        A number for each size name, at least 1.
    seed : int
        The same seed gives the same model.
    regular : bool, optional
        Whether symmetric and diagonal letters should have no eigenvalue 0 (True) or one (False). A wish: what the
        hypotheses forbid is not done.

    Raises
    ------
    NoModel
        If none was found; the error names the hypothesis that failed most often.
    """
    return _find(problem_of(part), sizes, partial(_seeded, seed), Wish(regular), _ATTEMPTS, _SPARE)


def model_finder(problem: Problem) -> Callable[[Mapping[str, int], int], Model]:
    """Return `find_model` for a part that has been read already, as a function of the sizes and the seed."""

    def find(sizes: Mapping[str, int], seed: int) -> Model:
        return _find(problem, sizes, partial(_seeded, seed), Wish(), _ATTEMPTS, _SPARE)

    return find


def attempted(problem: Problem, sizes: Mapping[str, int], seed: int = 0) -> Iterator[Model]:
    """Yield the models of a part that its attempts give one by one, each of which takes the letters in another order."""
    if problem.thin(sizes):
        return
    for turn in range(_STRIDE):
        attempt = Attempt(problem, sizes, _seeded(seed, turn), Wish(), turn)
        with suppress(Stuck, ZeroDivisionError, Irrational):
            attempt.run()
            model = Model(attempt.values, attempt.sizes, attempt.functions, attempt.smooth)
            if model.meets(problem.part):
                yield model


_Source = Callable[[int], Digits]


def _find(problem: Problem, sizes: Mapping[str, int], source: _Source, wish: Wish, attempts: int, spare: int = 0) -> Model:
    """A model from one of some attempts; up to `spare` models are passed over while vectors come out as 0."""
    if missing := [name for name in problem.sizes if name not in sizes]:
        raise LanguageError(f"give a number for the size {missing[0]} of {problem.part.id}")
    if thin := problem.thin(sizes):
        speaking = problem.about(thin)
        raise NoModel(problem.part.id, next((need for need in speaking if need.of_kind), speaking[0]).name, sizes)
    failures: Counter[str] = Counter()
    kept: list[Model] = []
    for turn in range(attempts):
        attempt = Attempt(problem, sizes, source(turn), wish, turn)
        try:
            attempt.run()
        except Stuck as stuck:
            failures[str(stuck)] += 1
            continue
        model = Model(attempt.values, attempt.sizes, attempt.functions, attempt.smooth)
        failures.update(failing := model.failing(problem.part))
        if not failing:
            kept.append(model)
            if not attempt.trivial or len(kept) > spare:
                return model
    if kept:
        return kept[0]
    raise NoModel(problem.part.id, failures.most_common(1)[0][0], sizes)


def models(part: Part, seed: int = 0) -> list[Model]:
    """Return models of a part at sizes 1, 2 and 3, regular and singular, with every further size below, at and above n.

    Sizes that the hypotheses exclude are left out.

    Raises
    ------
    NoModel
        If no model was found at any size.
    """
    problem, found, refused = problem_of(part), [], NoModel(part.id, "", {})
    for k, (sizes, wish) in enumerate(_variants(problem)):
        try:
            found.append(_find(problem, sizes, partial(_seeded, seed + k), wish, _ATTEMPTS, _SPARE))
        except NoModel as reason:
            refused = reason
    if not found:
        raise refused
    return found


def _seeded(seed: int, attempt: int) -> Digits:
    return Digits.seeded(seed * _STRIDE + attempt)


def _variants(problem: Problem) -> list[tuple[dict[str, int], Wish]]:
    first, others = problem.sizes[:1], problem.sizes[1:]
    wanted = []
    for n, shift, wish in _SIZES if others else _SIZES[:6]:
        sizes = dict.fromkeys(first, n) | {name: max(1, n + shift * (k + 1)) for k, name in enumerate(others)}
        wanted.append((problem.fitted(sizes), wish))
    return wanted


# n, what is added to it for a further size, what spectra and natural numbers should be like
_SIZES = (
    (1, 1, Wish(regular=True, natural=2)),
    (1, 0, Wish(regular=False, natural=0)),
    (2, 1, Wish(regular=True, natural=1)),
    (2, -1, Wish(regular=False, natural=5)),
    (3, -1, Wish(regular=True, natural=3)),
    (3, 1, Wish(regular=False, repeated=True, natural=2)),
    (2, 0, Wish()),
    (3, 2, Wish()),
)


_REGULAR = (None, True, False)


def model_of(part: Part, largest: int = 4) -> SearchStrategy[Model]:
    """Return a strategy that draws models of a part, each size from 1 to `largest`.

    One string of bytes is drawn: one for each size, one for what spectra should be like, then some for each letter, whose
    digits are consumed as the search asks for choices. A model shrinks to a plain one: small, with identities, zeros and ones.
    A string is one choice for Hypothesis; a choice for each size would take as long again as the drawing.
    """
    from hypothesis import reject
    from hypothesis import strategies as hs

    def model(string: bytes) -> Model:
        found = made(string)
        return reject() if found is None else found

    length, made = _strings(part, largest)
    return hs.binary(min_size=length, max_size=length).map(model)


def models_of(parts: Sequence[Part], count: int, largest: int = 4) -> SearchStrategy[list[Iterator[Model]]]:
    """Return a strategy that draws up to `count` different models of each of some parts at once, each as `model_of` does.

    A model is made when it is asked for. What Hypothesis does between two examples takes as long as a model. For a single part
    all that is drawn is used; else the parts are cut from the same strings, which matters to none of them.
    """
    from hypothesis import strategies as hs

    cut = [_strings(part, largest) for part in parts]
    most = max(length for length, _ in cut)
    starts = range(0, count * most, most)  # one string is cut, for Hypothesis draws each with some ceremony

    def models(drawn: bytes) -> list[Iterator[Model]]:
        return [_made(made, dict.fromkeys(drawn[start : start + length] for start in starts)) for length, made in cut]

    return hs.binary(min_size=count * most, max_size=count * most).map(models)


def _made(make: Callable[[bytes], Model | None], strings: Iterable[bytes]) -> Iterator[Model]:
    return (model for string in strings if (model := make(string)) is not None)


def _strings(part: Part, largest: int) -> tuple[int, Callable[[bytes], Model | None]]:
    """The length of a string of bytes, and what makes a model of it, or None where there is none."""
    problem = problem_of(part)
    head = len(problem.sizes) + 1
    length = head + SHARE * (len(problem.letters) + len(problem.families) + len(problem.recursions))

    def made(string: bytes) -> Model | None:
        sizes = {name: 1 + byte % largest for name, byte in zip(problem.sizes, string, strict=False)}
        wish = Wish(_REGULAR[string[head - 1] % len(_REGULAR)])
        with suppress(NoModel):
            return _find(problem, problem.fitted(sizes), partial(_drawn, string[head:]), wish, _DRAWN_ATTEMPTS)
        return None

    return length, made


def _drawn(data: bytes, attempt: int) -> Digits:
    return Digits.seeded(crc32(data) + attempt) if attempt else Digits.drawn(data)
