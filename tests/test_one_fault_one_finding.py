"""Every single fault in a sound stanza is told once: not twice, and not never.

Sound stanzas are changed in one place each, in all the ways in which people get them wrong.
"""

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from xml.dom import minidom

import attrs
import pytest
from test_ordinary_traffic import traffic

import pushstanza as ps
from pushstanza.linting.rules import RULES
from pushstanza.linting.rules import examples as ex
from pushstanza.servers import APP_SERVERS, HOME_SERVERS

# What is sound --------------------------------------------------------------------------------


SENT = traffic("publishes.xml")

SOUND = {
    "enable for FCM": ex.enable(ex.fcm(ex.field("priority", "high"))),
    "enable for APNs": ex.enable(
        ex.apns(ex.field("mode", "prod") + ex.field("silent", "false") + ex.field("sound", "a.caf"))
    ),
    "enable with a secret": ex.enable(ex.options(ex.SECRET)),
    "enable without a form": ex.enable(),
    "disable": ex.disable(),
    "create": ex.create(),
    "affiliations": ex.affiliations(ex.grant()),
    "publish for FCM": ex.publish(options_form=ex.fcm()),
    "publish by ejabberd": SENT["ejabberd"],
    "publish by Prosody": SENT["Prosody"],
    "publish by Tigase": SENT["Tigase"],
    "remote disable": (
        "<message from='push.example.com' to='alice@example.com'>"
        "<pubsub xmlns='http://jabber.org/protocol/pubsub' node='my-phone'>"
        "<affiliation jid='alice@example.com' affiliation='none'/></pubsub></message>"
    ),
    "disco": (
        "<iq type='get' id='d1' to='juliet@example.com'>"
        "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
    ),
    "answer to disco": (
        "<iq type='result' id='d1' from='push.example.com'>"
        "<query xmlns='http://jabber.org/protocol/disco#info'>"
        "<identity category='pubsub' type='push'/><feature var='urn:xmpp:push:0'/></query></iq>"
    ),
    "error": (
        "<iq type='error' id='e1' from='example.com'><error type='cancel'>"
        "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
    ),
}

# How it is got wrong --------------------------------------------------------------------------


def _swapped(word: str) -> str:
    """Return *word* with two letters in the middle swapped."""
    i = max(0, len(word) // 2 - 1)
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :] if len(word) > 1 else word * 2


def _spellings(word: str) -> Iterator[str]:
    yield from sorted({_swapped(word), word.title()} - {word})


#: Attributes whose value may be any name.
ANYTHING = frozenset({"from", "id", "jid", "label", "node", "to"})


def _of_attribute(name: str, value: str) -> Iterator[tuple[str, str | None, str]]:
    """Yield what may become of an attribute: a word for it, its name and its value."""
    yield "dropped", None, ""
    for wrong in _spellings(name):
        yield f"called {wrong}", wrong, value
    words = {"empty": "", "padded": f" {value} "}
    if name not in ANYTHING:
        words |= {"upper": value.upper(), "wrong": "wrong", "misspelt": _swapped(value)}
    for word, wrong in words.items():
        if wrong != value:
            yield word, name, wrong


def _of_text(text: str) -> Iterator[tuple[str, str]]:
    words = {"empty": "", "padded": f" {text}\n", "blank": "  ", "upper": text.upper()}
    words |= {"misspelt": _swapped(text)} if len(text) > 3 else {}
    for word, wrong in ({**words} if text else {}).items():
        if wrong != text:
            yield word, wrong
    yield from (("wrong", "wrong"), ("null", "null"), ("number", "-7"))


