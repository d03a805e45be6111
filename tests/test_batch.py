"""Archives of logs as jobs and bags; tests/batch runs them on a cluster."""

import gzip
import json
import pickle
import subprocess
import sys
from pathlib import Path

import cloudpickle
import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st
from test_cli import run

import pushstanza as ps
from pushstanza import batch

LINE = "Nov 13 21:39:22 c2s26b6530\tdebug\tRECV: {}\n"
WRONG = "<iq type='set' id='{}'><enable xmlns='urn:xmpp:push:0' jid='@'/></iq>"
REFUSED = (
    "<iq type='error' id='{}'><error type='modify'>"
    "<bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
)
OPTIONS = ps.PublishOptions(service="apns", device_id="0a1b2c3d" * 8, topic="com.example.app")
PUBLISH = ps.serialize(ps.build.publish("push.example.com", "n", ps.PushSummary(), OPTIONS, id="p"))


@pytest.fixture
def archive(tmp_path):
    """Return a folder of logs, some of them compressed."""
    for number in range(4):
        stanzas = [WRONG.format(f"a{number}"), REFUSED.format(f"a{number}"), PUBLISH]
        text = "".join(map(LINE.format, stanzas)).encode()
        (tmp_path / f"{number}.log").write_bytes(text)
        (tmp_path / f"{number}.log.gz").write_bytes(gzip.compress(text))
    return tmp_path


def computed(bag):
    return bag.compute(scheduler="sync")


def test_a_bag_holds_what_the_command_finds_in_its_order(archive):
    found = computed(batch.lint(archive, isolated=True))

    command = run("lint", "--isolated", "--output-format", "jsonl", archive)
    lines = [json.loads(each) for each in command.stdout.splitlines()]
    assert [each.to_dict() for file in found for each in file.found] == lines != []
    assert [Path(each.file).name for each in found] == sorted(
        each.name for each in archive.iterdir()
    )
    assert all(each.errors == () for each in found)


@pytest.mark.parametrize("npartitions", [1, 3, 8])
def test_partitions_make_no_difference(archive, npartitions):
    whole = computed(batch.lint(archive, isolated=True, npartitions=npartitions))
    assert whole == computed(batch.lint(archive, isolated=True))


def test_a_bag_can_be_used_as_any_other(archive, tmp_path_factory):
    bag = batch.lint(archive, isolated=True).map(lambda file: file.found).flatten()

    counted = dict(computed(bag.map(lambda each: each.code).frequencies()))
    assert counted == dict(computed(batch.count(archive, isolated=True)).findings)
    folder = tmp_path_factory.mktemp("reports")
    written = bag.map(lambda each: each.to_json()).to_textfiles(str(folder), compute=False)
    for each in written:
        each.compute(scheduler="sync")
    texts = [
        each.read_text()
        for each in sorted(folder.iterdir(), key=lambda each: int(each.stem.split(".")[0]))
    ]
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    assert lines == [each.to_dict() for each in computed(bag)]


def test_findings_take_nothing_of_the_text_around_them_along(archive):
    (found,) = computed(batch.lint(archive / "0.log", isolated=True))

    assert {each.excerpt for each in found.found} == {None}
    assert b"bad-request" in (archive / "0.log").read_bytes()
    assert b"c2s26b6530" not in pickle.dumps(found)


def test_errors_are_explained(archive):
    found = computed(batch.explain(archive, isolated=True, server="mongooseim"))

    assert len(found) == 8
    for file in found:
        text = (archive / "0.log").read_text().replace("a0", f"a{Path(file.file).name[0]}")
        assert [*file.found] == ps.explain(text, server="mongooseim", file="0.log") != []


def test_publishes_are_translated(archive):
    found = computed(batch.translate(archive, isolated=True, profile="mongoosepush"))

    expected = ps.translate(PUBLISH, profile="mongoosepush")
    assert [each.found for each in found] == [(expected,)] * 8


def test_a_publish_that_cannot_be_translated_is_named_and_the_rest_goes_on(tmp_path):
    wrong = PUBLISH.replace("<item", "<itm").replace("</item", "</itm")
    log = tmp_path / "a.log"
    log.write_text(LINE.format(wrong) + LINE.format(PUBLISH))

    (found,) = computed(batch.translate(log, isolated=True))

    assert len(found.found) == 1
    assert [each.split(":")[0] for each in found.errors] == ["line 1"]


