"""The testing kit: comparison, the pytest plugin, and the strategies."""

import json
import pkgutil
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import suppress
from functools import cache
from importlib import import_module

import jsonschema
import pytest
from conftest import canonical
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import pushstanza as ps
from pushstanza import build, schemas
from pushstanza.linting.rules import RULES
from pushstanza.payloads.wire import to_json
from pushstanza.testing import assert_stanza_equal, differences, strategies

SERVICE = ps.Jid("push.example.com")
TOKEN = "5f0c" * 16
OTHER_TOKEN = "5f0c" * 15 + "abcd"
OPTIONS = ps.PublishOptions(service="apns", device_id=TOKEN, topic="com.example.app")
ENABLE = build.enable(SERVICE, "my-phone", OPTIONS, id="e1")
SUMMARY = ps.PushSummary(
    message_count=1, last_message_sender="juliet@example.com", last_message_body="Hi"
)
PUBLISH = build.publish(SERVICE, "my-phone", SUMMARY, OPTIONS, id="p1")
FORMS = {
    "text": ps.serialize,
    "bytes": lambda stanza: ps.serialize(stanza, pretty=True).encode(),
    "lxml": ps.to_lxml,
    "stdlib": ps.to_etree,
    "model": lambda stanza: stanza,
}


def told(actual, expected, **options):
    return [*map(str, differences(actual, expected, **options))]


# Comparison


@pytest.mark.parametrize("actual", FORMS)
@pytest.mark.parametrize("expected", FORMS)
def test_equal_stanzas_are_equal_in_any_form(actual, expected):
    assert_stanza_equal(FORMS[actual](ENABLE), FORMS[expected](ENABLE))


def test_a_stanza_of_slixmpp_is_compared():
    slixmpp = pytest.importorskip("slixmpp")
    iq = slixmpp.Iq()
    iq["type"], iq["id"] = "set", "e1"
    iq.append(ps.to_etree(ENABLE.payload))

    assert_stanza_equal(iq, ENABLE)


def test_how_it_is_written_does_not_count():
    assert_stanza_equal(
        "<message to='A@Example.com'\n type=\"chat\" ><body>Hi</body>\n</message>",
        "<c:message xmlns:c='jabber:client' type='chat' to='a@example.com'>"
        "<c:body><![CDATA[Hi]]></c:body></c:message>",
    )


@pytest.mark.parametrize("form", FORMS)
def test_an_assertion_says_all_that_differs(form):
    other = OPTIONS.evolve(service="fcm", device_id=OTHER_TOKEN, topic=None, silent=True)
    expected = build.enable(SERVICE, "my-tablet", other, id="e2")

    with pytest.raises(AssertionError) as caught:
        assert_stanza_equal(FORMS[form](ENABLE), expected)

    assert str(caught.value).splitlines() == [
        "the stanzas differ:",
        "  iq/@id: 'e1', expected 'e2'",
        "  iq/enable/@node: 'my-phone', expected 'my-tablet'",
        "  iq/enable/x/field[var='device_id']/value: '5f0c…(64 characters)', expected '5f0c…(64 characters)' (they differ from character 61 on)",
        "  iq/enable/x/field[var='service']/value: 'apns', expected 'fcm'",
        "  iq/enable/x/field[var='silent']: missing, expected <field var=\"silent\"><value>true</value></field>",
        "  iq/enable/x/field[var='topic']: <field var=\"topic\"><value>com.example.app</value></field>, not expected",
    ]


ITEMS = "<iq type='result' id='1'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'>{}</items></pubsub></iq>"
A, B = "<item id='a'/>", "<item id='b'/>"