class Stanza:
    """A stanza, one element of which is to be changed."""

    def __init__(self, text: str, number: int) -> None:
        self.document = _document(text).cloneNode(deep=True)
        self.element = self.document.getElementsByTagName("*")[number]

    @property
    def path(self) -> str:
        """The names from the root to the element, with the ``var`` of a field."""
        names, around = [], self.element
        while around.nodeType == around.ELEMENT_NODE:
            var = around.getAttribute("var")
            names.append(around.tagName + (f"[{var}]" if var else ""))
            around = around.parentNode
        return "/".join(reversed(names))

    @property
    def children(self) -> list[minidom.Element]:
        """The elements in the element."""
        return [each for each in self.element.childNodes if each.nodeType == each.ELEMENT_NODE]

    def set_attribute(self, name: str, called: str | None, value: str) -> None:
        """Put another attribute in the place of one."""
        pairs = [*self.element.attributes.items()]
        for each, _ in pairs:
            self.element.removeAttribute(each)
        for each, kept in pairs:
            if each != name:
                self.element.setAttribute(each, kept)
            elif called is not None:
                self.element.setAttribute(called, value)

    def call(self, name: str) -> None:
        """Call the element *name*."""
        self.element.tagName = self.element.nodeName = name

    def add(self, name: str, namespace: str | None = None) -> None:
        """Put an element into the element."""
        self.element.appendChild(self._made(name, namespace))

    def empty(self, text: str = "") -> None:
        """Put a text in the place of all that is in the element."""
        while self.element.firstChild:
            self.element.removeChild(self.element.firstChild)
        if text:
            self.element.appendChild(self.document.createTextNode(text))

    def remove(self) -> None:
        """Take the element away."""
        self.element.parentNode.removeChild(self.element)

    def repeat(self) -> None:
        """Write the element twice."""
        self.element.parentNode.insertBefore(self.element.cloneNode(deep=True), self.element)

    def swap(self) -> bool:
        """Write the element behind the next one, if there is one."""
        following = self.element.nextSibling
        while following is not None and following.nodeType != following.ELEMENT_NODE:
            following = following.nextSibling
        if following is not None:
            self.element.parentNode.insertBefore(following, self.element)
        return following is not None

    def wrap(self) -> None:
        """Put an element around the element."""
        around = self._made("wrap", "urn:example:wrap")
        self.element.parentNode.replaceChild(around, self.element)
        around.appendChild(self.element)

    def unwrap(self) -> None:
        """Put what is in the element in its place."""
        parent = self.element.parentNode
        while self.element.firstChild:
            parent.insertBefore(self.element.firstChild, self.element)
        parent.removeChild(self.element)

    def _made(self, name: str, namespace: str | None) -> minidom.Element:
        made = self.document.createElement(name)
        if namespace is not None:
            made.setAttribute("xmlns", namespace)
        return made

    def __str__(self) -> str:
        return self.document.documentElement.toxml()


@cache
def mutations(text: str) -> tuple[tuple[str, str], ...]:
    """Return every way to get one thing in a stanza wrong: a label, and the stanza."""
    found = []
    for number in range(len(_document(text).getElementsByTagName("*"))):
        for what, change in _changes(Stanza(text, number), is_root=number == 0):
            changed = Stanza(text, number)
            path = changed.path
            if change(changed) is not False:
                found.append((f"{path} {what}", str(changed)))
    return tuple(found)


@cache
def _document(text: str) -> minidom.Document:
    return minidom.parseString(text)  # noqa: S318 - our own


def _changes(stanza: Stanza, *, is_root: bool) -> Iterator[tuple[str, Callable[[Stanza], object]]]:
    """Yield what can be done to the element of a stanza: a label, and what does it."""
    for name, value in stanza.element.attributes.items():
        for what, called, wrong in _of_attribute(name, value):
            yield (
                f"@{name} {what}",
                lambda each, n=name, c=called, w=wrong: each.set_attribute(n, c, w),
            )
    yield "@zoo added", lambda each: each.element.setAttribute("zoo", "1")
    for name in _spellings(stanza.element.tagName):
        yield f"called {name}", lambda each, n=name: each.call(n)
    if not is_root:
        yield "removed", Stanza.remove
        yield "repeated", Stanza.repeat
        yield "swapped", Stanza.swap
        yield "wrapped", Stanza.wrap
        yield "unwrapped", Stanza.unwrap
    if stanza.children:
        yield (
            "text added",
            lambda each: each.element.appendChild(each.document.createTextNode("stray")),
        )
        yield "emptied", Stanza.empty
        yield "<zoo> added", lambda each: each.add("zoo")
        yield "<zoo> of another protocol added", lambda each: each.add("zoo", "urn:example:zoo")
    else:
        for what, wrong in _of_text(
            stanza.element.firstChild.data if stanza.element.firstChild else ""
        ):
            yield f"text {what}", lambda each, w=wrong: each.empty(w)


