"""The lowest version of each library that pyproject.toml allows, as requirements."""

import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
# Extras of those who work on the program.
NOT_OFFERED = ("dev", "release")


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = (needs for name, needs in project["optional-dependencies"].items() if name not in NOT_OFFERED)
    for need in map(Requirement, chain(project["dependencies"], *extras)):
        marker = f"; {need.marker}" if need.marker else ""
        for bound in need.specifier:
            if bound.operator == ">=":
                print(f"{need.name}=={bound.version}{marker}")


if __name__ == "__main__":
    main()
