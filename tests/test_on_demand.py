"""What is imported on demand: models by their namespaces, rules by what they look at, patterns."""

import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import pushstanza
from pushstanza import stanzas
from pushstanza.binding import NAMESPACES, declared, spec_of
from pushstanza.diagnostics.patterns import LazyPattern
from pushstanza.linting.rules import RULES
from pushstanza.linting.rules.index import INDEX
from pushstanza.linting.rules.indexing import indexed

TUTORIAL = Path(__file__).parent / "cases/tutorial"


def test_the_index_of_the_rules_is_what_they_declare():
    assert indexed() == INDEX, "run `make index`"


def test_the_catalogue_has_each_rule_under_its_code():
    assert {code: (rule.code, rule.name) for code, rule in RULES.items()} == {
        code: (code, name) for code, name in RULES.names().items()
    }
    assert RULES.defaults() == {code for code, rule in RULES.items() if rule.default}
    assert len(RULES) == len(INDEX)


def test_each_module_of_models_declares_the_namespaces_that_it_is_imported_for():
    found: dict[str, set[str]] = {}
    for cls in declared():
        package, _, module = cls.__module__.rpartition(".")
        if package == stanzas.__name__:
            found.setdefault(module, set()).add(spec_of(cls).namespace)
    assert found == {module: {*namespaces} for module, namespaces in stanzas.MODULES.items()}
    assert {each for namespaces in found.values() for each in namespaces} <= NAMESPACES


@pytest.mark.parametrize(
    "tags",
    [
        "[tag for tag in REGISTRY]",
        "range(len(REGISTRY))",
        "[*REGISTRY.values()]",
        "[tag for cls in declared() for tag in spec_of(cls).tags]",
    ],
)
def test_all_models_are_there_for_who_asks_for_all(tags):
    """Whichever of them were imported before: in a new process, none."""
    program = (
        "import pushstanza.stanzas; from pushstanza.binding import REGISTRY, declared, spec_of;"
        f"print(len({tags}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    ours = [spec_of(cls).tags for cls in declared() if cls.__module__.startswith("pushstanza.")]

    assert int(ran.stdout) == sum(map(len, ours))


def test_what_reads_and_writes_a_model_is_compiled_once(monkeypatch):
    sent = (TUTORIAL / "enable.xml").read_text()
    assert pushstanza.serialize(pushstanza.parse(sent)) == pushstanza.serialize(
        pushstanza.parse(sent)
    )

    monkeypatch.setattr("builtins.compile", lambda *_: pytest.fail("compiled again"))

    assert pushstanza.serialize(pushstanza.parse(sent))


def imported_by(*arguments: str) -> set[str]:
    """Return the modules that a command has imported when it ends."""
    program = (
        "import json, sys\n"
        "from pushstanza.__main__ import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        "sys.stderr.write(json.dumps([*sys.modules]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return {*json.loads(ran.stderr.splitlines()[-1])}


def test_linting_a_request_imports_no_rules_of_payloads_and_no_server():
    found = imported_by("lint", "--no-cache", str(TUTORIAL / "enable.xml"))
    assert "pushstanza.linting.rules.usual" in found
    unwanted = ("linting.rules.documents", "servers.known", "explaining", "flow", "xmlschema")
    assert not [each for each in found if each.removeprefix("pushstanza.").startswith(unwanted)]


@pytest.mark.parametrize(
    "module",
    [
        each.name
        for each in pkgutil.walk_packages(pushstanza.__path__, "pushstanza.")
        if "testing.plugin" not in each.name
    ],
)
def test_every_pattern_can_be_compiled(module):
    if module in {"pushstanza.aioxmpp", "pushstanza.nbxmpp", "pushstanza.__main__"}:
        pytest.skip("needs a library that is not installed here")
    for value in vars(importlib.import_module(module)).values():
        if isinstance(value, LazyPattern):
            assert value.groups >= 0
