"""What `check` says of whole files: the documented example, wrong steps by line, what is missing, what may be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from verify import check_claim
from verify.__main__ import main
from verify.derivation_files.checking import Checked, check_written
from verify.derivation_files.reading import read_text
from verify.profiles import BAD_CERTIFICATE, BAD_INPUT, INCOMPLETE, OK, REFUTED

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "verify" / "schemas" / "check.schema.json").read_text(encoding="utf-8"))

HEAD = """title = "Ridge optimum in the eigenbasis"
[symbols]
H = "psd n"
Q = "orthogonal n"
L = "diagonal n"
w_star = "vector n"
alpha = "positive"
[given]
spectral = "H == Q*L*Q.T"
"""
CLAIMS = """[[claim]]
id = "shrinkage"
show = "inv(H + alpha*I)*H*w_star == Q*inv(L + alpha*I)*L*Q.T*w_star"
[[claim]]
id = "with-steps"
start = "inv(H + alpha*I)*H*w_star"
steps = [
  { to = "inv(Q*L*Q.T + alpha*I)*Q*L*Q.T*w_star", by = "spectral" },
  { to = "Q*inv(L + alpha*I)*L*Q.T*w_star" },
]
"""


def checked(text: str) -> list[Checked]:
    return check_written(read_text(text), "x.toml")


def run(capsys: pytest.CaptureFixture[str], path: Path, text: str, *words: str) -> tuple[int, Any]:
    """The exit code and the JSON of the command, held against the schema."""
    path.write_text(text, encoding="utf-8")
    code = main(["check", str(path), "--format", "json", *words])
    data = json.loads(capsys.readouterr().out)
    jsonschema.validate(data, SCHEMA)
    return code, data


def test_example_is_proved_kept_and_rechecked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, data = run(capsys, tmp_path / "x.toml", HEAD + CLAIMS, "--save", str(tmp_path / "kept"))
    assert code == OK
    assert [claim["verdict"] for claim in data["claims"]] == ["proved", "proved"]
    assert data["claims"][1]["steps"][0]["line"] == 17
    assert "spectral" in data["claims"][1]["steps"][0]["reasons"]
    assert main(["recheck", str(tmp_path / "kept")]) == OK
    capsys.readouterr()
    path = tmp_path / "kept" / "x.shrinkage.derivation.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"alpha"', '"beta"', 1), encoding="utf-8")
    assert main(["recheck", str(tmp_path / "kept")]) == BAD_CERTIFICATE


def test_forged_axiom_of_a_kept_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The kernel believes what an axiom gives, so a saved file may bring none of its own."""
    symbols = {"Q": {"shape": ["n", "n"]}, "Lam": {"shape": ["n", "n"]}}
    theory = {"spectral_theorem": {"symbols": symbols, "gives": {"main": ["eq", "Q", "Lam"]}}}
    data = {"schema": 1, "file": "x", "claim": "a", "statement": "", "proves": ["spectral_theorem"], "theory": theory}
    (tmp_path / "x.a.derivation.json").write_text(json.dumps({**data, "certificates": {}}), encoding="utf-8")
    assert main(["recheck", str(tmp_path)]) == BAD_CERTIFICATE
    assert "no axiom of ours" in capsys.readouterr().out


def test_wrong_step_is_pointed_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = CLAIMS.replace('{ to = "Q*inv(L + alpha*I)*L*Q.T*w_star" },', '{ to = "Q*inv(L - alpha*I)*L*Q.T*w_star" },')
    code, data = run(capsys, tmp_path / "x.toml", HEAD + wrong)
    assert code == REFUTED
    steps = data["claims"][1]["steps"]
    assert [(step["line"], step["verdict"]) for step in steps] == [(17, "proved"), (18, "refuted")]
    assert steps[1]["counterexample"]["lhs"] != steps[1]["counterexample"]["rhs"]


