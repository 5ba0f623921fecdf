"""The process in which a solver is run on the designed problems: ``python -m verify.conventions.child``.

It tells "error" if the target cannot be had, else "intercept_seen" and a "result" a problem, or "raised" once.
"""

from __future__ import annotations

from verify.conformance.process import limit_memory, request_and_voice

__all__ = ["main"]


def main() -> int:
    """Run what standard input names and return 0."""
    request, tell, beat = request_and_voice()

    from verify.conventions.finding import problems
    from verify.conventions.targets import load, solver_of

    beat()
    try:
        solver = solver_of(load(request["target"]))
    except LookupError as error:
        tell({"error": str(error)})
        return 0
    except SystemExit as left:
        tell({"left": f"SystemExit({left.code!r})"})
        return 0
    limit_memory()
    tell({"intercept_seen": solver.intercept_seen})
    for X, y, alpha in problems():
        beat()
        try:
            tell({"result": solver.call(X, y, alpha).tolist()})
        except SystemExit as left:
            tell({"left": f"SystemExit({left.code!r})"})
            return 0
        except Exception as error:  # noqa: BLE001 - whatever a stranger's code raises
            tell({"raised": f"{type(error).__name__}: {error}"})
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