@pytest.mark.parametrize(
    ("actual", "expected", "lines"),
    [
        (
            ITEMS.format(B + A),
            ITEMS.format(A + B),
            ["iq/pubsub/items: in the order item[id='b'], item[id='a'], expected item[id='a'], item[id='b']"],
        ),
        (
            ITEMS.format(A + B),
            ITEMS.format("<item id='c'/>" + B),
            ["iq/pubsub/items/item[id='c']/@id: 'a', expected 'c'"],
        ),
        (ITEMS.format(A + B), ITEMS.format(B), ["iq/pubsub/items/item[id='a']: <item id=\"a\"/>, not expected"]),
        ("<iq type='get' id='1'/>", "<iq type='get' id='1' to='a.b'/>", ["iq/@to: missing, expected 'a.b'"]),
        ("<iq type='get' id='1' to='a.b'/>", "<iq type='get' id='1'/>", ["iq/@to: 'a.b', not expected"]),
        (
            "<message xml:lang='en'><body>Hi</body></message>",
            "<message xml:lang='de'><body>Hi!</body></message>",
            ["message/@xml:lang: 'en', expected 'de'", "message/body: 'Hi', expected 'Hi!'"],
        ),
        ("<iq id='1'/>", "<message/>", ['message: <iq xmlns="jabber:client" id="1"/>, expected <message xmlns="jabber:client"/>']),
        (
            "<message><x xmlns='u:n'>a<b/></x></message>",
            "<message><x xmlns='u:n'><b/>c</x></message>",
            ["message/x: 'a', expected 'c'"],
        ),
        (
            "<message><x xmlns='u:n'/></message>",
            "<message><x xmlns='u:m'/></message>",
            ['message/x: missing, expected <x xmlns="u:m"/>', 'message/x: <x xmlns="u:n"/>, not expected'],
        ),
    ],
)  # fmt: skip
def test_a_difference_says_what_and_where(actual, expected, lines):
    assert told(actual, expected) == lines
    others = differences(etree.fromstring(actual), ET.fromstring(expected))  # noqa: S314
    assert [each.path for each in others] == [line.partition(": ")[0] for line in lines]


def test_long_values_are_shown_where_they_differ():
    long = "z" * 500
    (found,) = differences(
        f"<message><body>{long}b{long}</body></message>",
        f"<message><body>{long}c{long}</body></message>",
    )

    assert found.path == "message/body"
    assert found.message == f"'…{'z' * 20}b{'z' * 79}…', expected '…{'z' * 20}c{'z' * 79}…'"


@pytest.mark.parametrize(
    ("ignore", "left"),
    [
        ((), 3),
        ("id", 2),
        (["iq/@id"], 2),
        (["id", "node"], 1),
        (["id", "node", "field[var='service']"], 0),
        (["enable"], 1),
        (["iq"], 3),
        (["d", "ode"], 3),
    ],
)
def test_what_does_not_count_can_be_named(ignore, left):
    other = build.enable(SERVICE, "my-tablet", OPTIONS.evolve(service="fcm"), id="e2")

    assert len(differences(ENABLE, other, ignore=ignore)) == left


def test_the_order_of_fields_may_not_count():
    (form,) = (ENABLE.payload.form,)
    turned = form.evolve(fields=form.fields[::-1])

    assert differences(turned, form, ordered=False) == []
    names = [f"field[var={each.var!r}]" for each in form.fields]
    (found,) = differences(turned, form)
    assert found.path == "x"
    assert found.message == f"in the order {', '.join(names[::-1])}, expected {', '.join(names)}"


@pytest.mark.parametrize(
    ("actual", "expected"),
    [("<iq", ENABLE), ("no stanza", ENABLE), (ps.serialize(ENABLE) * 2, ENABLE)],
)
def test_what_cannot_be_read_fails_the_assertion(actual, expected):
    with pytest.raises(AssertionError, match=r"^the stanza cannot be read: "):
        assert_stanza_equal(actual, expected)
    with pytest.raises((ps.XmlError, ps.ParseError)):
        assert_stanza_equal(expected, actual)


@pytest.mark.parametrize("wrong", [None, 1, object()])
def test_what_is_no_stanza_is_refused(wrong):
    with pytest.raises(ps.UnsupportedDataError, match="expected text, bytes"):
        assert_stanza_equal(wrong, ENABLE)
    with pytest.raises(ps.UnsupportedDataError, match="expected text, bytes"):
        differences(ENABLE, wrong)


