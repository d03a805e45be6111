"""Print the lowest versions that pyproject.toml allows, as constraints for pip.

They are those of what is required directly: by the package, by its extras, and by the tests. What
that requires in turn is not constrained ("lowest-direct"). A bound that cannot be installed together
with the others is an error of pip; a resolver that looks for the lowest versions that fit, as uv has
one, would pass over it.
"""

import re
import tomllib
from itertools import chain
from pathlib import Path

#: What a requirement looks like here. A marker or another operator has to be thought about first.
REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?>=(?P<version>[\w.]+)(?:,<[\w.]+)?")


def lowest(pyproject: dict) -> dict[str, str]:
    """Return the lowest version of each package; a ValueError if two places do not agree on it."""
    project, groups = pyproject["project"], pyproject["dependency-groups"]
    required = chain(
        project["dependencies"],
        *project["optional-dependencies"].values(),
        groups["test"],
        groups["docs"],
    )
    versions: dict[str, str] = {}
    for requirement in required:
        found = REQUIREMENT.fullmatch(requirement)
        if found is None:
            raise ValueError(f"no lower bound, or more than bounds: {requirement}")
        name, version = found["name"].lower().replace("_", "-"), found["version"]
        if versions.setdefault(name, version) != version:
            raise ValueError(f"{name} is allowed from {versions[name]} and from {version}")
    return versions


if __name__ == "__main__":
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    for name, version in lowest(tomllib.loads(text)).items():
        print(f"{name}=={version}")