CHAIN = ["inv(H + alpha*I)*H*w", "w - alpha*inv(H + alpha*I)*w", "w - inv(I + 1/alpha*H)*w", "1/alpha*inv(I + 1/alpha*H)*H*w"]
BROKEN = [
    "inv(H + alpha*I)*w*alpha",
    "w + alpha*inv(H + alpha*I)*w",
    "w - inv(I + alpha*H)*w",
    "alpha*inv(I + 1/alpha*H)*H*w",
]


@pytest.mark.parametrize("place", [1, 2, 3])
def test_the_wrong_step_is_the_one_pointed_at(place: int) -> None:
    """A term changed on its way breaks the step to it and the step from it, and no other."""
    terms = [BROKEN[i] if i == place else term for i, term in enumerate(CHAIN)]
    symbols = {"H": "psd n", "w": "vector n", "alpha": "positive"}
    found = check_claim(symbols=symbols, start=terms[0], steps=list(terms[1:]))
    wrong = [i for i, finding in enumerate(found.steps, 1) if finding.verdict == "refuted"]
    assert wrong == [i for i in (place, place + 1) if i <= 3]
    assert all(finding.verdict == "proved" for i, finding in enumerate(found.steps, 1) if i not in wrong)


@pytest.mark.parametrize(
    ("show", "symbols", "missing"),
    [
        ("inv(B)*B == I", {"B": "square n"}, "B is invertible"),
        pytest.param(
            "inv(A + U*C*V) == inv(A) - inv(A)*U*inv(inv(C) + V*inv(A)*U)*V*inv(A)",
            {"A": "invertible n", "U": "matrix n p", "C": "invertible p", "V": "matrix p n"},
            "A + U C V is invertible",
            marks=pytest.mark.thorough(reason="examples/woodbury.toml asks the same, and test_examples what it says"),
        ),
        ("a/a == 1", {"a": "real"}, "a != 0"),
        ("sqrt(a)**2 == a", {"a": "real"}, "a >= 0, for a root of it is taken"),
        (
            "det(A) == det(A.T)",
            {"A": "square n"},
            'determinant: proved at given sizes up to 4; write numbers for the sizes, such as "square 2"',
        ),
    ],
)
def test_what_is_missing(show: str, symbols: dict[str, str], missing: str) -> None:
    found = check_claim(show, symbols)
    assert found.verdict == "undecided"
    assert missing in [text for finding in found.findings for text in finding.missing]


@pytest.mark.thorough(reason="examples/woodbury.toml asks the same, and test_examples what it says")
def test_with_what_is_missing_it_is_proved() -> None:
    symbols = {"A": "invertible n", "U": "matrix n p", "C": "invertible p", "V": "matrix p n"}
    given = {"first": "invertible(A + U*C*V)", "second": "invertible(inv(C) + V*inv(A)*U)"}
    show = "inv(A + U*C*V) == inv(A) - inv(A)*U*inv(inv(C) + V*inv(A)*U)*V*inv(A)"
    assert check_claim(show, symbols, given).verdict == "proved"


def test_only_named_reasons_may_be_used() -> None:
    symbols = {"a": "real", "b": "real", "c": "real"}
    given = {"first": "a == b", "second": "b == c"}
    assert check_claim("a == c", symbols, given, by=["first", "second"]).verdict == "proved"
    found = check_claim("a == c", symbols, given, by="first")
    assert found.verdict == "undecided"
    assert "second" in found.findings[0].missing[0]


def test_an_earlier_claim_has_to_be_named() -> None:
    text = """[symbols]
a = "real"
b = "real"
[[claim]]
id = "wrong"
show = "a == b"
[[claim]]
id = "first"
given = { same = "a == b" }
show = "a**2 == b**2"
[[claim]]
id = "second"
given = { same = "a == b" }
show = "a**2*a == b**2*a"
by = "first"
[[claim]]
id = "from-wrong"
show = "a**2 == b**2"
by = "wrong"
"""
    assert [c.verdict for c in checked(text)] == ["refuted", "proved", "proved", "refuted"]


