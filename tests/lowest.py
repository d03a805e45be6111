"""Print the lowest versions that pyproject.toml allows, as constraints for pip."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
groups = project["dependency-groups"]
for requirement in (*project["project"]["dependencies"], *groups["test"], *groups["docs"]):
    name, version = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?>=([\w.]+)", requirement).groups()
    print(f"{name}=={version}")
