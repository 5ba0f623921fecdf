"""A stranger's derivation: read from TOML, proved or refuted step by step, kept as certificates."""
