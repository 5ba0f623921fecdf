"""Certificates are read strictly: wrong types, names, sizes and floods of work are turned down, and quickly."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, ZERO, Json, add, declared, eq, items, mul, named, num, squares, turn
from verify import kernel

SECONDS, MEBIBYTES = (
    4,
    128,
)  # several times what is needed on a slow machine; without the budget each takes minutes or gigabytes

PLAIN = Case("plain", "A:nn B:nn x:n a", eq(mul("A", "x"), mul("B", "x")), items((1, None, "ab", "x")), {"ab": eq("A", "B")})
ITEM = [num(1), None, "ab", "x"]


def certificate(**changes: Json) -> Json:
    """The certificate of the plain case with something else in it."""
    return {**PLAIN.certificate(), **changes}


def rejected(certificate: Json, sequent: Json = None) -> str:
    """Return why the kernel turns a certificate of the plain case down, nothing if it does not."""
    result = kernel.check({"s": sequent or PLAIN.sequent()}, {"s": certificate})["s"]
    return str(result.message) if result.verdict == "rejected" else ""


def line(**changes: Json) -> Json:
    """The certificate with another last line."""
    return certificate(steps=[[{**PLAIN.line, **changes}]])


STRANGE: dict[str, Json] = {
    "no certificate": None,
    "a list": [],
    "no steps": {},
    "an unknown field": certificate(more=1),
    "no step": certificate(steps=[]),
    "a step too many": certificate(steps=[[PLAIN.line], [PLAIN.line]]),
    "an empty step": certificate(steps=[[]]),
    "steps by name": certificate(steps={"step 1": [PLAIN.line]}),
    "a step that is text": certificate(steps=["items"]),
    "a line that is text": certificate(steps=[["items"]]),
    "a line without a rule": certificate(steps=[[{"items": [ITEM]}]]),
    "an unknown rule": line(rule="obvious"),
    "a rule that is a list": line(rule=["items"]),
    "an unknown entry": line(hint="easy"),
    "a last line with a name": line(name="u"),
    "a last line with a statement of its own": line(show=eq("A", "B")),
    "a helper without a name": certificate(steps=[[{"rule": "items", "items": [], "show": eq(ONE, ONE)}, PLAIN.line]]),
    "a helper without a statement": certificate(steps=[[{"rule": "items", "items": [], "name": "u"}, PLAIN.line]]),
    "two helpers with one name": certificate(defined=[named("u", eq(ONE, ONE), items()), named("u", eq(ONE, ONE), items())]),
    "a helper named as a hypothesis": certificate(defined=[named("ab", eq(ONE, ONE), items())]),
    "a helper named as a step": certificate(defined=[named("step 1", eq(ONE, ONE), items())]),
    "a helper with a number for a name": certificate(defined=[named("u", eq(ONE, ONE), items()) | {"name": 1}]),
    "a helper that nobody uses": certificate(defined=[named("u", eq(ONE, ONE), items())]),
    "an item of three": line(items=[ITEM[:3]]),
    "an item of five": line(items=[[*ITEM, None]]),
    "an item that is text": line(items=["abcd"]),
    "items by name": line(items={"ab": ITEM}),
    "a coefficient that is a number": line(items=[[1, None, "ab", "x"]]),
    "a coefficient that is true": line(items=[[["num", True], None, "ab", "x"]]),
    "a number that is an int": line(items=[[["num", 1], None, "ab", "x"]]),
    "a number that is a float": line(items=[[["num", 1.0], None, "ab", "x"]]),
    "a coefficient over 0": line(items=[[num("1/0"), None, "ab", "x"]]),
    "a coefficient with a sign below": line(items=[[num("1/-1"), None, "ab", "x"]]),
    "a coefficient in decimals": line(items=[[num("1.0"), None, "ab", "x"]]),
    "a coefficient with an exponent": line(items=[[num("1e0"), None, "ab", "x"]]),
    "a coefficient with a space": line(items=[[num(" 1"), None, "ab", "x"]]),
    "a coefficient with an underscore": line(items=[[num("1_0"), None, "ab", "x"]]),
    "a coefficient in other digits": line(items=[[num("\u0661"), None, "ab", "x"]]),
    "infinity": line(items=[[num("inf"), None, "ab", "x"]]),
    "a coefficient that is long": line(items=[[num("1" * 1001), None, "ab", "x"]]),
    "a relation that is no name": line(items=[[num(1), None, 7, "x"]]),
    "a relation that is nothing": line(items=[[num(1), None, None, "x"]]),
    "a relation with an argument too many": line(items=[[num(1), None, ["T1", "a", "a"], None]]),
    "a relation that is unknown": line(items=[[num(1), None, ["true", "ab"], "x"]]),
    "a relation inside a list": line(items=[[num(1), None, ["ab"], "x"]]),
    "an unknown symbol": line(items=[[num(1), None, "ab", "y"]]),
    "an operation without operands": line(items=[[num(1), None, "ab", ["add"]]]),
    "an operation with too many": line(items=[[num(1), None, "ab", ["T", "x", "x"]]]),
    "an unknown operation": line(items=[[num(1), None, "ab", ["det", "x"]]]),
    "an exponent that is true": line(items=[[["pow", "a", True], None, "ab", "x"]]),
    "an exponent that is a float": line(items=[[["pow", "a", 0.0], None, "ab", "x"]]),
    "an exponent that is large": line(items=[[["pow", "a", 65], None, "ab", "x"]]),
    "a term that is true": line(items=[[True, None, "ab", "x"]]),
    "a term that is an object": line(items=[[{}, None, "ab", "x"]]),
    "a size that is true": line(items=[[num(1), ["id", True], "ab", "x"]]),
    "a size that is negative": line(items=[[num(1), ["id", -1], "ab", "x"]]),
    "a size without a name": line(items=[[num(1), ["id", ""], "ab", "x"]]),
    "a gradient by no symbol": certificate(defined=[{"name": "u", "rule": "gradient", "direction": "x", "items": [],
        "show": ["grad", "a", ["num", "2"], "a", ONE]}]),
    "a limit to nowhere": certificate(defined=[{"name": "u", "rule": "limit", "from": "ab", "bound": ONE, "show": ["limit", "a", "a", "a", ONE]}]),
}  # fmt: skip
LOCALS: dict[str, Json] = {
    "a local symbol without a shape": {"z": {}},
    "a shape of one": {"z": {"shape": ["n"]}},
    "a shape of three": {"z": {"shape": ["n", "n", "n"]}},
    "a size that is true": {"z": {"shape": [True, 1]}},
    "a size that is a float": {"z": {"shape": [1.0, 1]}},
    "a negative size": {"z": {"shape": [-1, 1]}},
    "a list for a size": {"z": {"shape": [["n"], 1]}},
    "a symmetric column": {"z": {"shape": ["n", 1], "symmetric": True}},
    "a diagonal matrix that is not square": {"z": {"shape": ["n", "m"], "diagonal": True}},
    "a basis vector that is a matrix": {"z": {"shape": ["n", "n"], "basis": True}},
    "a natural number that is a vector": {"z": {"shape": ["n", 1], "natural": True}},
    "an unknown mark": {"z": {"shape": ["n", 1], "positive": True}},
    "a name that is no identifier": {"z z": {"shape": ["n", 1]}},
    "a name that is too long": {"z" * 101: {"shape": ["n", 1]}},
    "symbols in a list": ["z"],
}


@pytest.mark.parametrize("title", STRANGE)
def test_strange_certificates(title: str) -> None:
    """What is not exactly a certificate is rejected, not repaired."""
    assert rejected(STRANGE[title])


@pytest.mark.parametrize("title", LOCALS)
def test_strange_local_symbols(title: str) -> None:
    """A local symbol is declared as strictly as those of a claim."""
    assert rejected(certificate(local=LOCALS[title]))


def test_plain_certificate() -> None:
    """The certificate that the others differ from is accepted, also with a local symbol that is well declared."""
    assert not faults([PLAIN])
    assert not rejected(certificate(local=declared("z:n")))


def test_size_zero() -> None:
    """There is no basis vector of size 0, so e^T e = 1 for one would be no fact about anything."""
    line = {"rule": "generic", "from": "rows", "symbol": "z"}
    for size in (0, -1):
        symbol = {"z": {"shape": [size, 1], "basis": True}}
        assert "not a size" in rejected(certificate(local=symbol))
        assert rejected(certificate(local=symbol, steps=[[line]]))


def test_natural_matrix() -> None:
    """A matrix marked as a natural number would be positive semidefinite, whatever it is."""
    case = Case("natural", "", ["psd", "z"], {"rule": "natural"}, local="z:nn.k")
    assert not faults([case.but("a natural number is a number")])


def test_reasons_cannot_be_borrowed() -> None:
    """A step has to use the reasons it names: one that cancels itself out is an item too many, one not used an error."""
    twice = items((1, None, "ab", "x"), (1, None, "cd", "x"), (-1, None, "cd", "x"))
    case = Case("two", "A:nn B:nn C:nn D:nn x:n", PLAIN.show, PLAIN.line, {"ab": eq("A", "B"), "cd": eq("C", "D")})
    assert not faults([case.but("the second reason is not used")])
    assert kernel.check({"two": case.sequent()}, {"two": {"steps": [[twice]]}})["two"].reasons == (frozenset({"ab", "cd"}),)


def test_duplicate_keys_and_constants(tmp_path: Any) -> None:
    """A file that says two things under one key, or holds a number that is none, is not read."""
    import derivations
    from verify.certificates import CertificateError, default_folder, load

    claim = derivations.find("displacement")
    text = (default_folder() / "displacement.json").read_text(encoding="utf-8")
    assert load(claim, default_folder())
    for old, new in (
        (', "sequents"', ', "schema": 1, "sequents"'),
        ('"schema": 1', '"schema": 1.0'),
        ('"schema": 1', '"schema": NaN'),
    ):
        (tmp_path / "displacement.json").write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(CertificateError):
            load(claim, tmp_path)


# --- floods ------------------------------------------------------------------------------------------------------------------


def nest(operation: str, term: Json, times: int, *more: Json) -> Json:
    """An operation inside itself."""
    for _ in range(times):
        term = [operation, term, *more]
    return term


def shown(term: Json, local: str = "") -> Json:
    """A certificate that has to expand a term."""
    found = certificate(defined=[named("u", eq(term, term), items())])
    return found | ({"local": declared(local)} if local else {})


def letters(name: str, count: int, sizes: str = ":nn") -> list[str]:
    return [f"{name}{i}{sizes}" for i in range(count)]


def summed(name: str, count: int) -> Json:
    return add(*(f"{name}{i}" for i in range(count)))


def blown_up() -> tuple[Json, Json]:
    """A long formula put into a long term: the instance would have a hundred million letters."""
    function = {"J": {"shape": [1, 1], "domain": [1, 1], "derivative": "g"}, "g": {"shape": [1, 1], "domain": [1, 1]}}
    value = ["apply", "J", "w"]
    earlier = Case("value", "w", eq(value, value), items(), functions=function)
    long = add(*["v"] * 6000)
    lines = [
        named("f", ["grad", long, "v", "v", num(6000)], {"rule": "gradient", "direction": "d", "items": []}),
        {"name": "u", "rule": "use", "claim": "value", "with": {"w": add(*["a"] * 6000)}, "facts": {},
         "functions": {"J": {"of": "v", "is": long, "gradient": "f"}, "g": {"of": "v", "is": num(6000)}}},
    ]  # fmt: skip
    last = Case("last", "a w", eq("a", "a"), items(), {}, tuple(lines), "v d", before=(earlier,), by=())
    return last.theory(), last.certificates()


WIDE = mul(summed("a", 300), summed("b", 300))
ALL = " ".join(letters("a", 300) + letters("b", 300))
BIG = "9" * 1000
FLOODS: dict[str, Callable[[], Json]] = {
    "long words": lambda: shown(nest("pow", "A", 10, 64)),
    "many words": lambda: shown(nest("pow", add("A", "B"), 3, 64)),
    "long numbers": lambda: shown(mul(*[num(BIG)] * 450)),
    "powers of numbers": lambda: shown(nest("pow", num(7), 10, 64)),
    "many denominators": lambda: shown(add(*(num(f"1/{10**990 + 2 * i + 1}") for i in range(400)))),
    "a product of sums": lambda: shown(WIDE, ALL),
    "transposes of it": lambda: shown(nest("T", WIDE, 60), ALL),
    "a product of many numbers": lambda: shown(mul(*(f"c{i}" for i in range(5000))), " ".join(letters("c", 5000, ""))),
    "a trace of a long word": lambda: shown(["tr", nest("pow", mul("A", "B"), 3, 60)]),
    "deep nesting": lambda: shown(nest("neg", "a", 100_000)),
    "deep transposes of a relation": lambda: line(items=[[num(1), None, nest("T", "ab", 100_000), "x"]]),
    "a derivative of powers": lambda: certificate(defined=[{"name": "u", "rule": "gradient", "direction": "d", "items": [],
        "show": ["grad", nest("pow", "c", 8, 64), "c", "c", ZERO]}], local=declared("c d")),
    "a derivative of a product": lambda: certificate(defined=[{"name": "u", "rule": "gradient", "direction": "d", "items": [],
        "show": ["grad", mul(*["c"] * 20_000), "c", "c", ZERO]}], local=declared("c d")),
    "a long sum": lambda: shown(add(*["a"] * 30_000)),
    "squares of it": lambda: certificate(defined=[named("u", ["psd", mul(turn(WIDE), WIDE)], squares("psd", (1, [], WIDE, None)))], local=declared(ALL)),
    "many lines": lambda: certificate(defined=[named(f"u{i}", eq("a", "a"), items()) for i in range(4_000)]),
}  # fmt: skip


@pytest.mark.parametrize("title", FLOODS)
def test_floods(title: str) -> None:
    """A certificate of up to a mebibyte is turned down within seconds and some megabytes."""
    flood = FLOODS[title]()
    if not title.startswith("deep"):
        assert len(json.dumps(flood)) <= 1 << 20
    start = time.process_time()
    assert rejected(flood)
    assert time.process_time() - start < SECONDS


def test_floods_of_memory() -> None:
    """The worst of them for memory, measured."""
    tracemalloc.start()
    assert rejected(FLOODS["long words"]())
    assert rejected(FLOODS["long numbers"]())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEBIBYTES << 20


def test_formula_in_a_formula() -> None:
    """What a substitution would blow up is counted before it is written out."""
    start = time.process_time()
    result = kernel.check(*blown_up())["last"]
    assert result.verdict == "rejected"
    assert "budget" in result.message
    assert time.process_time() - start < SECONDS