def test_a_claim_of_ours_is_a_reason() -> None:
    symbols, given = {"Q": "invertible n"}, {"columns": "Q.T*Q == I"}
    found = check_claim("inv(Q) == Q.T", symbols, given, by=["orthogonal_inverse", "columns"])
    assert found.verdict == "proved"
    proof = found.findings[0].proof
    assert proof is not None
    assert "orthogonal_inverse" in [line.get("claim") for line in proof.lines]
    assert check_claim("Q*Q.T == I", symbols, given, by="no_such_claim").verdict == "error"


def test_division_by_what_is_zero() -> None:
    found = check_claim("(a**2 - b**2)/(a - b) == a + b", {"a": "real", "b": "real"}, {"same": "a == b"})
    assert found.verdict == "refuted"


def test_contradictory_givens_are_noted() -> None:
    found = check_claim("a == 1", {"a": "positive"}, {"below": "a < 0"})
    assert found.verdict != "refuted"
    assert found.verdict == "undecided" or found.notes


def test_iff_takes_both_directions() -> None:
    symbols = {"x": "vector n", "y": "vector n"}
    assert check_claim("norm2(x) == 0 iff x == zeros(n)", symbols).verdict == "proved"
    found = check_claim("dot(x, y) == 0 iff x == zeros(n)", symbols)
    assert [finding.verdict for finding in found.shows] == ["refuted", "proved"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[claim]]\nshow = '1 + 1 == 2'", OK),
        ("[[claim]]\nshow = '1 + 1 == 3'", REFUTED),
        ("[[claim]]\nshow = '1 + == 3'", BAD_INPUT),
        ("[symbols]\nB='square n'\n[[claim]]\nshow = 'inv(B)*B == I'", INCOMPLETE),
        ("[symbols]\nB='square n'\n[[claim]]\nshow = 'inv(B)*B == I'\n[[claim]]\nshow='1==2'", REFUTED),
        ("[[claim]]\nshow = '1 == 2'\n[[claim]]\nshow = '1 + == 3'", BAD_INPUT),
    ],
)
def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, code: int) -> None:
    assert run(capsys, tmp_path / "x.toml", text)[0] == code


def test_place_of_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, data = run(capsys, tmp_path / "x.toml", HEAD + '[[claim]]\nid = "a"\nshow = "H*Q == H + 1"\n')
    assert data["claims"][0]["error"]["line"] == 12
    assert data["claims"][0]["error"]["column"] == 20


def test_same_bytes_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An example with steps that are right, steps that are wrong, and numbers that show it."""
    text = (ROOT / "examples" / "early_stopping.toml").read_text(encoding="utf-8")
    assert run(capsys, tmp_path / "x.toml", text) == run(capsys, tmp_path / "x.toml", text)


def test_a_limit_of_a_quotient_ends_in_a_verdict() -> None:
    """The variable of a limit has no value in a model of what is given."""
    (found,) = checked("[symbols]\nx = 'real'\na = 'positive'\n[[claim]]\nid = 'one'\nshow = 'limit(x/(x+a), x, inf) == 1'\n")
    assert found.verdict in ("proved", "undecided")


def test_a_number_in_the_middle_of_a_product_does_not_stop_a_claim_of_ours_from_being_tried() -> None:
    """In b^T b I the first two factors are a number, and b I is no product: that once ended the program."""
    symbols = {"A": "symmetric m", "b": "vector m"}
    assert check_claim("b.T*b*I(m)*A*b == b.T*b*A*b", symbols, by="7.13").verdict == "proved"


def test_a_long_sum_of_positive_numbers_is_positive() -> None:
    """Each summand by what is given near it: all facts at once are too many."""
    places = range(12)
    symbols = {f"a{i}": "positive" for i in places}
    assert check_claim(" + ".join(f"a{i}/(a{i} + 1)" for i in places) + " > 0", symbols).verdict == "proved"
    assert check_claim(" + ".join(f"a{i}/(a{i} - 1)" for i in places) + " > 0", symbols).verdict == "refuted"
