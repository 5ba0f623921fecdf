"""Claims of your own, in a package of your own: `python -m verify audit tikhonov_claims.tikhonov`, from this folder."""