@pytest.mark.parametrize(
    ("actual", "expected", "lines"),
    [
        (
            OPTIONS,
            OPTIONS.evolve(device_id=OTHER_TOKEN, topic=None, secret="abc", silent=True),
            [
                "PublishOptions.device_id: '5f0c…(64 characters)', expected '5f0c…(64 characters)' (they differ from character 61 on)",
                "PublishOptions.topic: 'com.example.app', expected None",
                "PublishOptions.silent: None, expected True",
                "PublishOptions.secret: None, expected '…(3 characters)'",
            ],
        ),
        (
            ps.PushSummary(message_count=1),
            ps.PushSummary(message_count=2),
            ["PushSummary.message_count: 1, expected 2"],
        ),
        (
            ps.translate(PUBLISH).apns,
            ps.translate(PUBLISH, apns_default_topic="other").apns,
            [],
        ),
        (
            ps.translate(PUBLISH).apns,
            ps.translate(build.publish(SERVICE, "n", SUMMARY.evolve(message_count=3), OPTIONS.evolve(device_id="abcd" * 16))).apns,
            [
                "ApnsRequest.body.aps.badge: 1, expected 3",
                "ApnsRequest.path: /3/device/5f0c…(64 characters), expected /3/device/abcd…(64 characters)",
            ],
        ),
        ([ENABLE], [], ["[0]: Iq(type='set', id='e1', payload=Enable(jid=Jid('push.example.com'), node='my-phone', form=Form(type=…, not expected"]),
        ({"a": 1, "token": "abcdef123"}, {"a": 1, "token": "abcdef456"}, [
            "['token']: 'abcd…(9 characters)', expected 'abcd…(9 characters)' (they differ from character 7 on)"
        ]),
        ({"a": [1, 2]}, {"b": 2, "a": [1, 3]}, ["['b']: missing, expected 2", "['a'][1]: 2, expected 3"]),
    ],
)  # fmt: skip
def test_results_are_compared_part_by_part(actual, expected, lines):
    assert told(actual, expected) == lines


def test_verdicts_are_compared():
    actual = ps.verdict("<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='a.b'/></iq>")

    found = told(actual, ps.verdict(ENABLE), ignore=["effect", "reply"])
    assert found[:2] == ["Verdict.answer.type: 'error', expected 'result'", "Verdict.answer.error_type: 'modify', expected None"]  # fmt: skip


def test_a_changed_part_of_a_translation_is_found():
    found = told(ps.translate(PUBLISH), ps.translate(PUBLISH.evolve(id="other")))
    assert found == []
    changed = ps.translate(build.publish(SERVICE, "n", SUMMARY.evolve(message_count=2), OPTIONS))
    assert "Translation.request.body.aps.badge: 1, expected 2" in told(
        ps.translate(PUBLISH), changed
    )


@given(strategies.stanzas())
def test_a_stanza_equals_itself_in_every_form(stanza):
    for form in FORMS.values():
        assert differences(form(stanza), stanza) == []


@given(strategies.stanzas(), strategies.stanzas())
def test_stanzas_differ_if_and_only_if_they_are_not_equal(one, other):
    texts = [canonical(ps.serialize(each)) for each in (one, other)]

    assert bool(differences(one, other)) == (texts[0] != texts[1])


@given(strategies.forms(ps.PublishOptions), strategies.forms(ps.PublishOptions))
def test_forms_differ_if_and_only_if_they_are_not_equal(one, other):
    found = differences(one, other)

    assert bool(found) == (one != other)
    for each in found:
        assert "\n" not in str(each)


@given(st.sampled_from([TOKEN, OTHER_TOKEN, "dGhpcyBpcyBub3QgYSB0b2tlbg", "eXzRkCqvOO0bH3xe"]))
def test_no_secret_is_shown_whole(secret):
    actual = build.enable(SERVICE, "n", OPTIONS.evolve(device_id=secret, secret=secret), id="1")
    for expected in (build.enable(SERVICE, "n", OPTIONS, id="1"), build.disable(SERVICE, "n", id="1"),
                     build.enable(SERVICE, "n", OPTIONS.evolve(device_id="x", secret="y"), id="1")):  # fmt: skip
        for found in (*told(actual, expected), *told(expected, actual)):
            assert secret not in found


# What is loaded


@cache
def loaded(code):
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return set(ran.stdout.split())


@pytest.mark.parametrize(
    "code", ["import pushstanza.testing", "from pushstanza.testing import assert_stanza_equal"]
)
def test_the_kit_loads_no_framework(code):
    assert not {"pytest", "hypothesis", "_pytest"} & loaded(code)


