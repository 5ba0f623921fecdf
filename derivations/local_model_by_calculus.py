"""What SymPy derives about the loss near w_star, for losses of fourth order: the calculus behind `local_model`.

Taylor's remainder is an integral of the drift of the Hessian along the segment, and the bound on the drift bounds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from derivations.language.deriving import Letters, gradient_of, hessian_of
from derivations.language.symbols import H, alpha, w, w_star, w_tilde
from derivations.language.sympy_bridge import Derived, Summand, explicit
from derivations.language.terms import Symbol
from derivations.shifted_hessian import lam_min

if TYPE_CHECKING:
    import sympy

__all__ = ["OF_BILINEAR_FORM", "OF_OPTIMUM", "OF_REMAINDER"]

L, C, T3, delta, eta, r, t = (Symbol(name) for name in ("L", "C", "T3", "delta", "eta", "r", "t"))
w_a, direction, p, q = (Symbol(name, "n") for name in ("w_a", "direction", "p", "q"))
M, g, norm_p, norm_q = Symbol("M", "n", "n"), Symbol("g"), Symbol("norm_p"), Symbol("norm_q")


def _length(vector: sympy.Matrix) -> Any:
    import sympy

    return sympy.sqrt(sum(entry**2 for entry in vector))


def _put_loss(at: Letters, step: sympy.Matrix, loss: Any, coefficients: Mapping[Any, Any]) -> None:
    """Take J(w_star + step) = loss, a polynomial in the entries of the step, with the derivatives that SymPy finds."""
    import sympy

    of = {"J": sympy.Matrix([loss]), "grad_J": gradient_of(loss, step), "hess_J": hessian_of(loss, step)}

    def function(value: sympy.Matrix) -> Callable[[sympy.Matrix], sympy.Matrix]:
        away = value.xreplace(coefficients)
        return lambda point: away.xreplace(dict(zip(step, (point - at[w_star]).applyfunc(sympy.expand), strict=True)))

    at.functions = {name: function(value) for name, value in of.items()}


@cache
def _near(n: int) -> tuple[Letters, sympy.Matrix, Any]:
    """Take a loss with any third derivatives and some fourth ones, and subtract its Taylor polynomial of order 2 at w_star."""
    import sympy
    from sympy.polys.monomials import itermonomials

    at = Letters(n)
    _ = at[w_star]
    step = sympy.Matrix(sympy.symbols(f"q_1:{n + 1}", real=True))
    cubes = [cube for cube in itermonomials(list(step), 3) if sympy.Poly(cube, *step).total_degree() == 3]
    loss = sympy.Symbol("j", real=True) + (step.T * at[H] * step)[0, 0] / 2
    loss += sum(sympy.Symbol(f"c_{i}", real=True) * cube for i, cube in enumerate(sorted(cubes, key=str), 1))
    loss += sum(sympy.Symbol(f"d_{i}", real=True) * q**4 for i, q in enumerate(step, 1))
    _put_loss(at, step, loss, {})
    line = sympy.Poly(loss.xreplace({q: at.number(t) * q for q in step}), at.number(t))
    taylor = sum(line.diff((at.number(t), k)).eval(0) / sympy.factorial(k) for k in range(3))
    return at, step, sympy.expand(loss - taylor)


def _remainder(sign: int, bound: str, n: int) -> Derived:
    """Write what the bound leaves as an integral of what the bound on the Hessian leaves along the segment."""
    import sympy

    at, step, left = _near(n)
    away = sympy.Matrix(sympy.symbols(f"p_1:{n + 1}", real=True))
    at.put(w, at[w_star] + away)
    at.put(delta, _length(away))
    here = left.xreplace(dict(zip(step, away, strict=True)))
    slack = at.number(L) * at.number(delta) ** 3 / 6 - sign * here
    shown = f"J - J_hat = {here}, p = w - w_star; it is the integral of (1 - t) p^T (drift at t p) p"
    return replace(at.done(slack, shown), summands=(Summand(1 - at.number(t), bound, away),))


def _order(sign: int, bound: str, n: int) -> Derived:
    """Go r along a direction and subtract r^3/6 times a number T3, for the third derivative there."""
    at, step, left = _near(n)
    reach, along = at.number(r), at.number(t)
    here = left.xreplace({q: reach * d for q, d in zip(step, at[direction], strict=True)})
    slack = at.number(C) * reach**4 / 12 - sign * (here - at.number(T3) * reach**3 / 6)
    shown = f"J - J_hat = {here} at w_star + r direction"
    return replace(at.done(slack, shown), summands=(Summand(reach**2 * (1 - along), bound, at=reach * along),))


@cache
def _stationary(n: int) -> Letters:
    """Take w_star = (H + alpha I) s, so w_tilde = H s, and third derivatives that make w_a stationary for J + alpha/2 |w|^2."""
    import sympy

    at = Letters(n)
    step, away, share = (sympy.Matrix(sympy.symbols(f"{name}_1:{n + 1}", real=True)) for name in "qps")
    penalty = at.number(alpha)
    at.put(w_star, at[H] * share + penalty * share)
    at.put(w_tilde, at[H] * share)
    at.put(w_a, at[w_star] + away)
    cubes = sympy.symbols(f"c_1:{n + 1}", real=True)
    loss = sympy.Symbol("j", real=True) + (step.T * at[H] * step)[0, 0] / 2 + sympy.Symbol("d", real=True) * step[0] ** 4
    loss += sympy.Symbol("b", real=True) * (sympy.prod(step) if n == 3 else step[0] ** 2 * step[-1])
    loss += sum(c * q**3 / 3 for c, q in zip(cubes, step, strict=True))
    slope = gradient_of(loss, step).xreplace(dict(zip(step, away, strict=True)))
    (third,) = sympy.linsolve(list(penalty * at[w_a] + slope), cubes)
    _put_loss(at, step, loss, dict(zip(cubes, third, strict=True)))
    at.put(delta, _length(away))
    at.put(eta, _length(away + penalty * share))
    _ = at[t]
    return at


def _equation(n: int) -> Derived:
    """Differentiate the penalised loss, and the penalised model, at their stationary points."""
    at = _stationary(n)
    step = at[w_a] - at[w_star]
    return at.done(
        at[H] * step + at.number(alpha) * at[w_a], "grad J(w_a) = -alpha w_a, so H p - grad J(w_a) = H p + alpha w_a"
    )


def _error_bound(n: int) -> Derived:
    """Write what the bound leaves by the drift of the Hessian along the segment, taken between p and e as a sum of squares."""
    at = _stationary(n)
    step, error = at[w_a] - at[w_star], at[w_a] - at[w_tilde]
    distance, off, floor = at.number(delta), at.number(eta), at.number(lam_min) + at.number(alpha)
    weight = 1 / (off * floor)
    slack = at.number(L) * distance**2 / (2 * floor) - off
    shown = "|e| (lam_min + alpha) |e| <= e^T (H + alpha I) e, the integral of -e^T (drift at t p) p, p = w_a - w_star"
    return replace(
        at.done(slack, shown),
        summands=(
            Summand(weight, "lam_min_smallest", error),
            Summand(weight / (4 * distance * off), "hessian_above", distance * error + off * step),
            Summand(weight / (4 * distance * off), "hessian_below", distance * error - off * step),
        ),
    )


def _bilinear(n: int) -> Derived:
    """Add the forms of g I - M in |q| p + |p| q and of g I + M in |q| p - |p| q: 4 |p| |q| times what the bound leaves."""
    at = Letters(n)
    first, other = at[p], at[q]
    at.put(M, explicit(M, n, "symmetric"))
    long, wide = at.put(norm_p, _length(first))[0, 0], at.put(norm_q, _length(other))[0, 0]
    weight = 1 / (4 * long * wide)
    slack = at.number(g) * long * wide - (first.T * at[M] * other)[0, 0]
    summands = (
        Summand(weight, "M_below", wide * first + long * other),
        Summand(weight, "M_above", wide * first - long * other),
    )
    return replace(at.done(slack, "two forms, divided by 4 |p| |q|"), summands=summands)


OF_BILINEAR_FORM: Mapping[str, Callable[[int], Derived]] = {"neither": _bilinear}
OF_REMAINDER: Mapping[str, Callable[[int], Derived]] = {
    "main": partial(_remainder, 1, "hessian_below"),
    "below": partial(_remainder, -1, "hessian_above"),
    "order_above": partial(_order, 1, "third_derivative_below"),
    "order_below": partial(_order, -1, "third_derivative_above"),
}
OF_OPTIMUM: Mapping[str, Callable[[int], Derived]] = {"equation": _equation, "main": _error_bound}
