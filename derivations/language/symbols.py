"""The book's letters, and the hypotheses that are made about them again and again.

n parameters, m examples. H is the Hessian of the data loss J at its minimiser w_star, Q and Lam its eigenvectors and
eigenvalues, alpha the penalty coefficient, eps the learning rate, w_tilde the regularized optimum, X the design, y the targets.
"""

from __future__ import annotations

from fractions import Fraction

from derivations.language import statements as st
from derivations.language.claims import Hypothesis
from derivations.language.terms import Apply, Identity, SizeNumber, Symbol, Term, Transpose

__all__ = [
    "A",
    "B",
    "H",
    "HALF",
    "I",
    "J",
    "Lam",
    "Q",
    "X",
    "alpha",
    "basis",
    "diagonal",
    "differentiable",
    "e_i",
    "eps",
    "grad_J",
    "invertible",
    "m",
    "natural",
    "nonnegative",
    "nonzero",
    "orthogonal",
    "positive",
    "positive_definite",
    "positive_semidefinite",
    "symmetric",
    "w",
    "w_star",
    "w_tilde",
    "y",
]

n = "n"
H = Symbol("H", n, n)
Q = Symbol("Q", n, n)
Lam = Symbol("Lam", n, n)
A = Symbol("A", n, n)
B = Symbol("B", n, n)
w = Symbol("w", n)
w_star = Symbol("w_star", n)
w_tilde = Symbol("w_tilde", n)
e_i = Symbol("e_i", n)
alpha = Symbol("alpha")
eps = Symbol("eps")
X = Symbol("X", "m", n)
y = Symbol("y", "m")
m = SizeNumber("m")
I = Identity(n)
HALF = Fraction(1, 2)


def J(at: Term) -> Apply:
    """Return the value of the data loss J."""
    return Apply("J", at)


def grad_J(at: Term) -> Apply:
    """Return the gradient of the data loss J."""
    return Apply("grad_J", at, at.shape[0], 1)


def natural(symbol: Symbol) -> Hypothesis:
    """Return the hypothesis that a letter stands for a natural number."""
    return Hypothesis(f"{symbol.name}_natural", st.Natural(symbol))


def symmetric(symbol: Symbol) -> Hypothesis:
    """Return the hypothesis that a letter is symmetric."""
    return Hypothesis(f"{symbol.name}_symmetric", st.Symmetric(symbol))


def positive_semidefinite(symbol: Symbol) -> Hypothesis:
    """Return the hypothesis that a letter is symmetric positive semidefinite."""
    return Hypothesis(f"{symbol.name}_psd", st.PositiveSemidefinite(symbol))


def positive_definite(symbol: Symbol) -> Hypothesis:
    """Return the hypothesis that a letter is symmetric positive definite."""
    return Hypothesis(f"{symbol.name}_pd", st.PositiveDefinite(symbol))


def diagonal(symbol: Symbol) -> Hypothesis:
    """Return the hypothesis that a letter is diagonal."""
    return Hypothesis(f"{symbol.name}_diagonal", st.Diagonal(symbol))


def basis(symbol: Symbol) -> Hypothesis:
    """Return the hypothesis that a letter is a standard basis vector."""
    return Hypothesis(f"{symbol.name}_basis", st.BasisVector(symbol))


def positive(term: Term) -> Hypothesis:
    """Return the hypothesis that a number is positive."""
    return Hypothesis(f"{term}_positive".replace(" ", ""), st.PositiveDefinite(term))


def nonnegative(term: Term) -> Hypothesis:
    """Return the hypothesis that a number is not negative."""
    return Hypothesis(f"{term}_nonnegative".replace(" ", ""), st.PositiveSemidefinite(term))


def nonzero(vector: Symbol) -> Hypothesis:
    """Return the hypothesis that a vector or number is not 0, said of its squared length."""
    square = Transpose(vector) * vector if not vector.is_scalar else vector * vector
    return Hypothesis(f"{vector.name}_nonzero", st.PositiveDefinite(square), words=f"{vector.name} is not 0")


def invertible(term: Term) -> Hypothesis:
    """Return the hypothesis that a matrix is invertible, or a number nonzero."""
    return Hypothesis(f"{term}_invertible".replace(" ", ""), st.Invertible(term))


def orthogonal(symbol: Symbol) -> Hypothesis:
    """Return the hypothesis Q^T Q = I; that also Q Q^T = I is a theorem."""
    statement = st.eq(Transpose(symbol) * symbol, Identity(symbol.cols))
    return Hypothesis(f"{symbol.name}_orthogonal", statement, words=f"{symbol.name} is orthogonal")


def differentiable(function: str = "J", derivative: str = "grad_J") -> Hypothesis:
    """Return the hypothesis that a scalar function has a gradient."""
    return Hypothesis(f"{function}_differentiable", st.Differentiable(function, derivative))
