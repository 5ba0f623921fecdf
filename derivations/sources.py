"""The map of the sources: what each of them says, in order, and the rows in which it is proved, corrected or refuted."""

from __future__ import annotations

from collections.abc import Mapping

from derivations.language.sources import Passage

__all__ = ["SOURCES"]

_MEANING = "an interpretation: it says what the result is good for"
_EMPIRICAL = "a statement about trained networks, settled by measurement, not by proof"
_HISTORY = "naming and history"
_PLAN = "says what the text is going to do"

BOOK = (
    Passage("7.1", "the regularized objective is the loss plus alpha times a norm penalty", ("eq_7_01",)),
    Passage("7.2", "the L2 penalty adds alpha/2 w^T w", ("eq_7_02",)),
    Passage("7.3", "its gradient is alpha w plus the gradient of the loss", ("eq_7_03",)),
    Passage("7.4", "a gradient step with step size eps", ("eq_7_04",)),
    Passage("7.5", "the same step: shrink w by 1 - eps alpha, then step along the gradient of the loss", ("eq_7_05",)),
    Passage(
        "7.6", "the quadratic model of the loss around its minimiser", ("eq_7_06", "taylor_remainder", "exact_for_quadratic")
    ),
    Passage(
        "below 7.6", "there is no first-order term, since the gradient is 0 at a minimum; and H is PSD", ("minimum_is_psd",)
    ),
    Passage("7.7", "the gradient of the model is H (w - w_star)", ("eq_7_07", "stationary_set")),
    Passage("7.8", "the regularized model is stationary at w_tilde", ("eq_7_08",)),
    Passage("7.9", "collected: (H + alpha I) w_tilde = H w_star", ("eq_7_09",)),
    Passage("7.10", "solved for w_tilde", ("eq_7_10", "shifted_invertible", "limit_alpha_zero")),
    Passage("7.11", "with H = Q Lam Q^T put in", ("eq_7_11", "spectral_theorem")),
    Passage("7.12", "with I = Q Q^T", ("eq_7_12", "orthogonal_inverse")),
    Passage("7.13", "w_tilde = Q (Lam + alpha I)^-1 Lam Q^T w_star", ("eq_7_13", "conjugate_inverse", "coordinates")),
    Passage(
        "below 7.13",
        "w_star is rescaled by lam_i/(lam_i + alpha) along each eigenvector",
        ("shrinkage_range", "shrinkage_regimes"),
    ),
    Passage(
        "Figure 7.1", "ellipses of the loss, circles of the penalty, and the point where they balance", ("tangency", "contours")
    ),
    Passage("7.14", "the loss of linear regression is the sum of squares |X w - y|^2", ("least_squares",)),
    Passage("7.15", "the same plus alpha/2 |w|^2", ("ridge_regression", "book_7_17")),
    Passage("7.16", "without the penalty the solution is (X^T X)^-1 X^T y", ("least_squares",)),
    Passage("7.17", "with it, X^T X + alpha I takes the place of X^T X", ("book_7_17", "ridge_regression", "scaled_penalty")),
    Passage(
        "below 7.17",
        "X^T X is proportional to the covariance of the inputs, and the penalty adds alpha to each variance",
        ("feature_variance", "principal_components"),
    ),
    Passage("7.33", "repeats 7.6", ("eq_7_06",)),
    Passage("7.34", "repeats 7.7", ("eq_7_07",)),
    Passage("7.35", "gradient descent on the model", ("eq_7_35",)),
    Passage("7.36", "with the gradient put in", ("eq_7_36",)),
    Passage("7.37", "the distance to w_star is multiplied by I - eps H", ("eq_7_37",)),
    Passage("7.38", "with H = Q Lam Q^T", ("eq_7_38",)),
    Passage("7.39", "the same in the eigenbasis", ("eq_7_39",)),
    Passage("7.40", "started from 0, after k steps", ("eq_7_40", "stability", "weight_decay_dynamics")),
    Passage("7.41", "7.13 in the eigenbasis", ("eq_7_41",)),
    Passage("7.42", "the same as one minus what the penalty takes away", ("eq_7_42",)),
    Passage(
        "7.43", "early stopping and the penalty agree if (I - eps Lam)^k = (Lam + alpha I)^-1 alpha", ("eq_7_43", "exact_alpha")
    ),
    Passage("7.44", "for small eigenvalues the number of steps is about 1/(eps alpha)", ("eq_7_44",)),
    Passage("7.45", "and alpha about 1/(eps k)", ("eq_7_45", "early_stopping_gap", "early_stopping_shrinks_less")),
)

