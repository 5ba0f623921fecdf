"""What else amounts to ridge regression: more examples, noise in the inputs; and what dropout amounts to.

The examples are the rows of X; where their inputs are random, they are written as the columns of a random n x m matrix. X and y
are given, so independence of the noise from them says that its moments are the same whatever they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import I, X, alpha, basis, m, positive, w, w_star, w_tilde, y
from derivations.language.terms import Coordinate, DiagonalOf, Identity, SizeNumber, SumOver, Symbol, Term, Zero, inv, tr
from derivations.linear_regression import G, gram, least_squares, ridge, ridge_objective, ridge_regression, scale
from derivations.shifted_hessian import alpha_positive

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "dropout_linear", "input_noise", "ridge_augmented"]

residual = X * w - y
squares = residual.T * residual
invertible_gram = (ridge_regression["positive_definite"],)

# --- more examples -----------------------------------------------------------------------------------------------------------

first, last, beta = Symbol("E_1", "N", "m"), Symbol("E_2", "N", "n"), Symbol("beta")
stacked, targets = first * X + beta * last, first * y
on_top = Hypothesis(
    "on_top", st.eq(first.T * first, Identity("m")), words="E_1 writes m numbers on top of n zeros: E_1^T E_1 = I"
)
below = Hypothesis("below", st.eq(last.T * last, I), words="E_2 writes n numbers below m zeros: E_2^T E_2 = I")
apart = Hypothesis("apart", st.eq(first.T * last, Zero("m", "n")), words="the places are different: E_1^T E_2 = 0")
root = Hypothesis("beta_root", st.eq(beta**2, m * alpha), values={"alpha": beta**2 / m}, words="beta = sqrt(m alpha)")
placed = (on_top, below, apart, root)
inverse_stacked = inv(stacked.T * stacked)
stacked_solution = inverse_stacked * stacked.T * targets
further = stacked * w - targets
fits = Hypothesis(
    "w_star_stationary",
    st.GradientIs(further.T * further / (2 * SizeNumber("N")), w, w_star, Zero("n")),
    words="w_star is a least-squares solution for the stacked examples",
    values={"w_star": G * X.T * y},
)


def derive_augmented(n: int) -> Derived:
    """Write the rows of b I below m = 2 examples, zeros below their targets, and solve the normal equations."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n, 2)
    at.sizes["N"] = n + 2
    at.put(first, sympy.eye(2).col_join(sympy.zeros(n, 2)))
    at.put(last, sympy.zeros(2, n).col_join(sympy.eye(n)))
    at.put(alpha, at.number(beta) ** 2 / 2)
    design = at[X].col_join(at.number(beta) * sympy.eye(n))
    matrix = design.T * design
    right = design.T * at[y].col_join(sympy.zeros(n, 1))
    return at.done(matrix.adjugate() * right / matrix.det(), f"the stacked examples are {design.tolist()}" if n < 3 else "")


ridge_augmented = Claim(
    id="ridge_augmented",
    title="Ridge regression as least squares with n more examples",
    source="from ridge_regression",
    parts=(
        chain(
            "objective",
            "for the examples [X; sqrt(m alpha) I] and the targets [y; 0] the sum of squares is |X w - y|^2 + m alpha |w|^2",
            further.T * further,
            to(squares + beta**2 * (w.T * w), on_top, below, apart),
            to(squares + m * alpha * (w.T * w), root),
            given=placed,
        ),
        chain(
            "same",
            "which is 2m times the objective of ridge regression",
            further.T * further,
            to(squares + m * alpha * (w.T * w), "ridge_augmented.objective"),
            to(2 * m * ridge_objective(w), ridge_regression["sum_form"]),
            given=placed,
        ),
        chain(
            "gram",
            "their Gram matrix is X^T X + m alpha I",
            stacked.T * stacked,
            to(X.T * X + beta**2 * I, on_top, below, apart),
            to(gram, root),
            given=placed,
        ),
        shows(
            "full_rank",
            "so they have full column rank, whatever the rank of X",
            st.PositiveDefinite(stacked.T * stacked),
            "step 1",
            alpha_positive,
            below,
            apart,
            root,
            after=(scale,),
            squares=(I, first * X),
            given=(alpha_positive, below, apart, root),
        ),
        shows(
            "right_side",
            "and their right side is X^T y",
            st.eq(stacked.T * targets, X.T * y),
            on_top,
            apart,
            given=(on_top, apart),
        ),
        chain(
            "main",
            "so the solution of their normal equations is (X^T X + m alpha I)^-1 X^T y",
            stacked_solution,
            to(inverse_stacked * (gram * G) * X.T * y, "ridge_augmented.right_side", ridge_regression["positive_definite"]),
            to(inverse_stacked * (stacked.T * stacked) * G * X.T * y, "ridge_augmented.gram"),
            to(G * X.T * y, "ridge_augmented.full_rank"),
            given=(alpha_positive, *placed),
            conditions=(*invertible_gram, "ridge_augmented.full_rank"),
        ),
        chain(
            "solution",
            "their least-squares solution is w_tilde",
            w_star,
            to(stacked_solution, least_squares.at(X=stacked, y=targets)),
            to(G * X.T * y, "ridge_augmented"),
            to(w_tilde, ridge_regression),
            given=(alpha_positive, ridge, *placed, fits),
            conditions=(*invertible_gram, "ridge_augmented.full_rank"),
        ),
    ),
    derive={"main": derive_augmented},
    letters="E_1 and E_2 have N rows.",
    remark="Only what E_1 and E_2 do to columns is used: any orthonormal columns would do.",
)

