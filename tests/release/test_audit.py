"""`make audit` passes on what a service says, and never says that all is well where none answers."""

import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from packaging.version import Version

AUDIT = Path(__file__).parent / "audit.py"


@pytest.fixture
def service(tmp_path):
    """Return a function that audits against a service of OSV, which knows each package *known* below a version."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            package, version = asked["package"], Version(asked["version"])
            fixed = self.server.known.get(package["name"], "0")
            found = {"vulns": [vulnerability(package, fixed)]} if version < Version(fixed) else {}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        def log_message(self, *_):
            """Keep the output to what is tested."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def audit(*arguments, known):
        server.known = known
        environment = {
            "PIP_AUDIT_VULNERABILITY_SERVICE": "osv",
            "PIP_AUDIT_OSV_URL": f"http://127.0.0.1:{server.server_port}/v1/query",
            "XDG_CACHE_HOME": str(tmp_path),
        }
        return run(*arguments, **environment)

    yield audit
    server.shutdown()
    server.server_close()


def run(*arguments, **environment):
    ran = subprocess.run(
        [sys.executable, AUDIT, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout


def vulnerability(package, fixed):
    releases = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}
    return {
        "id": "PYSEC-1",
        "aliases": ["CVE-1"],
        "affected": [{"package": package, "ranges": [releases]}],
    }


def test_what_is_vulnerable_is_named(service):
    status, said = service(known={"jinja2": "2.11.3", "lxml": "999"})

    assert status == 1
    assert re.search(r"^lxml \S+: PYSEC-1, CVE-1; fixed in 999$", said, re.MULTILINE)
    assert "jinja2" not in said
    assert "audited, 1 of them vulnerable" in said


def test_where_nothing_is_vulnerable_that_is_said(service):
    status, said = service(known={"jinja2": "2.11.3"})

    assert status == 0
    assert re.fullmatch(
        r"(not audited: .*\n)*\d{2,} packages audited, 0 of them vulnerable\n", said
    )


@pytest.mark.parametrize(("arguments", "status"), [([], 0), (["--required"], 2)])
def test_a_service_that_knows_nothing_is_no_audit(service, arguments, status):
    assert service(*arguments, known={})[0] == status
    assert "NOT AUDITED" in service(*arguments, known={})[1]


def test_a_service_that_is_not_there_is_no_audit(tmp_path):
    url = "http://127.0.0.1:1/v1/query"
    status, said = run(
        PIP_AUDIT_VULNERABILITY_SERVICE="osv", PIP_AUDIT_OSV_URL=url, XDG_CACHE_HOME=str(tmp_path)
    )

    assert status == 0
    assert said.startswith("NOT AUDITED")
    assert "audited," not in said
