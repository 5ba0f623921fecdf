"""What makes evaluation at random matrices a proof: each condition, and the falsehood that passes without it.

Every falsehood here is objected to as things are, and agreed to once the condition is taken out.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import derivations
from tests.verify.second_opinion_words import ZERO, Cases, I, Json, add, eq, inv, items, mul, neg, num, tr, turn
from verify import kernel, second_opinion
from verify.certify import Stored
from verify.second_opinion import fields, instances, sequents, terms, worlds

CASES = Cases()
PRIME = (1 << 61) - 1


def falsehood(symbols: str, left: Json, right: Json, hypotheses: Json = None) -> tuple[Json, Json]:
    """The claim, certified by nothing, that two terms are equal."""
    title = f"{len(CASES.all)}"
    return CASES.bad(title, symbols, hypotheses or {}, [(eq(left, right), [], items())])


def verdict(theory: Json, certificates: Json) -> str:
    """What the second opinion says of the last sequent."""
    return [*second_opinion.check(theory, certificates).values()][-1].verdict


def sign(order: tuple[str, ...]) -> int:
    return 1 - 2 * (sum(a > b for a, b in itertools.combinations(order, 2)) % 2)


def standard(letters: str) -> Json:
    """The sum of all products of the letters in every order, with signs: 0 for matrices of half that size."""
    return add(*(mul(num(sign(order)), *order) for order in itertools.permutations(letters)))


def real_transposes(world: worlds.World, node: terms.Node, turned: bool) -> list[worlds.Vector]:
    own = ORIGINAL_MATRIX(world, node, False)
    if world.reader.symbols.get(node.args[0], {}).get("symmetric"):
        own = [[own[max(i, j)][min(i, j)] for j in range(len(own))] for i in range(len(own))]
    return [list(column) for column in zip(*own, strict=True)] if turned else own


def diagonal_letters(world: worlds.World, node: terms.Node, turned: bool) -> list[worlds.Vector]:
    own = ORIGINAL_MATRIX(world, node, turned)
    return [[x * (i == j) for j, x in enumerate(row)] for i, row in enumerate(own)] if node.diagonal else own


def real_inverses(world: worlds.World, base: terms.Node, image: worlds.Vector, v: worlds.Vector) -> worlds.Vector:
    if base.shape != terms.SCALAR:
        return ORIGINAL_INVERSE(world, base, image, v)
    return [pow(image[0], -1, world.prime) * x % world.prime for x in v]


def numerals(world: worlds.World, node: terms.Node, _turned: bool) -> int:
    numerator, denominator = map(int, node.args)
    inverse: int = pow(denominator, -1, world.prime)
    return numerator * inverse % world.prime


ORIGINAL_MATRIX, ORIGINAL_INVERSE = worlds.World.matrix, worlds.World.inverse
SKEW = [add(x, neg(turn(x))) for x in "XY"]
Patch = tuple[Any, str, Any]
SMALL: tuple[Patch, ...] = ((sequents, "FIRST_PLACES", 2), (worlds.World, "require", lambda _world, _weight: None))
REAL: Patch = (worlds.World, "matrix", real_transposes)
SIZES: Patch = (worlds.World, "size", worlds.World.dimension)
KNOWN: tuple[Patch, ...] = ((second_opinion, "prime_from", lambda _seed: PRIME), (worlds.World, "_numeral", numerals))
FALSEHOODS: dict[str, tuple[tuple[Json, Json], tuple[Patch, ...]]] = {
    "sizes exceed the degree": (falsehood("A:nn B:nn C:nn D:nn", standard("ABCD"), ["zero", "n", "n"]), SMALL),
    "a transpose is a letter of its own": (
        falsehood("A:nn x:n y:n", mul(turn("x"), "A", "y"), mul(turn("y"), turn("A"), "x")),
        (REAL,),
    ),
    "a symmetric letter is no symmetric matrix": (
        falsehood("H:nn.s x:n y:n", mul(turn("x"), "H", "y"), mul(turn("y"), "H", "x")),
        (REAL,),
    ),
    "skew matrices do not commute": (
        falsehood("X:nn Y:nn", mul(*SKEW), mul(*SKEW[::-1])),
        (*SMALL, REAL),
    ),
    "a size is no numeral": (falsehood("", mul(*(add(tr(I), num(-k)) for k in range(1, 30))), ZERO), (SIZES,)),
    "an inverse is a letter": (
        falsehood("a", mul("a", inv("a")), num(1), {"a": ["inv", "a"]}),
        ((worlds.World, "inverse", real_inverses),),
    ),
    "diagonal letters are free": (
        falsehood("C:nn.d D:nn.d", mul("C", "D"), mul("D", "C")),
        ((worlds.World, "matrix", diagonal_letters),),
    ),
    "nobody knows the prime": (falsehood("H:nn", mul(num(1 + PRIME), "H"), "H"), KNOWN),
    "the prime divides no numeral": (falsehood("H:nn", mul(num(PRIME), "H"), ["zero", "n", "n"]), KNOWN),
}


@pytest.mark.parametrize("condition", FALSEHOODS)
def test_without_the_condition_a_falsehood_passes(condition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (theory, certificates), patches = FALSEHOODS[condition]
    assert verdict(theory, certificates) == "objects"
    for place, name, value in patches:
        monkeypatch.setattr(place, name, value)
    assert verdict(theory, certificates) == "agrees"


@pytest.mark.parametrize("case", CASES.all, ids=str)
@pytest.mark.parametrize("name", ["kernel", "second_opinion"])
def test_both_judges_object_to_the_falsehoods(case: Any, name: str) -> None:
    case.require(name)


@pytest.mark.parametrize("value", [PRIME, f"1/{PRIME}", f"3/{7 * PRIME}"])
def test_another_prime_is_drawn_where_one_divides_a_numeral(value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    primes: Iterator[int] = iter([PRIME, PRIME, fields.prime_from(b"")])
    monkeypatch.setattr(second_opinion, "prime_from", lambda _seed: next(primes))
    theory, certificates = Cases().good("doubled", "a", {}, [(eq(mul(num(value), "a"), mul("a", num(value))), [], items())])
    assert verdict(theory, certificates) == "agrees"
    assert [*primes] == []


def test_a_numeral_made_for_every_prime_is_objected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "prime_from", lambda _seed: PRIME)
    assert verdict(*FALSEHOODS["the prime divides no numeral"][0]) == "objects"


def test_the_prime_depends_on_statement_and_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def prime_from(seed: bytes) -> int:
        seen.append(fields.prime_from(seed))
        return seen[-1]

    monkeypatch.setattr(second_opinion, "prime_from", prime_from)
    for left, line in [("a", items()), ("b", items()), ("a", items((1, None, "x", None)))]:
        verdict(*Cases().bad("one", "a b", {}, [(eq(left, "a"), [], line)]))
    assert len(set(seen)) == 3
    assert all((1 << 61) < prime < (1 << 62) and fields.is_prime(prime) for prime in seen)


@pytest.mark.parametrize(
    ("number", "prime"), [(PRIME, True), (PRIME + 2, False), (3215031751, False), (101, True), (41 * 43, False)]
)
def test_primes_are_told_from_strong_pseudoprimes(number: int, prime: bool) -> None:
    assert fields.is_prime(number) == prime


def test_every_size_has_a_value_of_its_own() -> None:
    reader = terms.Reader({"X": {"shape": ["m", "n"]}, "Y": {"shape": [7, "k"]}}, {})
    world = worlds.World(reader, fields.Dice(b"", PRIME), 5)
    found = [world.dimension(size) for size in ("n", "m", 7, "k", "n")]
    assert found[-1] == found[0]
    assert len(set(found)) == 4
    assert min(found) >= 5
    assert world.dimension(1) == 1


def test_long_words_get_large_sizes() -> None:
    base, turned = mul("A", "B"), mul("B", "A")
    for exponent, passes in itertools.product((3, 9, 16), (True, False)):
        right = mul("A", ["pow", turned, exponent - 1], "B")
        left = ["pow", base, exponent] if passes else add(["pow", base, exponent], standard("ABCD"))
        theory, certificates = Cases().add(passes, "long", "A:nn B:nn C:nn D:nn", {}, [(eq(left, right), [], items())])
        assert verdict(theory, certificates) == ("agrees" if passes else "objects")


def test_too_long_words_and_too_much_work_are_objections(monkeypatch: pytest.MonkeyPatch) -> None:
    power: Json = "A"
    for _ in range(3):
        power = ["pow", power, 64]
    monkeypatch.setattr(worlds, "BUDGET", 10_000)
    for left, message in [(power, "places"), (tr(["pow", "A", 30]), "budget")]:
        theory, certificates = Cases().add(True, "long", "A:nn", {}, [(eq(left, left), [], items())])
        (opinion,) = second_opinion.check(theory, certificates).values()
        assert message in opinion.message


@pytest.mark.parametrize(
    "broken", [None, [], {"steps": 3}, {"steps": [[{"rule": {}}]]}, {"steps": [[["items"]]]}, {"steps": [{1}]}]
)
def test_a_malformed_certificate_is_objected_to(broken: Any) -> None:
    theory, _ = Cases().good("one", "a", {}, [(eq("a", "a"), [], items())])
    assert verdict(theory, {"one": broken}) == "objects"


def test_an_axiom_says_what_the_list_says() -> None:
    theory = {key: value for key, value in derivations.theory().items() if key in instances.AXIOMS}
    assert {o.verdict for o in second_opinion.check(theory, {}).values()} == {"axiom"}
    altered = {key: value | {"gives": {"all": eq(num(0), num(1))}} for key, value in theory.items()}  # type: ignore[operator]
    assert {o.verdict for o in second_opinion.check(altered, {}).values()} == {"objects"}


@pytest.mark.parametrize(("basis", "expected"), [("Q", "agrees"), (I, "objects"), ("H", "objects"), ("L", "objects")])
def test_what_exists_by_an_axiom_cannot_be_chosen(basis: Json, expected: str) -> None:
    theory = {"spectral_theorem": derivations.theory()["spectral_theorem"]}
    statement = eq("H", mul(basis, "L", turn(basis)))
    cite = {"axiom": "spectral_theorem", "gives": "decomposition", "with": {"H": "H", "Q": basis, "Lam": "L"}}
    steps = [(statement, ["h"], items((1, None, "h", None)))]
    hypotheses = {"h": {"statement": statement, "cite": cite}}
    found = verdict(*Cases().good("spectrum", "H:nn.s L:nn.d Q:nn", hypotheses, steps, before=(theory, {})))
    assert found == expected


# --- our own claims -------------------------------------------------------------------------------------------------------


def damaged(value: Json, dice: random.Random, words: list[str]) -> Json:
    """A JSON value with one place changed."""
    if isinstance(value, dict) and value:
        key = dice.choice([*value])
        return {k: damaged(v, dice, words) if k == key else v for k, v in value.items()}
    if isinstance(value, str):
        return dice.choice(["0", "-1", "2", "1/2"] if value.lstrip("-").replace("/", "").isdigit() else words)
    if not isinstance(value, list) or not value:
        return dice.choice(words)
    place = dice.randrange(len(value))
    changes: list[Callable[[], Json]] = [
        lambda: value[:place] + value[place + 1 :],
        lambda: [*value[:place], value[-1], *value[place + 1 : -1], value[place]],
        lambda: ["T", value],
        lambda: ["neg", value],
        *[lambda: [*value[:place], damaged(value[place], dice, words), *value[place + 1 :]]] * 12,
    ]
    return dice.choice(changes)()


def test_both_judges_say_the_same_of_damaged_certificates(stored: Stored, proved: Json) -> None:
    """Of undamaged ones both say the same as well: tests/test_claims.py."""
    theory: Json = derivations.theory()
    certificates, results = stored.certificates, proved
    dice, order, objected = random.Random(7), [*theory], 0
    for name in dice.choices([name for name in order if results[name].verdict == "proved"], k=250):
        words = [*theory[name]["symbols"], *theory[name]["hypotheses"], "step 1", "u1"]
        broken = damaged(certificates[name], dice, words)
        earlier = {k: results[k] for k in order[: order.index(name)]}
        first = kernel.check_one(name, theory, broken, earlier)
        agreed = {k for k, r in earlier.items() if r.verdict == "proved" or (r.verdict == "axiom" and "cited" in theory[k])}
        try:
            sequents.judge(name, theory, broken, agreed, (name.encode(), fields.prime_from(b"")))
            message = ""
        except (terms.Objection, TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
            message = str(error) or "malformed"
        assert (first.verdict == "proved") == (not message), (name, broken, first.message, message)
        objected += bool(message)
    assert objected > 150
