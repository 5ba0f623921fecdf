"""Files from strangers: malformed and malicious ones end in a clear error, quickly, in little memory, and write nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verify.derivation_files.checking import check_written
from verify.derivation_files.places import TooDeep, places
from verify.derivation_files.reading import BYTES, Fault, read_text
from verify.report.checked import checked_markdown, checked_text

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 2.0
MEGABYTES = 256
SIZE = BYTES // 32


def claim(show: str, symbols: str = 'A = "square n"\nx = "vector n"\na = "real"') -> str:
    """A file of one claim."""
    return f"[symbols]\n{symbols}\n[[claim]]\nid = 'one'\nshow = {show!r}\n"


DEEP = "(" * 5000 + "a" + ")" * 5000
LONG = "A" + "*A" * 9000

# text of the file, a word of the message
BROKEN = {
    "empty": ("", "nothing to check"),
    "no toml": ("[[claim]\nshow = 1", "no TOML"),
    "binary": ("\x00\x01\x02", "no TOML"),
    "duplicate key": ("[symbols]\na = 'real'\na = 'real'\n[[claim]]\nshow='a==a'", "no TOML"),
    "duplicate table": ("[symbols]\n[symbols]\n[[claim]]\nshow='1==1'", "no TOML"),
    "deep brackets": ("x = " + "[" * 100_000, "nested deeper"),
    "deep tables": ("x = " + "{a=" * 100_000, "nested deeper"),
    "dotted key": (".".join("a" * 100_000) + " = 1", "parts"),
    "dotted header": ("[" + ".".join("a" * 100_000) + "]", "parts"),
    "huge integer": ("title = " + "9" * 500_000, "no TOML"),
    "huge float": ("title = 1e999999999", "title is a text"),
    "open string": ('title = "' + "a" * 900_000, "no TOML"),
    "open long string": ('title = """' + "a" * 900_000, "no TOML"),
    "unknown key": ("evil = 1\n[[claim]]\nshow='1==1'", "no meaning"),
    "claims as text": ("claim = 'x'", "nothing to check"),
    "claim as number": ("claim = [1]", "a claim is a table"),
    "symbols as list": ("symbols = [1]\n[[claim]]\nshow='1==1'", "table"),
    "symbol as number": ("[symbols]\na = 1\n[[claim]]\nshow='1==1'", "table"),
    "too many claims": ("[[claim]]\nshow = '1 == 1'\n" * 600, "nothing to check"),
    "too many symbols": ("[symbols]\n" + "".join(f"a{i} = 'real'\n" for i in range(600)) + "[[claim]]\nshow='1==1'", "table"),
    "same id": ("[[claim]]\nid='a'\nshow='1==1'\n[[claim]]\nid='a'\nshow='1==1'", "two claims"),
    "path as id": ("[[claim]]\nid='../../etc/passwd'\nshow='1==1'", "an id is made of"),
    "absolute id": ("[[claim]]\nid='/tmp/x'\nshow='1==1'", "an id is made of"),
    "id with a newline": ('[[claim]]\nid="a\\nb"\nshow="1==1"', "an id is made of"),
    "show as list": ("[[claim]]\nshow=['1==1']", "needs show"),
    "nothing shown": ("[[claim]]\nid='a'", "needs show"),
    "steps without start": ("[[claim]]\nsteps=[{to='1'}]", "needs show"),
    "step as text": ("[[claim]]\nstart='1'\nsteps=['1']", "a step is a table"),
    "by itself": ("[[claim]]\nid='a'\nby='a'\nshow='1==2-1'", "reason for itself"),
    "by nothing": ("[[claim]]\nid='a'\nby='nothing'\nshow='1==2-1'", "no given"),
    "by number": ("[[claim]]\nby=1\nshow='1==1'", "by is a name"),
    "hostile symbol": (claim("a == a", "'__import__(\"os\").system(\"true\")' = 'real'"), "cannot be a symbol"),
    "word as symbol": (claim("a == a", "inv = 'square n'\na = 'real'"), "cannot be a symbol"),
    "dunder": (claim("__class__ == a"), "unknown name"),
    "call": (claim("exec(a) == a"), "unknown word"),
    "attribute": (claim("a.__class__ == a"), "only T"),
    "lambda": (claim("(lambda: 0) == a"), "no sign"),
    "string": (claim('"x" == a'), "no sign"),
    "semicolon": (claim("a == a; a == a"), "no sign"),
    "backslash": (claim("\\write18{ls} == a"), "no sign"),
    "no kind": (claim("a == a", "a = 'rael'"), "did you mean real"),
    "no size": (claim("a == a", "a = 'vector 0'"), "no size"),
    "huge size": (claim("a == a", "a = 'vector 1000000'"), "no size"),
    "sizes": (claim("a == a", "a = 'vector n m'"), "one size"),
    "misfit": (claim("A*x == A"), "x"),
    "plus one": (claim("A + 1 == A"), "write c*I"),
    "vectors compared": (claim("x <= x"), "neither"),
    "deep parentheses": (claim(f"{DEEP} == a"), "nested deeper"),
    "deep minus": (claim("-" * 5000 + "a == a"), "nested deeper"),
    "deep calls": (claim("inv(" * 500 + "A" + ")" * 500 + " == A"), "nested deeper"),
    "long product": (claim(f"{LONG} == {LONG}"), "characters"),
    "digits": (claim("9" * 5000 + " == a"), "digits"),
    "tower": (claim("a**2**2 == a"), "tower"),
    "power": (claim("a**1000000000 == a"), "above 64"),
    "float": (claim("1.5*a == a"), "not exact"),
    "exponent notation": (claim("1e1000000000 == a"), "not exact"),
    "two iff": (claim("a == 1 iff a == 2 iff a == 3"), "one iff"),
    "lone iff": (claim("a == 1 iff"), "text ends"),
    "index of letters": (claim("A[__class__, 0] == a"), "counted from 0"),
    "huge index": (claim("A[" + "9" * 500 + ", 0] == a"), "counted from 0"),
    "slice": (claim("A[0:1] == a"), "no sign"),
    "keyword": (claim("inv(start=A) == A"), "belongs into descent"),
    "given twice": ("[symbols]\na='real'\n[given]\ng='a==1'\n[[claim]]\nshow='a==1'\ngiven={g='a==1'}", "does so twice"),
}