# What is told twice, or never -----------------------------------------------------------------
#: Faults of which nothing is said, and why.
UNTOLD = {
    r"@id padded": "any id will do",
    r"(iq|message) @id (empty|dropped)": "nothing says whose request an answer is for",
    r"@(to|from) dropped": "the stanza is the user's own, or from where it is written down",
    r"^iq/disable @node dropped": "it disables all nodes, and may well be meant to",
    r"(wrapped|of another protocol added)$": "what another protocol has to say is its own affair",
    r"(pubsub|query|error|message) @xmlns wrong": "another protocol",
    r"iq <zoo> added": "an error may repeat anything",
    r"\[FORM_TYPE\] swapped": "the order of fields is free",
    r"field\[[^]]+\] swapped": "the order of fields is free",
    r"/(identity|feature\[[^]]*\]) swapped": "the order of features is free",
    r"(query|feature\[[^]]*\]|identity|message/pubsub|affiliation) repeated": "it says the same again",
    r"/(x|publish-options) removed": "no push service need have options",
    r"^iq/enable emptied": "no push service need have options",
    r"field\[(mode|priority|silent|secret|sound|topic)\] removed": "the option may be left out",
    r"field\[secret\] @var (wrong|upper)": "an option of another push service",
    r"field\[(pubsub#access_model|FORM_TYPE)\] (removed|unwrapped)": "MongooseIM does without",
    r"\[(message-count|pending-subscription-count|last-message-sender|last-message-body)\]"
    r"(/value)? (removed|emptied|unwrapped|text \w+|@type dropped)": (
        "servers send what they have, and what people write may be anything"
    ),
    r"\[(device_id|topic|secret|sound)\]/value text (misspelt|upper|wrong|number|null)": (
        "another value, which may be right"
    ),
    r"@label |\[FORM_TYPE\] @type dropped": "it is for people, or may be left out",
    r"notification/x @type dropped": "Tigase's summaries have none",
    r"publish(/item(/notification)?)? (removed|emptied)": "without options it may be any publish",
    r"^(iq|message) emptied": "an answer may be empty",
    r"(message/pubsub|iq/query|affiliations/affiliation) (removed|unwrapped|emptied)": "nothing is left",
    r"affiliations emptied|query emptied": "nothing is left",
    r"feature\[[^]]*\] (removed|unwrapped|@var (empty|wrong|misspelt))": "another feature",
}

#: Faults of which more is said than one thing, and why.
TOLD_AGAIN = {
    r"^iq @type ": "a request has more duties than an answer",
    r" unwrapped$": "each of several elements stands in the wrong place",
    r" @\w+ called ": "that the attribute is missing, the schemas say as well",
}


def _excuse(table: dict[str, str], label: str) -> str | None:
    return next((pattern for pattern in table if re.search(pattern, label)), None)


def _without_excuse(label: str, text: str, **options: object) -> str | None:
    """Return what is said of a faulty stanza, if that is not one thing and there is no excuse."""
    found = ps.lint(text, **options)
    if len(found) == 1:
        return None
    told = f"{label}: {[each.code for each in found]}"
    return None if _excuse(TOLD_AGAIN if found else UNTOLD, label) else told


def _sample(stanzas: dict[str, str], count: int, seed: str) -> list[tuple[str, str]]:
    """Return some of the mutations of stanzas, the same ones in each run."""
    every = [
        (f"{name}: {label}", text) for name, s in stanzas.items() for label, text in mutations(s)
    ]
    return random.Random(seed).sample(every, min(count, len(every)))  # noqa: S311 - no secret


@pytest.mark.parametrize("name", SOUND)
def test_a_fault_is_told_once(name):
    assert ps.lint(SOUND[name]) == []
    told = (_without_excuse(label, text) for label, text in mutations(SOUND[name]))
    assert [each for each in told if each] == []


@pytest.mark.parametrize(
    "options",
    [{"target": each} for each in HOME_SERVERS] + [{"app_server": each} for each in APP_SERVERS],
    ids=lambda each: "-".join(each.values()),
)
def test_a_fault_is_not_told_twice_where_a_server_is_meant(options):
    sound = {name: text for name, text in SOUND.items() if not ps.lint(text, **options)}
    assert len(sound) > 7
    for label, text in _sample(sound, 60, seed=str(options)):
        told = _without_excuse(label, text, **options)
        assert told is None or told.endswith("[]")