def test_the_plugin_loads_nothing_but_pytest():
    ours = {
        each for each in loaded("import pushstanza.testing.plugin") if each.startswith("pushstanza")
    }

    assert ours == {"pushstanza", "pushstanza.testing", "pushstanza.testing.plugin"}
    assert not {"lxml", "attrs", "hypothesis"} & (
        loaded("import pushstanza.testing.plugin") - loaded("import pytest")
    )


WITHOUT_HYPOTHESIS = """
import sys
sys.modules["hypothesis"] = None
import pushstanza as ps, pushstanza.testing as kit
kit.assert_stanza_equal("<iq/>", "<iq/>")
try:
    kit.strategies
except ImportError as error:
    print(isinstance(error, ps.PushStanzaError), error)
"""


def test_without_hypothesis_the_error_names_the_extra():
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_HYPOTHESIS],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert (
        ran.stdout
        == "True pushstanza.testing.strategies needs Hypothesis: pip install 'pushstanza[testing]'\n"
    )


def test_every_public_name_of_the_kit_is_there():
    import pushstanza.testing as kit

    assert dir(kit) == sorted(kit.__all__)
    for name in (*kit.__all__, *(f"strategies.{each}" for each in strategies.__all__)):
        value = kit
        for part in name.split("."):
            value = getattr(value, part)
        assert value.__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'strategy'"):
        _ = kit.strategy


# The plugin


@pytest.fixture(scope="session", autouse=True)
def everything_loaded():
    """Load all modules: those that are first loaded in a run of pytester are gone after it."""
    for each in pkgutil.walk_packages(ps.__path__, "pushstanza."):
        with suppress(ImportError):  # of a framework that is not installed
            import_module(each.name)


@pytest.fixture
def run(pytester):
    """Return what runs pytest, with the plugin and without what else is installed."""
    pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = --strict-markers --color=no\n")
    plugins = ("no:randomly", "no:cacheprovider", "no:pushstanza", "pushstanza.testing.plugin")
    arguments = [word for each in plugins for word in ("-p", each)]

    def run(*more, **files):
        if files:
            pytester.makepyfile(**{name: f"{HEAD}{text}" for name, text in files.items()})
        return pytester.runpytest_inprocess(*arguments, *more)

    return run


HEAD = """
import pytest
import pushstanza as ps
from pushstanza import build
from pushstanza.testing import assert_stanza_equal

SERVICE = ps.Jid("push.example.com")
OPTIONS = ps.PublishOptions(service="apns", device_id="5f0c" * 16, topic="com.example.app")
ENABLE = build.enable(SERVICE, "my-phone", OPTIONS, id="e1")
PHONE = "alice@example.com/phone"

"""


def test_a_failed_assertion_shows_what_differs(run):
    result = run(
        test_it="""
def test_models():
    assert ENABLE == build.enable(SERVICE, "my-tablet", OPTIONS.evolve(device_id="abcd" * 16), id="e1")

def test_lists():
    assert [OPTIONS] == [OPTIONS.evolve(topic="com.example.other")]

def test_text():
    assert_stanza_equal(ENABLE, "<iq type='set' id='e1'/>")

def test_others():
    assert ENABLE != ENABLE
    assert ENABLE is None
"""
    )

    result.assert_outcomes(failed=4)
    shown = result.stdout.str()
    result.stdout.fnmatch_lines(
        [
            "E *assert Iq == Iq; they differ:",
            "E *iq/enable/@node: 'my-phone', expected 'my-tablet'",
            "E *value: '5f0c…(64 characters)', expected 'abcd…(64 characters)'",
            "E *assert list == list; they differ:",
            "E *[[]0[]].topic: 'com.example.app', expected 'com.example.other'",
            "E *AssertionError: the stanzas differ:",
            "E *iq/enable: <enable xmlns=*, not expected",
        ]
    )
    assert "5f0c" * 16 not in shown
    assert "def assert_stanza_equal" not in shown
    assert "def checked" not in shown


