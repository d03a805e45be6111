"""All servers and push services that are known: what the modules of ``known`` say there is."""

from importlib import import_module
from pkgutil import iter_modules

from pushstanza.diagnostics import UnknownNameError
from pushstanza.diagnostics.masking import quoted
from pushstanza.servers import known
from pushstanza.servers.log_line import Program
from pushstanza.servers.server import Server


class UnknownServerError(UnknownNameError):
    """A server, or a version of one, that is not known."""


_MODULES = tuple(
    import_module(f"{known.__name__}.{each.name}") for each in iter_modules(known.__path__)
)


def _found() -> dict[str, Server]:
    servers: list[Server] = [server for module in _MODULES for server in module.SERVERS]
    return {
        each.name: each for each in sorted(servers, key=lambda each: (each.position, each.name))
    }


#: All of them by name; the servers of users; and the push services.
SERVERS = _found()
HOME_SERVERS = {name: each for name, each in SERVERS.items() if not each.is_push_service}
#: What writes logs about push and is no server of XMPP.
PROGRAMS: tuple[Program, ...] = tuple(
    program for module in _MODULES for program in getattr(module, "PROGRAMS", ())
)
APP_SERVERS = {name: each for name, each in SERVERS.items() if each.is_push_service}


def find_server(name: str, version: str | None = None) -> Server:
    """Return a server by its name.

    Raises:
        UnknownServerError: there is none; the message says which was probably meant.
    """
    found = SERVERS.get(name)
    if found is None:
        raise UnknownServerError.of("server", name, SERVERS, "server")
    if version is not None and not any(_agrees(version, each) for each in found.versions):
        names = ", ".join(found.versions) or "its versions do not differ"
        raise UnknownServerError(
            f"unknown version {quoted(version)} of {name}: {names}",
            attribute="version",
            value=version,
            expected=found.versions,
            path="version",
        )
    return found


def _agrees(version: str, written: str) -> bool:
    return version == written or version.startswith(f"{written}.")
