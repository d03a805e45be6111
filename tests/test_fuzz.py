"""What once failed in the fuzzer fails no more, and the fuzzer finds what it looks for."""

import pytest

from tests.fuzz import targets
from tests.fuzz.mutations import SECRETS, seeds
from tests.fuzz.runs import CORPUS, fuzz
from tests.fuzz.targets import TARGETS, failure

KEPT = sorted(each.name for each in CORPUS.iterdir())


@pytest.mark.parametrize("name", KEPT)
def test_what_once_failed_fails_no_more(name):
    text = (CORPUS / name).read_bytes().decode("utf-8", "surrogatepass")
    ending = name.rpartition(".")[2]

    assert [reason for each in TARGETS if (reason := failure(each, text, f"a.{ending}"))] == []


def test_the_corpus_is_not_empty():
    assert KEPT
    assert len(seeds()) > 40


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (lambda *_, **__: 1 / 0, "ZeroDivisionError"),
        (lambda *_, **__: [object()], "BrokenPromiseError: lint twice"),
    ],
)
def test_a_defect_is_found_and_kept(monkeypatch, tmp_path, broken, reason):
    monkeypatch.setattr(targets.ps, "lint", broken)
    made = fuzz(2, seed=1, targets=["lint"], folder=tmp_path)

    assert made.calls["lint"]
    assert any(found.startswith(reason) for _, found in made.failures)
    assert all(path.exists() for path in made.failures.values())


@pytest.mark.parametrize("secret", SECRETS)
def test_a_leak_is_found(monkeypatch, secret):
    monkeypatch.setattr("pushstanza.diagnostics.secrets.Secrets.cover", lambda _, text, **__: text)

    assert "a secret is shown" in (
        failure("lint", f"<iq type='{secret[:31]}{secret}'/>", "a.xml") or ""
    )