def test_a_fault_in_a_good_example_is_not_told_twice():
    examples = [(rule, text) for rule in RULES.values() for text in rule.good]
    chosen = [each for each in examples if _is_one_stanza(each[1])]
    for rule, text in random.Random("good").sample(chosen, 20):  # noqa: S311 - no secret
        asked = {name: value for name, value in attrs.asdict(rule.given).items() if value}
        for label, changed in _sample({rule.code: text}, 10, seed=text):
            told = _without_excuse(label, changed, **asked)
            assert told is None or told.endswith("[]")


def _is_one_stanza(text: str) -> bool:
    """Tell whether an example is one stanza whose mutations mean something."""
    return text.startswith("<iq type='set'") and text.count("<iq ") == 1


# What one rule tells and others could ----------------------------------------------------------

_TEXT_FOR_VALUE = ex.options(
    "<field var='service'>fcm</field>" + ex.field("device_id", ex.FCM_TOKEN)
)
_ELSEWHERE = ex.create().replace("'pubsub.example.com'", "'example.com'")
_IN_UNKNOWN = f"<options xmlns='urn:example:options'>{ex.fcm()}</options>"


@pytest.mark.parametrize(
    ("text", "options", "code", "said"),
    [
        (ex.enable(jid="pubsub.HOST"), {}, "PS607", "write your domain for HOST"),
        (ex.enable(jid="pubsub.@HOST@"), {}, "PS607", "write your domain for @HOST@"),
        (ex.enable(ex.fcm().replace("device_id", "deviceId")), {}, "PS009", "every push is lost"),
        (ex.enable(ex.fcm().replace("'service'", "'Service'")), {}, "PS009", "every push is lost"),
        (ex.enable(ex.fcm().replace("device_id", "registration")), {}, "PS601", "did you mean 'device_id'?"),
        (ex.enable(ex.fcm(token="")), {}, "PS710", "device_id is empty"),
        (ex.enable(_TEXT_FOR_VALUE), {}, "PS010", "write it into <value>"),
        (ex.enable(_IN_UNKNOWN), {}, "PS605", "this form is inside <options>"),
        (ex.publish(ex.form(ex.SUMMARY, ""), ex.fcm()), {"app_server": "node_push"}, "PS511", "empty"),
        (ex.publish(), {"app_server": "node_push"}, "PS414", "missing <publish-options>"),
        (_ELSEWHERE + ex.enable(jid="pubsub.example.com"), {"account": "alice@example.com"}, "PS401", "the server itself"),
        (ex.enable(jid="null"), {}, "PS501", "the text of a missing value"),
        (ex.enable(node=" my-phone"), {}, "PS710", "another one than without"),
        (ex.enable(ex.form(ex.OPTIONS, ex.SECRET, kind="submitt")), {}, "PS202", "MongooseIM and ejabberd"),
        (ex.publish(ex.summary() * 2), {}, "PS211", "only one of them is read"),
        (ex.pubsub("<create node='blog'/><configure/>"), {}, None, ""),
    ],
)  # fmt: skip
def test_the_rule_that_says_most_tells_it(text, options, code, said):
    found = ps.lint(text, **options)

    assert [each.code for each in found] == ([code] if code else [])
    assert all(said in f"{each.message} {each.hint}" for each in found)


@pytest.mark.parametrize("name", ["deviceId", "Service"])
def test_an_option_without_which_every_push_is_lost_is_an_error_where_it_is_misspelt(name):
    known = {"deviceId": "device_id", "Service": "service"}[name]
    (found,) = ps.lint(ex.enable(ex.fcm().replace(f"'{known}'", f"'{name}'")))

    assert found.severity == "error"


def test_a_publisher_of_a_node_at_no_address_is_no_trouble():
    text = ex.affiliations(ex.grant("bob@example.net", "publisher"))

    assert [each.code for each in ps.lint(text.replace("'pubsub.example.com'", "''"))] == ["PS107"]
