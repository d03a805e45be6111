"""What is secret is covered wherever it stands, and what was meant is guessed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza import build
from pushstanza.diagnostics.masking import SECRET_FIELDS, is_secret, mask, quoted
from pushstanza.diagnostics.secrets import Secrets, masked_xml
from pushstanza.diagnostics.spelling import did_you_mean, nearest

TOKEN = "5f0c" * 16
SHORT = "hunter2hunter2"

secret_fields = pytest.mark.parametrize("var", sorted(SECRET_FIELDS))


# What is shown of a secret


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        (TOKEN, "5f0c…(64 characters)"),
        ("123456789", "1234…(9 characters)"),
        ("12345678", "…(8 characters)"),
        ("", "…(0 characters)"),
    ],
)
def test_a_secret_shows_its_beginning_unless_that_is_half_of_it(secret, shown):
    assert mask(secret) == shown


@given(st.text(min_size=1))
def test_no_more_than_four_characters_are_shown(secret):
    shown, _, _ = mask(secret).rpartition("…")

    assert secret.startswith(shown)
    assert len(shown) <= min(4, len(secret) // 2)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("high", "'high'"),
        ("x" * 32, repr("x" * 32)),
        ("x" * 33, "'xxxx…(33 characters)'"),
        (TOKEN, "'5f0c…(64 characters)'"),
        (12, "12"),
        (True, "True"),
        (None, "None"),
    ],
)
def test_a_sentence_quotes_no_value_that_may_be_a_token(value, shown):
    assert quoted(value) == shown


@secret_fields
def test_a_secret_field_is_known_however_it_is_written(var):
    assert is_secret(var)
    assert is_secret(var.upper())


@pytest.mark.parametrize("var", [None, "", "service", "topic", "device", "FORM_TYPE"])
def test_other_fields_are_no_secret(var):
    assert not is_secret(var)


# In text that is shown


def covered(secret):
    return secret[:4] + "•" * (len(secret) - 4)


@secret_fields
@pytest.mark.parametrize(
    "field",
    [
        "<field var='{var}'><value>{secret}</value></field>",
        '<field var="{var}"><value>{secret}</value></field>',
        "<field type='text-single' var='{var}' label='l'><value>{secret}</value></field>",
        "<field label='>' var='{var}'><value>{secret}</value></field>",
        "<field  var = '{var}'\n>\r\n\t<value>{secret}</value></field>",
        "<field var='{var}'><value >{secret}</value></field>",
        "<field var='{var}'><value><![CDATA[{secret}]]></value></field>",
        "<field var='{var}'><required/><value>{secret}</value></field>",
        "<field var='{var}'><!-- c --><value>{secret}</value></field>",
        "<x:field var='{var}'><x:value>{secret}</x:value></x:field>",
        "<field var='{var}'>{secret}</field>",
        "<field var='{var}' value='{secret}'/>",
        "<field var='{var}' name='{var}'><value>{secret}</value></field>",
        "<field name='{var}'><value>{secret}</value></field>",
        "<field var='{var}'><value>{secret}",
        "<field var='{var}'><value>{secret}<value></field>",
        "<field var={var}><value>{secret}</value></field>",
        "<field var={var} value={secret}/>",
        "<field value='{secret}' var='{var}'/>",
        "<FIELD VAR = {var}><VALUE>{secret}</VALUE></FIELD>",
        "<field var=‘{var}’><value>{secret}</value></field>",  # noqa: RUF001
        '<field var=\\"{var}\\"><value>{secret}</value></field>',
        "<field var='{var}><value>{secret}</value></field>",
        "<field var=' {var} '><value>{secret}</value></field>",
    ],
)
@pytest.mark.parametrize("secret", [SHORT, TOKEN])
def test_the_secrets_of_a_form_are_covered_even_where_it_is_damaged(field, var, secret):
    text = field.format(var=var, secret=secret)

    assert masked_xml(text) == field.format(var=var, secret=covered(secret))


@pytest.mark.parametrize(
    "var", ["secr&#101;t", "&#x73;&#x65;&#x63;&#x72;&#x65;&#x74;", "S&#69;CRET"]
)
def test_a_secret_field_is_known_by_what_its_name_stands_for(var):
    text = "<field label='a' var='{}'><value>{}</value></field>"

    assert masked_xml(text.format(var, SHORT)) == text.format(var, covered(SHORT))


@pytest.mark.parametrize(
    "secret",
    ["abcd<hunter2", "abcd<b>hunter2", "abcd</hunter2", "abcd< hunter2", "abcd&lt;hunter2", "abcd]hunter2"],
)  # fmt: skip
@pytest.mark.parametrize("around", ["<value>{}</value>", "<value><![CDATA[{}]]></value>", "{}"])
def test_no_markup_in_a_secret_lays_it_open(secret, around):
    text = f"<x><field var='secret'>{around.format(secret)}</field><a>after</a></x>"
    shown = masked_xml(text)

    assert "hunter" not in shown
    assert shown.startswith("<x><field var='secret'>")
    assert shown.endswith("</field><a>after</a></x>")


@pytest.mark.parametrize(
    "text",
    ["the token {}. It", "a.b/{}", "push.example.com.{}", "{}/x", "https://h/3/device/{}?a"],
)
def test_a_token_of_apns_is_covered_beside_any_character(text):
    assert TOKEN not in masked_xml(text.format(TOKEN))


def test_what_follows_a_form_is_shown():
    text = (
        "<x><field var='token'/></x><enable jid='p'/>\n<iq id='1'/><a>name = token</a><b>shown</b>"
    )

    assert masked_xml(text) == text


def test_every_value_of_a_secret_field_is_covered():
    text = "<field var='token'><value>{0}</value>\n<value>{0}</value></field>"

    assert masked_xml(text.format(SHORT)) == text.format(covered(SHORT))


def test_a_short_secret_is_covered_whole():
    assert masked_xml("<field var='secret'><value>12345678</value></field>") == (
        "<field var='secret'><value>••••••••</value></field>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<field var=‘device_id’><value>{}</value></field>",  # noqa: RUF001
        "<field var='device_id><value>{}</value></field>",
        '<field var=\\"device_id\\"><value>{}</value></field>',
        "<field var='device'><value>{}</value></field>",
        "POST /v3/notification {} sent",
        "{}",
    ],
)
def test_a_token_is_covered_wherever_it_stands(text):
    assert masked_xml(text.format(TOKEN)) == text.format(covered(TOKEN))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<iq type='set' id='x43' to='pubsub.example.com' from='alice@example.com/phone'/>",
        "<field var='service'><value>apns</value></field>",
        "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>",
        "<field var='topic'><value>com.example.app</value></field>",
        "<field var='token'/><field var='topic'><value>com.example.app</value></field>",
        "<enable xmlns='urn:xmpp:push:0' jid='pubsub.example.com' node='punsub_node_for_my_private_iphone'/>",
        "<presence-subscription-required-by-the-account/>",
    ],
)  # fmt: skip
def test_everything_else_is_shown(text):
    assert masked_xml(text) == text


def test_more_than_one_form_is_covered():
    options = ps.PublishOptions(device_id=TOKEN, service="fcm", secret=SHORT, topic="com.example")
    text = ps.serialize(build.enable(ps.Jid("p.example.com"), "n", options), pretty=True)
    shown = masked_xml(f"{text}\n{text}")

    assert TOKEN not in shown
    assert SHORT not in shown
    assert shown.count(covered(TOKEN)) == shown.count(covered(SHORT)) == 2
    assert shown.count("<value>com.example</value>") == 2


PIECES = st.sampled_from(
    ["<field var='token'>", "<field", "</field>", "<value>", "</value>", "var=", "'token'", TOKEN]
    + [SHORT, "<![CDATA[", "]]>", "value='", "'", "\n", "\r\n", "𝄞", " ", "x"]
)


@given(st.lists(PIECES | st.text(max_size=3)).map("".join))
def test_every_character_keeps_its_place(text):
    shown = masked_xml(text)

    assert len(shown) == len(text)
    assert all(a == b or (b == "•" and not a.isspace()) for a, b in zip(text, shown, strict=True))
    assert masked_xml(shown).count("•") >= shown.count("•")


@secret_fields
@given(value=st.text(st.characters(exclude_characters="<", codec="utf-8"), min_size=9))
def test_no_value_of_a_secret_field_is_shown(var, value):
    text = f"<field var='{var}'><value>{value}</value></field>"
    shown = masked_xml(text).removeprefix(f"<field var='{var}'><value>")

    assert all(each == "•" or each.isspace() for each in shown[4 : len(value)])


# What people wrote


def hidden(text):
    return "".join(each if each.isspace() else "•" for each in text)


@pytest.mark.parametrize("text", ["Hi", "See you at 8, Romeo!", "1 < 2\n &amp; so on", TOKEN])
@pytest.mark.parametrize(
    "around",
    [
        "<message><body>{}</body><active/></message>",
        "<message><body xml:lang='en'>{}</body><x:body >{}</x:body><request/></message>",
        "<body><![CDATA[{}]]></body><title>shown</title>",
        "<Body>{}<message id='1'><thread>shown</thread>",
        "<body>{}",
        "<body/><body>{}</body><title>shown</title>",
        "<field var='last-message-body'><value>{}</value></field><title>shown</title>",
        '<field type="text-multi" var="last-message-body"><value>{}</value>\n<value>{}</value>',
        "<field var='last-message-body' value='{}'/>",
        "<field var='last-message-body'><value><![CDATA[{}]]>",
        '{"body": "{}", "title": "shown"}',
        '{"aps": {"alert" : "{}"}}',
        '{"notification": {"last-message-body":"{}"',
    ],
)
def test_bodies_are_covered_where_that_is_asked_for(around, text):
    whole = around.replace("{}", text)

    assert masked_xml(whole, bodies=True) == around.replace("{}", hidden(text))
    assert masked_xml(whole) == around.replace("{}", covered(TOKEN) if text == TOKEN else text)


@pytest.mark.parametrize(
    "text",
    [
        "<message><thread>Hi</thread></message>",
        "<body rid='1'><message><thread>one</thread></message>\n<presence/>\n</body>",
        "<body/><thread>one</thread>",
        "<bodyguard>Hi</bodyguard>",
        '{"body_loc_key": "Hi", "alert": {"title": "Hi"}}',
    ],
)
def test_what_is_no_body_is_shown(text):
    assert masked_xml(text, bodies=True) == text


@given(st.lists(PIECES | st.sampled_from(["<body>", "</body>", "<", '"body": "'])).map("".join))
def test_every_character_of_a_body_keeps_its_place(text):
    shown = masked_xml(text, bodies=True)

    assert len(shown) == len(text)
    assert all(a == b or (b == "•" and not a.isspace()) for a, b in zip(text, shown, strict=True))


# What was meant


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("device_id", "device_id"),
        ("deviceid", "device_id"),
        ("device-id", "device_id"),
        ("Device_ID", "device_id"),
        (" topic ", "topic"),
        ("topik", "topic"),
        ("priorty", "priority"),
        ("", None),
        ("xyzzy", None),
    ],
)
def test_the_nearest_word_is_found_whatever_its_case_and_hyphens(word, meant):
    words = ["device_id", "priority", "topic"]

    assert nearest(word, words) == meant
    assert did_you_mean(word, words) == (f"did you mean {meant!r}?" if meant else None)


def test_how_near_it_has_to_be_can_be_said():
    assert nearest("tpc", ["topic"]) == "topic"
    assert nearest("tpc", ["topic"], cutoff=0.9) is None
    assert nearest("topic", []) is None


# What is said about a long log, of which there is always more

WORDS = st.sampled_from(
    [f"{letter}{number}-{letter * 5}" for letter in "abcd" for number in range(9)]
)


def field(secret):
    return f"<field var='token'><value>{secret}</value></field>"


@given(
    steps=st.lists(st.tuples(st.lists(WORDS, max_size=20), st.lists(WORDS, max_size=4))),
    most=st.sampled_from([3, 1000]),
)
@example(
    steps=[
        ([f"a{number}-aaaaa" for number in range(8)], ["d1-ddddd"]),
        ([*(f"b{number}-bbbbb" for number in range(4)), "d1-ddddd"], ["d1-ddddd"]),
    ],
    most=3,
)
def test_a_value_is_covered_from_when_it_is_known_to_be_secret(steps, most):
    secrets, known = Secrets(), []
    for read, said in steps:
        secrets.read(*map(field, read))
        for each in read:
            known = [*(other for other in known if other != each), each]
        if secrets.keep(most):
            known = known[-most:]
        for each in (*said, "x".join(said), "apns"):
            assert secrets.cover(each) == Secrets(*map(field, known)).cover(each)


def test_a_value_is_covered_among_many():
    secrets = Secrets()
    for number in range(3000):
        assert secrets.cover(f"value-{number}") == f"value-{number}"
    for number in range(3000):
        secrets.read(field(f"value-{number}"))
    for number in range(3000):
        assert "•" in secrets.cover(f"value-{number}")
