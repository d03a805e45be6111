"""Compressed files are read as what they hold."""

import bz2
import gzip
import lzma

import pytest
from test_cli import run

import pushstanza as ps
from pushstanza.linting import files

PACKED = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
ENABLE = "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='@'/></iq>"
LOG = b"".join(
    f"Nov 13 21:39:{second:02} c2s26b6530\tdebug\tRECV: {ENABLE}\n".encode() for second in range(60)
)
packed = pytest.mark.parametrize(("ending", "pack"), PACKED.items(), ids=[*PACKED])


def found(path, **options):
    result = ps.lint_paths([path], isolated=True, **options)
    assert not result.failed
    return [(each.code, each.line, each.column, each.message) for each in result.diagnostics]


@packed
@pytest.mark.parametrize("name", ["a.xml", "server.log", "server.log.2", "README.md"])
def test_the_findings_are_those_of_what_is_compressed(ending, pack, name, tmp_path):
    text = LOG if "log" in name else f"```xml\n{ENABLE}\n```\n".encode()
    (tmp_path / name).write_bytes(text)
    (tmp_path / f"{name}{ending}").write_bytes(pack(text))

    assert found(tmp_path / f"{name}{ending}") == found(tmp_path / name) != []


@packed
@pytest.mark.parametrize("name", ["a.xml", "a.log"])
def test_so_are_those_of_what_is_read_in_parts(ending, pack, name, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LONG_LOG", 2_000)
    monkeypatch.setattr(files, "WHOLE", 9_000)
    (tmp_path / name).write_bytes(LOG)
    (tmp_path / f"{name}{ending}").write_bytes(pack(LOG))

    assert found(tmp_path / f"{name}{ending}") == found(tmp_path / name) != []


@packed
@pytest.mark.parametrize(
    "damage", [lambda data: data[: len(data) // 2], lambda _: b"no such data"], ids=["cut", "other"]
)
def test_damaged_data_fails_and_the_rest_goes_on(ending, pack, damage, tmp_path):
    (tmp_path / f"a.log{ending}").write_bytes(damage(pack(LOG)))
    (tmp_path / "b.log").write_bytes(LOG)

    result = run("lint", "--isolated", tmp_path)

    assert result.exit_code == 2
    assert f"a.log{ending}: the compressed data is damaged or incomplete\n" in result.stderr
    assert "b.log:" in result.stdout


def test_compressed_logs_in_folders_are_taken_and_other_compressed_files_are_not(tmp_path):
    for name in ("a.log.gz", "a.xml.gz", "a.py.gz", "b.log"):
        data = LOG
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)

    result = ps.lint_paths([tmp_path], isolated=True)

    assert [each.name for each in result.files] == [
        str(tmp_path / name) for name in ("a.log.gz", "b.log")
    ]


@packed
def test_a_compressed_file_is_never_written(ending, pack, tmp_path):
    fixable = f"{ENABLE}\n".replace(" xmlns='urn:xmpp:push:0'", " xlmns='urn:xmpp:push:0'")
    path = tmp_path / f"a.xml{ending}"
    path.write_bytes(pack(fixable.encode()))
    before = path.read_bytes()

    fixed = run("fix", "--isolated", "--unsafe-fixes", path)
    formatted = run("format", "--isolated", path)

    assert path.read_bytes() == before
    assert "a.xml" in fixed.stdout
    assert formatted.exit_code == 0


def test_other_commands_read_them(tmp_path):
    path = tmp_path / "answer.json.gz"
    path.write_bytes(gzip.compress(b'{"reason": "BadDeviceToken"}'))
    assert "BadDeviceToken" in run("explain", path).stdout

    path = tmp_path / "enable.xml.xz"
    path.write_bytes(lzma.compress(ENABLE.encode()))
    assert "MongooseIM" in run("verdict", path).stdout


def test_a_report_shows_the_text_of_a_compressed_file(tmp_path):
    path = tmp_path / "a.log.gz"
    path.write_bytes(gzip.compress(LOG))

    result = ps.lint_paths([path], isolated=True)

    assert "primaryLocationLineHash" in result.report("sarif")
    assert "enable" in result.report("html")