def test_a_server_is_there_for_a_test(run):
    result = run(
        "-v",
        test_it="""
def test_default(push_server):
    assert (push_server.name, push_server.domain) == ("mongooseim", "example.com")

@pytest.mark.push_server("mongooseim", "ejabberd", "prosody", domain="mychat.com")
def test_each(push_server, push_service):
    assert push_server.domain == "mychat.com"
    push_server.receive("alice@mychat.com/phone", build.enable(ps.Jid(push_service.host), "n", OPTIONS))
    assert len(push_server.registrations("alice@mychat.com")) == 1

@pytest.mark.push_server(mode="pubsub-less")
@pytest.mark.push_server("ejabberd", include_body=True)
def test_options(push_server):
    pass

@pytest.mark.push_server("ejabberd")
class TestClass:
    def test_it(self, push_server):
        assert push_server.name == "ejabberd"

    @pytest.mark.push_server("prosody")
    def test_other(self, push_server):
        assert push_server.name == "prosody"
""",
    )

    result.assert_outcomes(passed=8)
    result.stdout.fnmatch_lines(
        [
            "*::test_default PASSED*",
            "*::test_each[[]mongooseim[]] PASSED*",
            "*::test_each[[]ejabberd[]] PASSED*",
            "*::test_each[[]prosody[]] PASSED*",
            "*::test_options[[]mongooseim[]] PASSED*",
            "*::test_options[[]ejabberd[]] PASSED*",
            "*::TestClass::test_it[[]ejabberd[]] PASSED*",
            "*::TestClass::test_other[[]prosody[]] PASSED*",
        ]
    )


def test_a_push_reaches_the_service(run):
    result = run(
        test_it="""
@pytest.mark.push_server("mongooseim", "ejabberd", "prosody", "tigase", "openfire", "xep")
@pytest.mark.push_service("p2", host="push.example.net")
def test_other(push_server, push_service):
    assert (push_service.kind, push_service.host) == ("p2", "push.example.net")
    play(push_server, push_service)

@pytest.mark.push_server("ejabberd")
@pytest.mark.push_service("p2", "push.example.net")
def test_by_position(push_server, push_service):
    test_other(push_server, push_service)

@pytest.mark.parametrize("push_server", ["prosody"], indirect=True)
@pytest.mark.push_service(kind="p2")
def test_by_name(push_server, push_service):
    assert (push_server.name, push_service.host) == ("prosody", "push.example.com")
    play(push_server, push_service)

@pytest.mark.push_server("ejabberd", "prosody", "tigase", "openfire", "xep")
def test_default(push_server, push_service):
    assert (push_service.kind, push_service.host) == ("mod_push_appserver", "push.example.com")
    play(push_server, push_service)

def test_own(push_server, push_service):
    assert (push_service.kind, push_service.host) == ("node_push", "pubsub.example.com")
    play(push_server, push_service)

def play(push_server, push_service):
    if push_service.kind != "node_push":
        push_service.register("n", "5f0c" * 16, "apns", secret="s")
    host = ps.Jid(push_service.host)
    push_server.receive(PHONE, build.create_node(host, "n"))
    push_server.receive(PHONE, build.allow_publisher(host, "n", ps.Jid("example.com")))
    push_server.receive(PHONE, build.enable(host, "n", OPTIONS.evolve(secret="s")))
    push_server.disconnect(PHONE)
    bob = ps.Jid("bob@example.com/home")
    push_server.receive(bob, build.message(bob, ps.Jid("alice@example.com"), "Hi"))
    assert len(push_server.requests) == 1
    assert push_service.requests == push_server.requests
"""
    )

    result.assert_outcomes(passed=14)


def test_a_failure_shows_what_happened_at_the_server(run):
    result = run(
        test_it="""
def test_fails(push_server):
    push_server.receive(PHONE, ENABLE)
    assert not push_server.registrations(PHONE)

def test_passes(push_server):
    push_server.receive(PHONE, ENABLE)

def test_idle(push_server):
    assert push_server is None

def test_other():
    assert False
""",
    )

    result.assert_outcomes(passed=1, failed=3)
    shown = result.stdout.str()
    assert shown.count("push_server example.com") == 1
    section = shown.partition("push_server example.com")[2].partition("test_idle")[0]
    assert "enable push to my-phone" in section


