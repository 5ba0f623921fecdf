"""From text to terms and statements: ``inv(H + alpha*I)*H*w_star`` becomes the tree that the same operators build.

`syntax` finds words and operators, `shapes` and the tables of `words` and `predicates` find their shapes and build.
Nothing of a text is ever executed, and its length, depth, numbers and powers are bounded. What the printer's `source`
writes is read back as the same tree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from derivations.language import terms as tm
from derivations.language.errors import LanguageError, ParseError
from derivations.language.predicates import RESERVED, read_statements
from derivations.language.shapes import Reader
from derivations.language.statements import Statement
from derivations.language.syntax import error_at, read_formula
from derivations.language.words import WORDS, read_call, read_name

__all__ = ["parse_expression", "parse_statement", "parse_statements"]


def parse_expression(
    text: str,
    symbols: Mapping[str, tm.Symbol],
    *,
    sizes: Collection[str] = (),
    functions: Mapping[str, tm.Shape] | None = None,
    domains: Mapping[str, tm.Size] | None = None,
) -> tm.Term:
    """Return the term that a text stands for.

    Parameters
    ----------
    text : str
        A formula such as ``inv(H + alpha*I)*H*w_star``; the grammar is in `syntax`, the words are in `words.WORDS`.
    symbols : mapping of str to Symbol
        What each letter is. The sizes in their shapes are known as numbers too.
    sizes : collection of str, optional
        Further names of sizes.
    functions : mapping of str to (rows, cols), optional
        The shape of the values of each function known only by name, such as the loss J.
    domains : mapping of str to size, optional
        How many entries the vectors have that a function takes, 1 for a number; a function not named here takes anything.

    Returns
    -------
    Term
        In its written order, its parentheses kept.

    Raises
    ------
    ParseError
        If the text is no formula, if shapes do not fit (both are named), if the size of an ``I`` is open, or if a limit
        is passed.
    LanguageError
        If a symbol, a size and a function share a name, or one has the name of a word.
    """
    reader = _reader(text, symbols, sizes, functions, domains)
    typed = reader.read(read_formula(text))
    reader.finish()
    return typed.build()


def parse_statements(
    text: str,
    symbols: Mapping[str, tm.Symbol],
    *,
    sizes: Collection[str] = (),
    functions: Mapping[str, tm.Shape] | None = None,
    domains: Mapping[str, tm.Size] | None = None,
) -> tuple[Statement, ...]:
    """Return the statements that a text makes: one, or the links of a chain such as ``0 < alpha <= 1``.

    Parameters and errors are those of `parse_expression`.
    """
    reader = _reader(text, symbols, sizes, functions, domains)
    node = read_formula(text)
    builders = read_statements(reader, node)
    reader.finish()
    try:
        return tuple(build() for build in builders)
    except ParseError:
        raise
    except LanguageError as error:
        raise error_at(text, node.start, str(error)) from error


def parse_statement(
    text: str,
    symbols: Mapping[str, tm.Symbol],
    *,
    sizes: Collection[str] = (),
    functions: Mapping[str, tm.Shape] | None = None,
    domains: Mapping[str, tm.Size] | None = None,
) -> Statement:
    """Return the one statement that a text makes: ``A == B``, ``alpha > 0``, ``psd(A)``, ``grad(f, w) == g``, ..

    Parameters and errors are those of `parse_expression`; a chain of comparisons is an error here.
    """
    found = parse_statements(text, symbols, sizes=sizes, functions=functions, domains=domains)
    if len(found) > 1:
        raise error_at(text, 0, f"{len(found)} statements in a chain; one is wanted here")
    return found[0]


def _reader(
    text: str,
    symbols: Mapping[str, tm.Symbol],
    sizes: Collection[str],
    functions: Mapping[str, tm.Shape] | None,
    domains: Mapping[str, tm.Size] | None,
) -> Reader:
    functions, domains = functions or {}, domains or {}
    shapes = [*(symbol.shape for symbol in symbols.values()), *functions.values(), *((size,) for size in domains.values())]
    known = {size for shape in shapes for size in shape if isinstance(size, str)} | set(sizes)
    groups = {
        "a symbol": set(symbols),
        "a size": known,
        "a function": set(functions),
        "a word": set(WORDS) | set(RESERVED),
    }
    seen: dict[str, str] = {}
    for group, names in groups.items():
        for name in sorted(names):
            if name in seen:
                raise LanguageError(f"{name} is both {seen[name]} and {group}; give one of them another name")
            seen[name] = group
    return Reader(text, symbols, known, functions, domains, RESERVED, read_name, read_call)