def test_stanzas_and_findings_are_counted_by_kind(archive):
    counts = computed(batch.count(archive, isolated=True))

    assert counts.stanzas == {
        "iq error bad-request": 8,
        "iq set enable": 8,
        "iq set pubsub publish": 8,
    }
    found = ps.lint_paths(archive, isolated=True).diagnostics
    assert sum(counts.findings.values()) == len(found)
    assert set(counts.findings) == {each.code for each in found}
    assert (counts.files, counts.unreadable) == (8, 0)
    assert json.loads(counts.to_json()) == counts.to_dict()


KINDS = st.dictionaries(st.sampled_from("abc"), st.integers(1, 9))
COUNTS = st.builds(
    batch.Counts,
    files=st.integers(0, 9), unreadable=st.integers(0, 9), stanzas=KINDS, findings=KINDS,
)  # fmt: skip


@given(COUNTS, COUNTS, COUNTS)
def test_counts_can_be_added_in_any_order(a, b, c):
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + batch.Counts() == a
    with pytest.raises(TypeError):
        _ = a + 1


@pytest.mark.parametrize(
    "work", [batch.lint_file, batch.explain_file, batch.translate_file, batch.count_file]
)
@pytest.mark.parametrize("pickler", [pickle, cloudpickle], ids=["pickle", "cloudpickle"])
def test_the_functions_run_in_a_fresh_process_in_another_folder(
    work, pickler, archive, tmp_path_factory, monkeypatch
):
    monkeypatch.chdir(archive)
    (job,) = batch.jobs("0.log.gz", isolated=True)
    sent = tmp_path_factory.mktemp("sent") / "task"
    sent.write_bytes(pickler.dumps((work, job)))
    program = (
        "import pickle, sys\n"
        "work, job = pickle.load(open('task', 'rb'))\n"
        "sys.stdout.buffer.write(pickle.dumps(work(job)))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=sent.parent,
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert pickle.loads(ran.stdout) == work(job)  # noqa: S301
    assert job.name == "0.log.gz"


@pytest.mark.parametrize("work", [batch.lint_file, batch.explain_file, batch.translate_file])
def test_a_file_that_cannot_be_read_has_an_error(work, tmp_path):
    (tmp_path / "a.log.gz").write_bytes(b"no such data")
    jobs = batch.jobs([tmp_path / "a.log.gz", tmp_path / "gone.log"], isolated=True)

    assert [work(each).errors for each in jobs] == [
        ("the compressed data is damaged or incomplete",),
        ("No such file or directory",),
    ]
    assert all(work(each).found == () for each in jobs)


def test_a_log_that_is_not_in_utf_8_is_not_explained_and_the_rest_is(archive):
    (archive / "0.log").write_bytes(b"\xff")

    first, *others = computed(batch.explain(archive, isolated=True))

    assert (first.found, len(first.errors)) == ((), 1)
    assert all(each.found and not each.errors for each in others)


def test_such_a_file_is_counted(tmp_path):
    (tmp_path / "a.log.gz").write_bytes(b"no such data")
    (tmp_path / "b.log").write_text(LINE.format(PUBLISH))

    counts = computed(batch.count([tmp_path / "a.log.gz", tmp_path / "b.log"], isolated=True))

    assert (counts.files, counts.unreadable) == (1, 1)


def test_what_is_not_in_utf_8_is_a_finding_among_others(tmp_path):
    for number in range(30):
        (tmp_path / f"{number:02}.xml").write_bytes(
            b"\xff<iq/>" if number == 7 else b"<iq type='get' id='1'/>"
        )

    found = computed(batch.lint(tmp_path, isolated=True))

    assert {
        Path(each.file).name for each in found if "PS0" in str([d.code for d in each.found])
    } == {"07.xml"}
    assert len(found) == 30


def test_globs_are_expanded(archive):
    names = [Path(each.name).name for each in batch.jobs(archive / "*.gz", isolated=True)]
    assert names == ["0.log.gz", "1.log.gz", "2.log.gz", "3.log.gz"]
    assert len(batch.jobs(f"{archive}/**/0.*", isolated=True)) == 2
    (archive / "[a].log").write_text("")
    assert [each.path.name for each in batch.jobs(archive / "[a].log", isolated=True)] == [
        "[a].log"
    ]


@pytest.mark.parametrize(
    ("paths", "options", "error", "said"),
    [
        ("nothing*.log", {}, ps.PathError, r"no file matches 'nothing\*.log'"),
        ("", {}, ps.PathError, "a path is empty"),
        ("-", {}, ps.PathError, "standard input cannot be read on other machines"),
        (".", {"fix": True}, ps.OptionError, r"jobs\(\) has no option 'fix'"),
        (".", {"selct": "PS1"}, ps.OptionError, "'select'"),
        (".", {"target": "mongoosim"}, ps.ConfigError, "mongooseim"),
        (1, {}, ps.WrongTypeError, "paths must be"),
        ([1], {}, ps.OptionError, "expected a path"),
    ],
)
def test_a_wrong_call_is_refused_where_it_is_made(paths, options, error, said):
    with pytest.raises(error, match=said):
        batch.jobs(paths, isolated=True, **options)


def test_an_empty_archive_is_an_empty_bag(tmp_path):
    assert computed(batch.lint(tmp_path, isolated=True)) == []
    assert computed(batch.count(tmp_path, isolated=True)) == batch.Counts()


def test_settings_are_those_of_the_configuration_of_each_file(tmp_path):
    for name, ignored in [("a", "PS501"), ("b", "PS201")]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "pushstanza.toml").write_text(f'ignore = ["{ignored}"]\n')
        (tmp_path / name / "a.log").write_text(LINE.format(WRONG.format(1)))

    found = computed(batch.lint([tmp_path / "a", tmp_path / "b"]))

    assert [each.to_dict() for file in found for each in file.found] == [
        each.to_dict() for each in ps.lint_paths([tmp_path / "a", tmp_path / "b"]).diagnostics
    ]


