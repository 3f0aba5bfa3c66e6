"""Where the starter lies that a new home is made from: targets.yaml and reports/."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def starter() -> Path:
    """Return the folder with the shipped ``targets.yaml`` and ``reports/``.

    An installed program carries it inside the package; in a checkout it is the root.
    """
    inside = PACKAGE / "starter"
    return inside if inside.is_dir() else PACKAGE.parent
