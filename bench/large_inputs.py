"""Inputs of any size: a repository of many files, and logs of many stanzas, made when read."""

from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

#: How many files a folder of a repository holds, and how many folders stand in one.
IN_FOLDER = 50
FOLDERS = 20

ENABLE = (
    "<iq type='set' to='alice@example.com' id='e{0}'>"
    "<enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='node{0}'>"
    "<x xmlns='jabber:x:data' type='submit'>"
    "<field var='FORM_TYPE'>"
    "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
    "<field var='service'><value>apns</value></field>"
    "<field var='device_id'><value>{0:064x}</value></field>"
    "<field var='topic'><value>com.example.App{1}</value></field>"
    "</x></enable></iq>"
)
RESULT = "<iq type='result' from='alice@example.com' id='e{0}'/>"
ERROR = (
    "<iq type='error' from='alice@example.com' id='e{0}'><error type='modify'>"
    "<bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
)
PUBLISH = (
    "<iq type='set' to='push.example.com' from='example.com' id='p{0}'>"
    "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='node{0}'>"
    "<item><notification xmlns='urn:xmpp:push:0'><x xmlns='jabber:x:data' type='submit'>"
    "<field var='FORM_TYPE'><value>urn:xmpp:push:summary</value></field>"
    "<field var='message-count'><value>1</value></field>"
    "<field var='last-message-sender'><value>bob@example.com</value></field>"
    "<field var='last-message-body'><value>message {0}</value></field>"
    "</x></notification></item></publish>"
    "<publish-options><x xmlns='jabber:x:data' type='submit'>"
    "<field var='FORM_TYPE'>"
    "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
    "<field var='service'><value>apns</value></field>"
    "<field var='device_id'><value>{0:064x}</value></field>"
    "<field var='topic'><value>com.example.App</value></field>"
    "</x></publish-options></pubsub></iq>"
)

#: Source code as most is: it names nothing of push.
CODE = {
    "py": '"""Module {0}."""\n\n\ndef value_{0}(given):\n    return given * {0}\n',
    "js": "// module {0}\nexport function value(given) {{\n  return given * {0};\n}}\n",
    "go": "package module{0}\n\nfunc Value(given int) int {{\n\treturn given * {0}\n}}\n",
    "java": "class Module{0} {{\n  int value(int given) {{\n    return given * {0};\n  }}\n}}\n",
    "c": "/* module {0} */\nint value(int given)\n{{\n  return given * {0};\n}}\n",
    "css": ".module-{0} {{\n  width: {0}px;\n}}\n",
    "svg": "<svg xmlns='http://www.w3.org/2000/svg'><path d='M{0} 0'/></svg>\n",
}


def write_repository(folder: Path, files: int) -> None:
    """Write a repository with so many files: most are code, the others may hold stanzas."""
    folder.mkdir()
    (folder / ".git").mkdir()
    (folder / ".gitignore").write_text("build/\n*.min.js\n/secret.*\n!keep.log\n")
    (folder / "pyproject.toml").write_text('[tool.pushstanza]\ntarget = ["mongooseim"]\n')
    for number in range(0, files, IN_FOLDER):
        place = folder / f"part{number // IN_FOLDER // FOLDERS}" / f"part{number // IN_FOLDER}"
        place.mkdir(parents=True)
        for each in range(number, min(files, number + IN_FOLDER)):
            ending, text = _file(each)
            (place / f"file{each}.{ending}").write_text(text)
        if number % (20 * IN_FOLDER) == 0:
            (place / ".gitignore").write_text("*.tmp\nout/\n")
            (place / "build").mkdir()
            (place / "build" / "left-out.xml").write_text(ENABLE.format(number, ""))


def _file(number: int) -> tuple[str, str]:
    """Return the ending and the text of a file: one in ten is no code."""
    match number % 20:
        case 0:
            return "xml", ENABLE.format(number, number % 7) + "\n"
        case 10 if number % 40 == 10:
            return "md", f"# Page {number}\n\n```xml\n{ENABLE.format(number, '')}\n```\n"
        case 10:
            return "log", "".join(_record(each, RESULT.format(each)) for each in range(3))
    if number % 100 == 7:
        return "py", f'PUSH = "urn:xmpp:push:0"\nSTANZA = """{ENABLE.format(number, "")}"""\n'
    ending = [*CODE][number % len(CODE)]
    return ending, CODE[ending].format(number)


def _record(number: int, stanza: str) -> str:
    """Return a record of Prosody's log."""
    minutes, second = divmod(number, 60)
    hours, minute = divmod(minutes, 60)
    stamp = f"Nov 13 {hours % 24:02}:{minute:02}:{second:02}"
    return f"{stamp} c2s26b6530\tdebug\tRECV: {stanza}\n"


#: The stanzas of the logs, by what they are called.
LOGS = {
    "distinct enables": lambda number: (ENABLE.format(number, number),),
    "alike publishes": lambda number: (PUBLISH.format(number),),
    "errors": lambda number: (ENABLE.format(number, number), ERROR.format(number)),
}


def log(kind: str) -> Iterator[str]:
    """Yield the records of a log without end, one for each stanza."""
    stanzas = chain.from_iterable(map(LOGS[kind], count(1)))
    return (_record(number, stanza) for number, stanza in enumerate(stanzas))