NOTE_A = (
    Passage(
        "Context", "the penalty shrinks the weights differently in different directions", ("eq_7_13", "uniform_iff_scalar")
    ),
    Passage("Three theorems", "a real symmetric H is Q Lam Q^T", ("spectral_theorem",)),
    Passage("Three theorems", "the inverse of Q A Q^T is Q A^-1 Q^T for an orthogonal Q", ("conjugate_inverse",)),
    Passage("Three theorems", "the transpose of an orthogonal matrix is its inverse", ("orthogonal_inverse",)),
    Passage(
        "Three theorems", "the loss between w and w_star is the quadratic form", ("loss_difference", "exact_for_quadratic")
    ),
    Passage("Three theorems", "this is like s = a t^2/2", ("curvature_along_eigenvector",)),
    Passage("7.1", "the objective with the penalty", ("eq_7_01",)),
    Passage("7.2", "w^T w is called the L2 norm", ("squared_norm", "eq_7_02")),
    Passage("7.2", "alpha lies between 0 and 1", ("alpha_unit_interval", "eq_7_10")),
    Passage("7.3", "the gradient of the objective", ("eq_7_03",)),
    Passage("7.3", "the difference quotient of x^2", ("difference_quotient", "eq_7_03")),
    Passage("7.4 and 7.5", "the gradient step", ("eq_7_04", "eq_7_05")),
    Passage("7.6", "the quadratic model, from Taylor's expansion and a gradient that is 0", ("eq_7_06", "taylor_remainder")),
    Passage("7.6", "each distance is multiplied by the curvature in its direction", ("curvature_times_distance",)),
    Passage("7.7", "the gradient of the model", ("eq_7_07",)),
    Passage("7.8", "7.3 is restated with the loss on both sides", ("gradient_restated", "eq_7_03")),
    Passage("7.8 to 7.10", "stationarity, collected and solved", ("eq_7_08", "eq_7_09", "eq_7_10")),
    Passage("7.10", "for alpha near 0 the optimum is near w_star", ("alpha_zero_limit", "limit_alpha_zero")),
    Passage("7.11 to 7.13", "the eigendecomposition put in step by step", ("eq_7_11", "eq_7_12", "eq_7_13")),
    Passage("7.13", "the factors lam_i/(lam_i + alpha); large eigenvalues keep more", ("eq_7_13", "shrinkage_range")),
    Passage("Contour Lines", "solid ellipses are the contours of the loss, the gradient stands upright on them", ("contours",)),
    Passage("Contour Lines", "dashed circles are the regularized loss", ("dashed_circles", "contours")),
    Passage("Contour Lines", "where ellipse and circle meet, the gradients balance", ("intersection_balance", "tangency")),
    Passage("Contour Lines", "along the flat axis the optimum is moved more", ("moves_mostly_flat", "displacement")),
    Passage("Contour Lines", "the point of tangency is the ridge solution", ("tangency", "constraint_form")),
)