# text of the file; these are read, and must end without a verdict that is wrong, in time and memory
HEAVY = {
    "tower of parentheses": claim("((((2**64)**64)**64)**64)*a == a"),
    "noncommutative power": claim("(A + A.T)**64 == A", 'A = "square n"'),
    "sum to a power": claim("(a + b + c + d + f + g + h)**64 == a", "\n".join(f"{s} = 'real'" for s in "abcdfgh")),
    "power of powers": claim("((A + I)**64)**64 == A"),
    "big size": claim("A*A == A + A.T", "A = 'square 64'"),
    "many letters": claim(
        " + ".join(f"a{i}*a{i + 1}" for i in range(120)) + " == a0", "\n".join(f"a{i}='real'" for i in range(121))
    ),
    "many fractions": claim(
        " + ".join(f"1/(a{i}+1)" for i in range(40)) + " > 0", "\n".join(f"a{i}='positive'" for i in range(40))
    ),
    "many inverses": claim("*".join(["inv(A + I)", "inv(A*A + I)"] * 30) + " == A"),
    "long chain": "[symbols]\nA='square n'\n[[claim]]\nstart='A'\nsteps=[" + "{to='A*A - A*A + A'}," * 20 + "]",
    "big numbers": claim(f"{'7' * 900}*a + {'3' * 900} == {'8' * 900}*a", "a='real'"),
    "numbers to a power": claim(f"({'7' * 900}*a + {'3' * 900})**64 >= 0", "a='real'"),
    "limit": claim(f"limit({'7' * 300}*a*b + b, b, 0) == 0", "a='real'\nb='positive'"),
}


