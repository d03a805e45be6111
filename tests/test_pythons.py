"""Which Pythons `make pythons` finds."""

import sys
import textwrap

import pytest
import pythons


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Return a function that puts a stand-in for an interpreter on PATH or into pyenv's folder."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))

    def install(where, version, level="final", status=0):
        path = tmp_path / where / f"python3.{version[1]}"
        path.parent.mkdir(parents=True, exist_ok=True)
        said = str([*version, level, 0, str(path)]).replace("'", '"')
        path.write_text(
            textwrap.dedent(f"""\
            #!/bin/sh
            echo '{said}'
            exit {status}
        """)
        )
        path.chmod(0o755)
        return str(path)

    return install


def found(capsys):
    pythons.main()
    return dict(line.split(" ", 1) for line in capsys.readouterr().out.splitlines())


def test_those_on_the_path_and_of_pyenv_are_found(installed, capsys):
    on_path = installed("bin", (3, 18, 0))
    of_pyenv = installed("pyenv/versions/3.19.2/bin", (3, 19, 2))

    assert found(capsys) == {"3.18": on_path, "3.19": of_pyenv}


def test_the_newest_of_a_minor_version_is_taken(installed, capsys):
    installed("bin", (3, 19, 2))
    newest = installed("pyenv/versions/3.19.10/bin", (3, 19, 10))
    installed("pyenv/versions/3.19.9/bin", (3, 19, 9))

    assert found(capsys) == {"3.19": newest}


def test_what_does_not_run_is_passed_over(installed, capsys):
    """Such as the shim of pyenv for a version that is not chosen, and a Python without venv."""
    installed("bin", (3, 18, 0), status=127)
    installed("pyenv/versions/3.19.0/bin", (3, 19, 0), level="beta")

    assert found(capsys) == {}


def test_the_running_one_and_those_that_are_too_old_are_left_out(installed, capsys):
    installed("bin", (3, 10, 9))
    installed("bin", (3, sys.version_info.minor, 99))

    assert found(capsys) == {}