NOTE_B = (
    Passage("Introduction", "the update rescales the weight, then steps", ("eq_7_05",)),
    Passage(
        "Introduction", "the penalty shrinks w_star along the eigenvectors of the Hessian, flat directions most", ("eq_7_13",)
    ),
    Passage("Introduction", "this gives the deepest intuition for generalization", no_claim=_MEANING),
    Passage("Setup", "the regularized objective", ("eq_7_01", "eq_7_02")),
    Passage("Setup", "lambda/(2 m) and alpha/2 are two ways to write the coefficient", ("scaled_penalty",)),
    Passage("Setup", "biases without penalty would change nothing of the structure", ("biases_no_change", "unpenalised_bias")),
    Passage("Names", "L2 regularization, weight decay and ridge name one object", ("same_object", "sgd_equivalence")),
    Passage("Names", "where the names come from", no_claim=_HISTORY),
    Passage("Names", "the analysis applies to every twice-differentiable loss", ("local_for_any_loss", "local_error")),
    Passage("Gradient and update", "the gradient and the step", ("eq_7_03", "eq_7_04", "eq_7_05")),
    Passage("Gradient and update", "the weight shrinks by 1 - eps alpha", ("decay_factor", "eq_7_05")),
    Passage("Gradient and update", "the step can still make a weight grow", ("eq_7_05",)),
    Passage("Per step and at convergence", "the fixed point is what matters", ("weight_decay_dynamics",)),
    Passage("Quadratic approximation", "the second-order Taylor expansion at w_star", ("eq_7_06", "taylor_remainder")),
    Passage("Quadratic approximation", "at a minimum the gradient is 0 and the Hessian PSD", ("minimum_is_psd",)),
    Passage("Quadratic approximation", "exact for a quadratic loss, as in linear regression", ("exact_for_quadratic",)),
    Passage(
        "Quadratic approximation",
        "a local approximation for any other loss near its minimum",
        ("local_for_any_loss", "local_error"),
    ),
    Passage(
        "Quadratic approximation",
        "the gradient of the model vanishes precisely at w_star",
        ("vanishes_only_at_w_star", "stationary_set", "eq_7_07"),
    ),
    Passage("Solving", "stationarity, and the closed form", ("eq_7_08", "eq_7_09", "eq_7_10")),
    Passage("Solving", "H + alpha I is invertible, its eigenvalues are lam_i + alpha", ("shifted_invertible",)),
    Passage("Solving", "alpha to 0 gives w_star", ("alpha_zero_limit", "limit_alpha_zero")),
    Passage("Solving", "alpha to infinity gives 0", ("limit_alpha_infinity",)),
    Passage("Geometry", "the spectral theorem; the eigenvalues are not negative", ("spectral_theorem", "psd_spectrum")),
    Passage(
        "Geometry", "lam_i is the curvature along q_i; a unit step raises the loss by lam_i/2", ("curvature_along_eigenvector",)
    ),
    Passage("Geometry", "trained networks have few large and many small eigenvalues", no_claim=_EMPIRICAL),
    Passage("Geometry", "the eigendecomposition put in, up to the central result", ("eq_7_11", "eq_7_12", "eq_7_13")),
    Passage(
        "Coordinates", "the factor is lam_i/(lam_i + alpha), and depends on the ratio only", ("coordinates", "shrinkage_range")
    ),
    Passage("Coordinates", "steep, flat and in between: near 1, near 0, about 1/2", ("shrinkage_regimes", "shrinkage_range")),
    Passage(
        "Deep insight",
        "the penalty makes weights smaller, but never uniformly",
        ("not_uniform", "weights_smaller", "uniform_iff_scalar"),
    ),
    Passage("Deep insight", "this is why it improves generalization", no_claim=_MEANING),
    Passage(
        "Effective parameters", "the factors add up to d_eff, between 0 and n, falling in alpha", ("effective_parameters",)
    ),
    Passage("Effective parameters", "at alpha = 0 it is n", ("deff_at_zero", "effective_parameters")),
    Passage("Effective parameters", "it is the trace of the hat matrix", ("hat_matrix_trace", "hat_matrix_scale")),
    Passage("Linear regression", "loss, gradient, Hessian, normal equations", ("least_squares",)),
    Passage("Linear regression", "ridge regression in closed form", ("ridge_regression", "ridge_dual", "ridge_augmented")),
    Passage("Linear regression", "the eigenvalues are squared singular values", ("ridge_svd",)),
    Passage(
        "Linear regression",
        "right-singular vectors are the principal directions",
        ("principal_directions", "principal_components"),
    ),
    Passage(
        "Linear regression",
        "coefficients along components of little variance are poorly determined",
        ("coefficient_variance", "ridge_stability"),
    ),
    Passage("Linear regression", "ridge is a soft principal-component regression", ("principal_components",)),
    Passage("Features", "the penalty acts as if each feature had more variance", ("feature_variance", "input_noise")),
    Passage("Features", "for nearly uncorrelated features the factor is var_j/(var_j + alpha)", ("nearly_uncorrelated",)),
    Passage(
        "Features",
        "eigenvectors are the features exactly when those are uncorrelated",
        ("features_exactly_uncorrelated", "feature_variance"),
    ),
    Passage("Picture", "ellipses with the eigenvectors as axes, long where lam is small; circles around 0", ("contours",)),
    Passage("Picture", "the optimum is the point of tangency", ("tangency", "constraint_form")),
    Passage("Picture", "the optimum is displaced mostly along the flat direction", ("moves_mostly_flat", "displacement")),
    Passage("Early stopping", "k steps from 0 reach the factor 1 - (1 - eps lam)^k", ("eq_7_40", "eq_7_43")),
    Passage("Early stopping", "close to 1 along steep directions", ("steep_factor_near_one", "stability")),
    Passage("Early stopping", "matching the factors gives alpha = 1/(eps k)", ("single_alpha", "exact_alpha", "eq_7_45")),
    Passage("Early stopping", "early stopping is weight decay to second order", ("second_order_match", "exact_alpha")),
    Passage("Connections", "the notes on initialization use the same language", no_claim=_PLAN),
    Passage(
        "Connections",
        "a scaled identity shifts the spectrum of any operator away from 0",
        ("identity_shift", "shifted_invertible"),
    ),
    Passage(
        "Connections",
        "AdamW keeps the anisotropic shrinkage, Adam with L2 distorts it",
        ("adamw_intact", "coupled_fixed_point", "decoupled_fixed_point", "per_step_decay"),
    ),
    Passage("Connections", "MAP with a Gaussian prior is the same estimate", ("map_gaussian_prior",)),
    Passage("Connections", "the prior pulls by exactly lam_i/(lam_i + alpha)", ("map_exact", "map_gaussian_prior")),
    Passage("Take-aways", "the shrinkage is not uniform", ("not_uniform", "uniform_iff_scalar")),
    Passage("Take-aways", "steep directions are preserved, flat ones are zeroed", ("flat_zeroed", "shrinkage_regimes")),
    Passage(
        "Take-aways",
        "in linear regression this is ridge, along principal components",
        ("principal_directions", "principal_components"),
    ),
    Passage("Take-aways", "the same holds in deep networks around any minimum", ("local_for_any_loss", "local_error")),
    Passage("Take-aways", "dropout regularizes by another route", ("dropout_different", "dropout_linear")),
)

SOURCES: Mapping[str, tuple[Passage, ...]] = {
    "Deep Learning, 7.1 to 7.17 and 7.33 to 7.45": BOOK,
    "Note A": NOTE_A,
    "Note B": NOTE_B,
}
"""By source, every statement in the order in which it stands there."""