# --- noise in the inputs -----------------------------------------------------------------------------------------------------

Z, z = Symbol("Z", "n", "m"), Symbol("z", "n")
a, b, e_k = Symbol("a", "n"), Symbol("b", "n"), Symbol("e_k", "m")
of_each = (z, Zero("n"), alpha * I)  # E z = 0, E z z^T = alpha I
of_all = (Z, Zero("n", "m"), m * alpha * I)
noisy = X.T + Z
summand = (a.T * Z * e_k) * (b.T * Z * e_k)
counted = alpha * (a.T * b)
solves = Hypothesis(
    "expected_equations",
    st.eq(gram * w, X.T * y),
    words="w solves the expected normal equations",
)
solved = Hypothesis(
    "w_tilde_solves",
    st.eq(gram * w_tilde, X.T * y),
    words="w_tilde solves the expected normal equations",
)


def equations(at: Term) -> Term:
    """Return the two sides of the normal equations of the noisy examples, subtracted."""
    return noisy * noisy.T * at - noisy * y


def average(value: sympy.Matrix, entries: sympy.Matrix, outcomes: Sequence[tuple[Any, Any]]) -> sympy.Matrix:
    """Return the mean of a matrix of polynomials in independent entries, each with the same outcomes: (probability, value).

    The mean of a product of powers of different entries is the product of their means.
    """
    import sympy

    def mean(power: int) -> Any:
        return sum(chance * outcome**power for chance, outcome in outcomes)

    def averaged(entry: Any) -> Any:
        terms = sympy.Poly(entry, *entries).terms()
        return sympy.Add(*(c * sympy.Mul(*map(mean, powers)) for powers, c in terms))

    return value.applyfunc(averaged)


def noisy_examples(n: int) -> tuple[Letters, list[tuple[Any, Any]]]:
    """Return letters with noise s or -s, each as likely as the other, so that alpha = s^2; m = 1 for n = 3, else 2."""
    import sympy

    from derivations.language.deriving import Letters

    at, s = Letters(n, 1 if n == 3 else 2), sympy.Symbol("s")
    at.put(alpha, s**2)
    half = sympy.Rational(1, 2)
    return at, [(half, s), (half, -s)]


def derive_equations(n: int) -> Derived:
    """Write the normal equations of the noisy examples down and average over all signs of the noise."""
    at, signs = noisy_examples(n)
    inputs = at[X] + at[Z].T
    sides = inputs.T * (inputs * at[w] - at[y])
    return at.done(average(sides, at[Z], signs), f"the average over {2 ** len(at[Z])} choices of signs")


def derive_noisy_loss(n: int) -> Derived:
    """Average the loss of the noisy examples over all signs of the noise."""
    at, signs = noisy_examples(n)
    errors = (at[X] + at[Z].T) * at[w] - at[y]
    value = errors.T * errors / (2 * at.sizes["m"])
    return at.done(average(value, at[Z], signs), f"the average over {2 ** len(at[Z])} choices of signs")