def test_local_processes_find_the_same(archive):
    ours, command = batch.lint_paths(archive, isolated=True), ps.lint_paths(archive, isolated=True)

    assert ours.report("jsonl") == command.report("jsonl") != ""
    with pytest.raises(ps.OptionError, match="fixes nothing"):
        batch.lint_paths(archive, isolated=True, fix=True)


def test_without_dask_it_is_said_what_is_missing(archive, monkeypatch):
    for name in ("dask", "dask.bag", "dask.distributed"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ps.MissingExtraError, match=r"pip install 'pushstanza\[dask\]'"):
        batch.lint(archive, isolated=True)
    with pytest.raises(ps.MissingExtraError, match=r"pip install 'pushstanza\[dask\]'"):
        batch.lint_paths(archive, isolated=True, address="tcp://127.0.0.1:8786")
    result = run("lint", "--isolated", "--dask", "tcp://127.0.0.1:8786", archive)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "pushstanza: a cluster needs dask.distributed, which is not installed:"
        " pip install 'pushstanza[dask]'\n"
    )


def test_fixes_are_not_made_elsewhere(archive):
    result = run("lint", "--isolated", "--fix", "--dask", "tcp://127.0.0.1:8786", archive)

    assert result.exit_code == 2
    assert "--dask only checks" in result.stderr


def test_dask_is_loaded_only_for_a_bag():
    program = (
        "import sys, pushstanza\nfrom pushstanza import batch\n"
        "batch.lint_file, batch.jobs, batch.Counts, batch.lint_paths\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    assert not {"dask", "distributed", "tornado"} & {*loaded}


def test_public_names_are_documented_and_lazy():
    assert dir(batch) == batch.__all__
    assert all(getattr(batch, name).__doc__ for name in batch.__all__)
    with pytest.raises(AttributeError, match="lint_fil"):
        _ = batch.lint_fil


@pytest.mark.parametrize("name", sorted(each.name for each in (CASES / "logs").iterdir()))
def test_real_logs_give_what_the_command_finds(name):
    (job,) = batch.jobs(CASES / "logs" / name, isolated=True)

    found = batch.lint_file(job)

    assert [*found.found] == [*ps.lint_paths(CASES / "logs" / name, isolated=True).diagnostics]
    counts = batch.count_file(job)
    assert sum(counts.findings.values()) == len(found.found)


@pytest.mark.parametrize(
    "wrong", [lambda: ps.parse("<iq"), lambda: ps.parse("<a/>b"), lambda: ps.Unknown("<a")]
)
def test_an_error_can_be_sent_from_a_worker(wrong):
    from dask import multiprocessing  # it lets tracebacks be pickled

    assert multiprocessing
    with pytest.raises(ps.PushStanzaError) as raised:
        wrong()
    again = pickle.loads(pickle.dumps(raised.value))  # noqa: S301 - our own
    assert (type(again), str(again)) == (type(raised.value), str(raised.value))
