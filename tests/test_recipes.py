"""The recipes of CONTRIBUTING.md, followed on a copy of the package: nothing else is needed."""

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
_STEP = re.compile(
    r"^ *(?P<where>At the end of|New file|In) `(?P<path>[^`\n]+)`(?:, before `(?P<before>[^\n]+)`)?:\n\n"
    r"(?P<block> *```\w+\n.*?^ *```)$",
    re.MULTILINE | re.DOTALL,
)


def steps(heading):
    """Return the steps of a recipe: where, which file, before what, and the text."""
    page = (HERE / "CONTRIBUTING.md").read_text("utf-8")
    recipe = page.partition(f"## {heading}")[2].partition("\n## ")[0]
    assert recipe, heading
    for step in _STEP.finditer(recipe):
        text = textwrap.dedent(step["block"]).partition("\n")[2].rpartition("```")[0]
        yield step["where"], step["path"], step["before"], text


@pytest.fixture
def follow(tmp_path):
    """Return what follows a recipe on a copy, and returns the files that it touches."""

    def follow(heading):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(HERE / "pushstanza", tmp_path / "pushstanza", ignore=ignored)
        shutil.copytree(HERE / "schemas", tmp_path / "pushstanza" / "schemas", ignore=ignored)
        touched = []
        for where, path, before, text in steps(heading):
            copied = path.replace("schemas/", "pushstanza/schemas/", 1)
            file = tmp_path / copied
            old = "" if where == "New file" else file.read_text("utf-8")
            if before is not None:
                assert old.count(before) == 1
                new = old.replace(before, f"{text}{before}")
            else:
                new = f"{old}\n\n{text}" if old else text
            file.write_text(new, "utf-8")
            touched.append(path)
        return touched

    return follow


def run(folder, *arguments, status=0, stdin=""):
    """Run a command of the copy, and return what it prints."""
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, input=stdin,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == status, ran.stdout + ran.stderr
    return ran.stdout


def pushstanza(folder, *arguments, **more):
    return run(folder, "-m", "pushstanza", *arguments, **more)


ENABLE = "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='p.example.com'{}/></iq>"


def test_an_element(follow, tmp_path):
    assert follow("Add an element") == ["pushstanza/stanzas/xep0357.py", "schemas/xsd/push.xsd"]

    stanza = "<iq type='set' id='1'><pause xmlns='urn:xmpp:push:0' seconds='60'/></iq>"
    (parsed,) = json.loads(f"[{pushstanza(tmp_path, 'parse', '-', stdin=stanza)}]")
    refused = stanza.replace("60", "long")
    found = pushstanza(tmp_path, "lint", "-", status=1, stdin=refused)

    assert "Pause" in json.dumps(parsed)
    assert "seconds" in found
    assert "Pause(seconds=60)" in run(
        tmp_path, "-c", f"import pushstanza as ps; print(ps.parse({stanza!r}).payload)"
    )


def test_a_form_field(follow, tmp_path):
    view = "pushstanza/stanzas/forms/publish_options.py"
    assert follow("Add a form field") == [view]

    made = run(
        tmp_path, "-c",
        "import pushstanza as ps; options = ps.PublishOptions(ringtone='loud'); "
        "print(ps.PublishOptions.read(options.form()).ringtone)",
    )  # fmt: skip
    form = (
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
        "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
        "<field var='ringtoen'><value>loud</value></field></x>"
    )
    enable = ENABLE.format(" node='n'").replace("/></iq>", f">{form}</enable></iq>")

    assert made == "loud\n"
    assert "did you mean 'ringtone'?" in pushstanza(
        tmp_path, "lint", "-", "--fail-on", "info", status=1, stdin=enable
    )


def test_a_rule(follow, tmp_path):
    assert follow("Add a rule") == ["pushstanza/linting/rules/push/node.py"]
    index = run(tmp_path, "-m", "pushstanza.linting.rules.indexing")  # as `make index` does
    (tmp_path / "pushstanza/linting/rules/index.py").write_text(index, "utf-8")

    page = pushstanza(tmp_path, "rule", "PS599")
    bad, good = (re.search(rf"^{word}: +(.*)$", page, re.MULTILINE)[1] for word in ("Bad", "Good"))

    assert "PS599" in pushstanza(tmp_path, "lint", "-", status=1, stdin=bad)
    assert pushstanza(tmp_path, "lint", "-", stdin=good) == ""
    assert "node-starts-with-hash" in pushstanza(tmp_path, "rule")


def test_a_server(follow, tmp_path):
    assert follow("Add a server") == ["pushstanza/servers/known/acme.py"]
    bare = ENABLE.format("")

    shown = pushstanza(tmp_path, "verdict", "-", "--format", "json", status=1, stdin=bare)
    found = pushstanza(tmp_path, "lint", "-", "--target", "acme", status=1, stdin=bare)
    error = (
        "<iq type='error' id='1'><error type='modify'>"
        "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
        "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Which device?</text></error></iq>"
    )
    explained = pushstanza(tmp_path, "explain", "-", stdin=error)
    played = """
        import pushstanza as ps
        server = ps.flow.Server("acme", domain="example.com")
        server.receive("romeo@example.com/phone", "STANZA")
        print(len(server.registrations("romeo@example.com")))
    """
    script = textwrap.dedent(played).replace("STANZA", ENABLE.format(" node='n'"))

    assert "acme" in shown
    assert "Which device?" in shown
    assert "Acme answers not-acceptable" in found
    assert "Acme" in explained
    assert "acme" in pushstanza(tmp_path, "lint", "--help")
    assert run(tmp_path, "-c", script) == "1\n"


def test_a_providers_answer(follow, tmp_path):
    assert follow("Add a provider's answer") == ["pushstanza/payloads/answers.py"]

    assert "it rains" in pushstanza(tmp_path, "explain", "BadWeather")