input_noise = Claim(
    id="input_noise",
    title="Noise in the inputs acts as ridge regression",
    source="book, section 7.5; note B",
    parts=(
        shows(
            "each",
            "noise z with mean 0 and covariance alpha I: E (a^T z)(b^T z) = alpha a^T b for every a, b",
            st.MeanIs((a.T * z) * (b.T * z), *of_each, alpha * (a.T * b)),
            because="expectation is linear",
        ),
        shows(
            "as_trace",
            "where the columns of Z are the noise of the examples, the sum over these of (a^T z)(b^T z) is a trace",
            st.eq(SumOver(summand, e_k), tr(Z.T * b * a.T * Z)),
            "step 1",
            after=(Step(st.eq(summand, Coordinate(Z.T * b * a.T * Z, e_k)), because="z = Z e_k"),),
            given=(basis(e_k),),
            rule="trace",
            using={"index": e_k, "matrix": Z.T * b * a.T * Z},
        ),
        chain(
            "columns",
            "namely a^T Z Z^T b",
            SumOver(summand, e_k),
            to(tr(Z.T * b * a.T * Z), "input_noise.as_trace"),
            to(a.T * Z * Z.T * b, because="a trace may be rotated"),
            given=(basis(e_k),),
        ),
        shows(
            "count",
            "and m times alpha a^T b is m alpha a^T b: Z has E Z = 0 and E Z Z^T = m alpha I",
            st.eq(SumOver(counted, e_k), tr(counted * Identity("m"))),
            "step 1",
            after=(Step(st.eq(counted, Coordinate(counted * Identity("m"), e_k)), because="e_k has length 1"),),
            given=(basis(e_k),),
            rule="trace",
            using={"index": e_k, "matrix": counted * Identity("m")},
        ),
        shows(
            "main",
            "with it the two sides of the normal equations differ by (X^T X + m alpha I) w - X^T y in expectation",
            st.MeanIs(equations(w), *of_all, gram * w - X.T * y),
            because="expectation is linear",
        ),
        shows(
            "loss",
            "the loss has the expectation J + alpha/2 |w|^2",
            st.MeanIs((noisy.T * w - y).T * (noisy.T * w - y) / (2 * m), *of_all, ridge_objective(w)),
            because="expectation is linear",
        ),
        shows(
            "if",
            "so w_tilde solves the expected normal equations",
            st.MeanIs(equations(w_tilde), *of_all, Zero("n")),
            ridge_regression["normal_equations"],
            given=(ridge,),
        ),
        chain(
            "only_if",
            "and nothing else does",
            w,
            to(G * (gram * w), ridge_regression["positive_definite"]),
            to(G * (gram * w_tilde), solves, solved),
            to(w_tilde, ridge_regression["positive_definite"]),
            given=(alpha_positive, solves, solved),
            conditions=invertible_gram,
        ),
    ),
    derive={"main": derive_equations, "loss": derive_noisy_loss},
)

# --- dropout -----------------------------------------------------------------------------------------------------------------

p, e_i, e_j, e_l = Symbol("p"), Symbol("e_i", "n"), Symbol("e_j", "n"), Symbol("e_l", "n")
p_positive = positive(p)
entry, excess = 1 / p, (1 - p) / p
M = Symbol("M", "n", "m")
product = X.T * X
parts_of = DiagonalOf(Coordinate(product, e_j), e_j)
second = product + excess * parts_of
masked = (M, X.T, second)
different = Hypothesis("l_is_not_i", st.eq(e_i.T * e_l, 0), words="l is not i")


def derive_dropout(n: int) -> Derived:
    """Add up over all masks, each entry being 1/p with probability p and 0 otherwise; m = 1 for n = 3, else 2."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n, 1 if n == 3 else 2)
    chance = at.number(p)
    mask = sympy.Matrix(at[X].rows, n, lambda i, j: sympy.Symbol(f"d_{i + 1}{j + 1}"))
    errors = at[X].multiply_elementwise(mask) * at[w] - at[y]
    outcomes = ((chance, 1 / chance), (1 - chance, 0))
    return at.done(average(errors.T * errors, mask, outcomes), f"the sum over {2 ** len(mask)} masks")


dropout_linear = Claim(
    id="dropout_linear",
    title="Dropout of inputs in linear regression",
    source="book, section 7.12; note B",
    letters="The inputs are multiplied by a mask, entry by entry: each of its entries is 1/p with probability p and 0 "
    "otherwise, independently of the others.",
    parts=(
        chain(
            "entry",
            "an entry d of the mask D is 1/p with probability p and 0 otherwise: E d = 1",
            p * entry + (1 - p) * 0,
            to(1, because="p cancels"),
            given=(p_positive,),
        ),
        chain(
            "square",
            "E d^2 = 1 + (1 - p)/p",
            p * entry**2 + (1 - p) * 0,
            to(1 + excess, because="p cancels"),
            given=(p_positive,),
        ),
        chain(
            "pair",
            "and the product of two independent entries has the expectation 1",
            p * p * (entry * entry) + 2 * (p * (1 - p)) * (entry * 0) + (1 - p) * (1 - p) * 0,
            to(1, because="p cancels"),
            given=(p_positive,),
        ),
        chain(
            "same_feature",
            "so E M M^T = X^T X + (1 - p)/p diag(X^T X) for M = (D o X)^T: at (i, i) it is 1 + (1 - p)/p times X^T X",
            Coordinate(second, e_i),
            to((1 + excess) * Coordinate(product, e_i), because="the entry of a diagonal matrix"),
            given=(p_positive, basis(e_i), basis(e_j)),
        ),
        chain(
            "two_features",
            "and elsewhere it is X^T X",
            e_i.T * second * e_l,
            to(e_i.T * product * e_l, different),
            given=(p_positive, basis(e_i), basis(e_l), basis(e_j), different),
        ),
        shows(
            "main",
            "E |(D o X) w - y|^2 = |X w - y|^2 + ((1 - p)/p) w^T diag(X^T X) w",
            st.MeanIs((M.T * w - y).T * (M.T * w - y), *masked, squares + excess * (w.T * parts_of * w)),
            given=(p_positive, basis(e_j)),
            because="expectation is linear",
        ),
    ),
    derive={"main": derive_dropout},
    remark="It is ridge regression where all features have the same mean square; else the larger ones are penalised more.",
)

CLAIMS = (ridge_augmented, input_noise, dropout_linear)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