def test_another_fixture_of_that_name_is_left_alone(run):
    result = run(
        test_it="""
@pytest.fixture
def push_server():
    return "a server of theirs"

def test_it(push_server):
    assert push_server == "ours"
"""
    )

    result.assert_outcomes(failed=1)
    assert "INTERNALERROR" not in result.stdout.str()


@pytest.mark.parametrize(
    ("marker", "says"),
    [
        (
            "push_server('ejaberd')",
            "push_server: unknown server 'ejaberd'; did you mean 'ejabberd'?",
        ),
        ("push_server(mode='pubsub')", "push_server: Server.mode is 'pubsub'"),
        ("push_server(domian='x')", "push_server: "),
        ("push_server(['prosody', 'ejabberd'])", "push_server: "),
        ("push_service('p2', 'a', 'b')", "push_service: PushService takes only kind and host"),
        ("push_service('p2', hots='a')", "has no argument 'hots'; did you mean 'host'?"),
        ("push_service('p3')", "push_service: unknown push service 'p3'"),
    ],
)
def test_what_is_wrong_with_a_marker_is_a_sentence(run, marker, says):
    result = run(test_it=f"@pytest.mark.{marker}\ndef test_it(push_server, push_service): pass\n")

    result.assert_outcomes(errors=1)
    assert says in result.stdout.str()
    assert "Traceback" not in result.stdout.str()
    assert "During handling" not in result.stdout.str()


def test_it_is_found_where_the_package_is_installed(pytester):
    pytester.makepyfile(
        f"{HEAD}\ndef test_it(push_server):\n    assert push_server.receive(PHONE, ENABLE)\n"
    )

    result = pytester.runpytest_subprocess("-p", "no:randomly", "-W", "error")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["plugins:*pushstanza-*"])


# Stanza files

BAD = "<iq type='stet' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>\n"
GOOD = BAD.replace("stet", "set")


def test_stanza_files_are_tests_if_that_is_asked_for(run, pytester):
    for name in ("bad.xml", "good.xml", "page.md", "server.log", "good.stanza"):
        pytester.path.joinpath(name).write_text(BAD if name == "bad.xml" else GOOD)
    pytester.path.joinpath("pom.xml").write_text("<project><name>x</name></project>")

    run().assert_outcomes()
    result = run("--pushstanza", "-v")

    result.assert_outcomes(passed=2, failed=1, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "bad.xml::pushstanza FAILED*",
            "good.stanza::pushstanza PASSED*",
            "good.xml::pushstanza PASSED*",
            "pom.xml::pushstanza SKIPPED (there is no stanza in it)*",
            "*bad.xml: stanzas*",
            "bad.xml:1:5: error[[]PS102[]] iq-type: the type 'stet' of the iq is not defined*",
            "*did you mean 'set'?",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_files_that_are_named_are_tests_whatever_they_are_called(run, pytester):
    pytester.path.joinpath("page.md").write_text(f"```xml\n{BAD}```\n")
    pytester.path.joinpath("server.log").write_text(f"12:00:01 RECV {GOOD}")

    result = run("--pushstanza", "page.md", "server.log")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["page.md:2:5: error*PS102*"])


def test_which_files_are_tests_is_configured(run, pytester):
    pytester.makeini("[pytest]\npushstanza_files = stanzas/*.txt *.md\n")
    folder = pytester.mkdir("stanzas")
    for path in (folder / "a.txt", pytester.path / "b.txt", folder / "c.md", folder / "d.xml"):
        path.write_text(GOOD)

    run("--pushstanza").assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("name", "text", "outcome"),
    [
        ("a.xml", f"<!-- pushstanza: file-ignore[PS102] a bad example -->\n{BAD}", "passed"),
        ("a.xml", f"<!-- pushstanza: ignore[iq-type] a bad example -->\n{BAD}", "passed"),
        ("a.xml", f"<!-- pushstanza: file-ignore[PS102] a bad example -->\n{GOOD}", "failed"),
        ("a.xml", f"<!-- pushstanza: file-ignore[PS505] another -->\n{BAD}", "failed"),
        ("a.md", f"```xml pushstanza: invalid\n{BAD}```\n", "passed"),
        ("a.md", f"```xml pushstanza: invalid\n{GOOD}```\n", "failed"),
    ],
)
def test_what_a_file_expects_to_be_found_does_not_fail(run, pytester, name, text, outcome):
    pytester.path.joinpath(name).write_text(text)

    run("--pushstanza", name).assert_outcomes(**{outcome: 1})