HEAVY |= {
    "tower of roots": claim("sqrt(" * 60 + "a" + ")" * 60 + " == a", "a = 'positive'"),
    "descents inside descents": claim(
        "descent(A, x, a, 64, start=" * 30 + "x" + ")" * 30 + " == x", "A = 'square n'\nx = 'vector n'\na = 'real'"
    ),
    "determinant of a long product": claim("det(" + "*".join(["A"] * 60) + ") == det(A)**60", "A = 'square 2'"),
    "determinant of powers": claim("det(((A**64)**64)**64) == 1", "A = 'square 2'"),
    "large determinant": claim("det(A) == det(A.T)", "A = 'square 12'"),
    "largest determinant": claim("det(A) == det(A.T)", "A = 'square 64'"),
    "far entry": claim("x[63] == x[62]", "x = 'vector n'"),
    "many ones": claim("ones(64, 64)*ones(64, 64) == 64*ones(64, 64)", "a = 'real'"),
}

QUICK = ("tower of parentheses", "noncommutative power", "big numbers", "determinant of a long product")


@pytest.mark.parametrize("name", BROKEN)
def test_clear_error(name: str) -> None:
    text, word = BROKEN[name]
    begin = time.process_time()
    try:
        found = check_written(read_text(text), "x")
        faults = [str(c.fault) for c in found if c.verdict == "error"]
    except Fault as fault:
        faults = [str(fault)]
    assert time.process_time() - begin < SECONDS
    assert faults, "this was accepted"
    assert word in faults[0]
    assert len(faults[0]) < 1000


def test_too_large() -> None:
    with pytest.raises(Fault, match="larger"):
        read_text("#" + "x" * BYTES)


def late(name: str) -> list[pytest.MarkDecorator]:
    """Each takes a process of its own, so most are left to the thorough profile."""
    return [] if name in QUICK else [pytest.mark.thorough(reason="a process of its own each; four of them stand for all")]


@pytest.mark.parametrize("name", [pytest.param(name, marks=late(name)) for name in HEAVY])
def test_within_time_and_memory(name: str, tmp_path: Path) -> None:
    """In a process of its own, whose folder stays empty.

    Its memory is read from /proc: what `getrusage` calls its own is that of the process that started it, where that is larger.
    """
    inside = tmp_path / "inside"
    inside.mkdir()

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))

    command = [sys.executable, "-m", "verify", "check", "-", "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    code = (
        "import sys, time; from verify.__main__ import main; import scipy.optimize, flint; t = time.process_time();"
        "code = main(sys.argv[1:]); used = int(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0]) // 1024;"
        "print(code, time.process_time() - t, used, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command[3:]],
        input=HEAVY[name],
        capture_output=True,
        text=True,
        cwd=inside,
        env=environment,
        check=False,
        timeout=120,
        preexec_fn=bounded,
    )
    code_text, seconds, megabytes = done.stderr.splitlines()[-1].split()
    assert code_text in {"0", "1", "2", "3"}, done.stderr
    assert float(seconds) < SECONDS
    assert int(megabytes) < MEGABYTES
    assert not list(inside.iterdir())


def test_control_characters_are_written_out() -> None:
    text = claim("a == a + 1").replace("'one'", "'one'\ntitle = \"\\u001b[31m\"").replace("a + 1", "a + 1 ")
    name = "\x1b]0;evil\x07.toml"
    found = check_written(read_text(text), name)
    for shown in (checked_text(found), checked_markdown(found)):
        assert "\x1b" not in shown
        assert "\x07" not in shown
    assert "\\x1b" in checked_text(found)


def test_places_of_hostile_text_take_linear_time() -> None:
    # a part of what is let in, which takes far too long if time grows with the square
    begin = time.process_time()
    for text in (
        "a" * SIZE,
        "'" * SIZE,
        '"' * SIZE,
        "=" * SIZE,
        "[]" * (SIZE // 2),
        '"' + '\\"' * (SIZE // 2),
        "\n" * SIZE,
        "a=1\n" * (SIZE // 4),
    ):
        try:
            places(text)
        except TooDeep:
            continue
    assert time.process_time() - begin < SECONDS
