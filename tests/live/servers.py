"""A real XMPP server, run for as long as it is asked something."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from string import Template

import attrs

HERE = Path(__file__).parent
SECRET = "secret"
PUSH_SERVICE = "push.example.com"
#: What starts a server so that it ends with the process that started it, however that ends.
BOUND = ("setpriv", "--pdeathsig", "TERM")
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


class ServerError(RuntimeError):
    """A server did not start."""


@attrs.frozen(eq=False)
class Kind:
    """A server to ask: its Debian package, its configuration, and how it is started."""

    name: str
    configuration: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = attrs.field(factory=dict)

    def version(self) -> str | None:
        """Return the version of the Debian package here, such as 0.12.3, ``None`` without it."""
        if not (dpkg := shutil.which("dpkg-query")):
            return None
        asked = [dpkg, "--show", "--showformat=${db:Status-Status} ${Version}", self.name]
        told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        status, _, version = told.partition(" ")
        return version.partition("-")[0] if status == "installed" else None

    def series(self) -> str:
        """Return the first two numbers of the version here, such as 0.12."""
        return ".".join((self.version() or "").split(".")[:2])


PROSODY = Kind("prosody", "prosody.cfg.lua", ("prosody", "-F", "--config", "$folder/$file"))

#: Started without a node name, so that no part of Erlang's distribution listens on a port.
EJABBERD = Kind(
    "ejabberd",
    "ejabberd.yml",
    ("erl", "-noinput", "-mnesia", "dir", '"$folder/mnesia"', "-s", "ejabberd"),
    {
        "EJABBERD_CONFIG_PATH": "$folder/$file",
        "EJABBERD_LOG_PATH": "$folder/server.log",
        "ERL_CRASH_DUMP_BYTES": "0",
        "ERL_LIBS": "/usr/lib/x86_64-linux-gnu:/usr/lib/aarch64-linux-gnu",
        "SPOOL_DIR": "$folder",
    },
)

KINDS = {kind.name: kind for kind in (PROSODY, EJABBERD)}


@attrs.frozen
class Server:
    """A server that runs, and the ports of loopback on which it waits."""

    kind: Kind
    client_port: int
    component_port: int
    folder: Path

    def log(self) -> str:
        """Return what it has written to its logs."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(log.read_text("utf-8", "replace") for log in logs)


@contextmanager
def running(kind: Kind) -> Iterator[Server]:
    """Run a server on free ports of loopback, with a folder of its own, until the block ends."""
    with tempfile.TemporaryDirectory(prefix=f"{kind.name}-") as name:
        folder = Path(name)
        client_port, component_port = _free_ports(2)
        server = Server(kind, client_port, component_port, folder)
        places = {
            "folder": name,
            "file": kind.configuration,
            "client_port": str(client_port),
            "component_port": str(component_port),
        }
        _fill_in(HERE / kind.configuration, folder / kind.configuration, places)
        process = _started(kind, places)
        try:
            _wait_until_ready(server, process)
            yield server
        finally:
            _stop(process)


def _started(kind: Kind, places: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server as the head of a process group of its own."""
    command = [*BOUND, *(Template(part).substitute(places) for part in kind.command)]
    added = {name: Template(value).substitute(places) for name, value in kind.environment.items()}
    with Path(places["folder"], "output.log").open("wb") as output:
        return subprocess.Popen(
            command,
            env={**os.environ, **added},
            cwd=places["folder"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _fill_in(template: Path, made: Path, places: Mapping[str, str]) -> None:
    made.write_text(Template(template.read_text("utf-8")).substitute(places), "utf-8")


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Return once both ports are open; raise :class:`ServerError` if that never comes."""
    latest = time.monotonic() + SECONDS_TO_START
    while not all(map(_is_open, (server.client_port, server.component_port))):
        if process.poll() is not None or time.monotonic() > latest:
            raise ServerError(f"{server.kind.name} does not start\n{server.log()}")
        time.sleep(0.1)


def _is_open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and all that it has started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