@pytest.mark.parametrize(
    ("config", "outcome"),
    [
        ('ignore = ["PS102", "PS011"]', "passed"),
        ('fail-on = "never"', "passed"),
        ('exclude = ["a.xml"]', "skipped"),
        ('per-file-ignores = { "*.xml" = ["iq-type", "PS011"] }', "passed"),
        ('target = ["mongooseim"]', "failed"),
    ],
)
def test_the_configuration_of_the_linter_holds(run, pytester, config, outcome):
    pytester.path.joinpath("a.xml").write_text(BAD)
    pytester.path.joinpath("pyproject.toml").write_text(f"[tool.pushstanza]\n{config}\n")

    run("--pushstanza").assert_outcomes(**{outcome: 1})


def test_what_cannot_be_read_is_a_failure_that_says_why(run, pytester):
    pytester.path.joinpath("gone.xml").write_text(GOOD)
    pytester.path.joinpath("latin.xml").write_bytes(GOOD.encode().replace(b"'n'", b"'\xe4'"))
    pytester.makeconftest(
        "from pathlib import Path\ndef pytest_collection_finish(): Path('gone.xml').unlink()\n"
    )
    result = run("--pushstanza")

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        ["gone.xml: No such file or directory", "latin.xml:1:*: error[[]PS004[]]*"]
    )
    assert "Traceback" not in result.stdout.str()


def test_a_wrong_configuration_is_a_failure_that_says_why(run, pytester):
    pytester.path.joinpath("a.xml").write_text(GOOD)
    pytester.path.joinpath("pyproject.toml").write_text("[tool.pushstanza]\nignroe = []\n")
    result = run("--pushstanza")

    result.assert_outcomes(failed=1)
    assert "ignroe" in result.stdout.str()
    assert "Traceback" not in result.stdout.str()


# Strategies


@pytest.mark.parametrize("view", [ps.PublishOptions, ps.PushSummary, ps.NodeConfig])
def test_forms_are_valid(view):
    @given(strategies.forms(view))
    def check(made):
        assert view.read(made.form()) == made
        assert not made.problems
        assert ps.validate(ps.Iq(type="set", id="1", payload=made.form())) == []

    check()


def valid(name, value):
    schema = json.loads(schemas.path(f"{name}.json").read_text("utf-8"))
    return jsonschema.Draft202012Validator(schema).is_valid(value)


@given(strategies.apns_requests())
def test_requests_to_apns_are_valid(request):
    assert valid("apns-payload", to_json(request.body))
    assert valid("apns-headers", to_json(request.headers))
    assert ps.flow.Provider(strict=True).send(request) is None


@given(strategies.fcm_requests())
def test_requests_to_fcm_are_valid(request):
    assert valid("fcm-v1-message", to_json(request.body))
    assert ps.flow.Provider(strict=True).send(request) is None


@given(strategies.mongoosepush_requests())
def test_requests_to_mongoosepush_are_valid(request):
    assert valid(f"mongoosepush-{request.api_version}", to_json(request.body))


def has_examples(code):
    try:
        strategies.near_valid(code)
    except strategies.NoExampleError:
        return False
    return True


VARIED = [code for code in RULES if has_examples(code)]


def test_most_rules_can_be_shown():
    assert len(VARIED) > 0.7 * len(RULES)
    assert {code[2] for code in VARIED} == set("012345678")


@pytest.mark.parametrize("code", VARIED)
def test_the_rule_fires_in_what_is_nearly_valid(code):
    @settings(max_examples=settings.default.max_examples // 2)
    @given(strategies.near_valid(code))
    def check(made):
        assert made.code == code
        assert code in {each.code for each in ps.lint(made.text)}

    check()


def test_what_is_nearly_valid_is_not_always_the_same():
    seen = set()

    @given(strategies.near_valid("PS102"))
    def look(made):
        seen.add(made.text)

    look()
    assert len(seen) > 5
    assert not seen & {text for rule in RULES.values() for text in rule.bad}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: assert_stanza_equal(ENABLE, ENABLE, ignored="id"), "did you mean 'ignore'?"),
        (lambda: assert_stanza_equal(ENABLE, ENABLE, "id"), "pass the rest by keyword: ignore=…"),
        (lambda: assert_stanza_equal(ENABLE), "needs 'expected'"),
        (lambda: assert_stanza_equal(ENABLE, ENABLE, ignore=3), "ignore must be a str or an iter"),
        (lambda: differences(ENABLE, ENABLE, ordered="no"), "ordered must be a bool, not 'no'"),
        (lambda: strategies.models("Enable"), "cls must be a subclass of Model, not 'Enable'"),
        (lambda: strategies.models(ps.Jid), "cls must be a subclass of Model, not the class Jid"),
        (lambda: strategies.forms(ps.Enable), "view must be a subclass of FormView, not the cl"),
        (lambda: strategies.near_valid(["PS1"]), "rules must be a str, not a list"),
        (lambda: strategies.flows("a@b.example"), "must be a domain, not 'a@b.example'"),
        (lambda: strategies.flows(user="a"), "flows() has no argument 'user'"),
        (lambda: strategies.unknowns("urn:x"), "unknowns() takes keyword arguments only"),
    ],
)
def test_mistakes_with_the_kit_are_sentences(call, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)) as caught:
        call()
    assert isinstance(caught.value, ps.PushStanzaError)


def test_rules_that_cannot_be_shown_are_refused():
    with pytest.raises(ps.UnknownRuleError, match="did you mean 'iq-type'"):
        strategies.near_valid("iq-tpye")
    with pytest.raises(ps.PushStanzaError, match="PS904") as caught:
        strategies.near_valid("PS904")
    assert isinstance(caught.value, ValueError)


SERVERS = {
    name: {"name": name} for name in ("ejabberd", "prosody", "tigase", "openfire", "xep")
} | {
    "full": {"name": "mongooseim"},
    "less": {"name": "mongooseim", "mode": "pubsub-less"},
}  # fmt: skip


@pytest.mark.parametrize("options", SERVERS.values(), ids=SERVERS)
def test_every_server_takes_whole_flows(options):
    pushes = []

    @given(strategies.flows("mychat.com"))
    def play(flow):
        server = ps.flow.Server(**options, domain="mychat.com")
        pushes.extend([taken(server, step) for step in flow])

    play()
    assert any(pushes)


def taken(server, step):
    """Play a step, look at what has to hold then, and return how much was pushed."""
    sender, stanza = step
    before = len(server.requests)
    if isinstance(stanza, ps.Message):
        is_registered = server.registrations(stanza.to) != []
        published = server.receive(*step)
        pushed = len(server.requests) - before + len(published)
        assert is_registered or pushed == 0
        return pushed
    answers = server.receive(*step)
    assert len(server.requests) == before
    if isinstance(stanza, str):  # who comes back may have caused a publish, and no more
        assert all(ps.parse_iq(each).get(ps.Pubsub) for each in answers)
        server.disconnect(sender)
        return 0
    for answer in answers:
        look_at_registrations(server, sender, stanza.payload, ps.parse_iq(answer))
    return 0


def look_at_registrations(server, sender, payload, answer):
    registered = {(each.jid, each.node) for each in server.registrations(sender)}
    if answer.type != "result":
        return
    if isinstance(payload, ps.Enable):
        assert (str(payload.jid), payload.node) in registered
    if isinstance(payload, ps.Disable):
        assert all(
            jid != str(payload.jid) or payload.node not in {None, node} for jid, node in registered
        )


@given(strategies.flows("a.example", service="push.b.example"))
def test_flows_are_of_the_server_and_service_that_are_named(flow):
    services = {str(each.stanza.payload.jid) for each in flow
                if isinstance(each.stanza, ps.Iq) and isinstance(each.stanza.payload, ps.Enable)}  # fmt: skip

    assert services == {"push.b.example"}
    assert {each.sender.domain for each in flow} <= {"a.example", "capulet.example"}
    for each in flow:
        assert (
            each.stanza.startswith("<presence")
            if isinstance(each.stanza, str)
            else ps.validate(each.stanza) == []
        )
