"""How a notification looks on a phone: what is shown, what is cut, and that any text is safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from timelines import HOSTILE, TOKEN

import pushstanza as ps
from pushstanza.flow.pictures.phone import describe_phone, draw_phone
from pushstanza.payloads.translation import translate_fields

SVG = "{http://www.w3.org/2000/svg}"
APNS = {"service": "apns", "device_id": TOKEN, "topic": "com.example.mychat", "priority": "high"}
FCM = {"service": "fcm", "device_id": "dGhpcyBpcyBub3QgYSB0b2tlbg:APA91bExample" + "x" * 20}
LONG = "Wherefore art thou, Romeo? " * 20


def pushed(body, **options):
    summary = {"last-message-sender": "juliet@mychat.com", "last-message-body": body}
    return translate_fields({**summary, "message-count": "2"}, options)


def drawn(result, **options):
    return etree.fromstring(draw_phone(result, **options).encode("utf-8"))


def texts(root, kind):
    return [each.text for each in root.iter(f"{SVG}text") if each.get("class") == kind]


def test_a_notification_stands_on_the_lock_screen():
    root = drawn(pushed("Wherefore art thou, Romeo?", **APNS, sound="default"), app="MyChat")

    assert texts(root, "app") == ["MyChat"]
    assert texts(root, "title") == ["juliet@mychat.com"]
    assert texts(root, "body") == ["Wherefore art thou, Romeo?"]
    assert texts(root, "count") == ["2"]
    assert texts(root, "note") == ["iPhone, badge 2, default sound"]


def test_it_is_one_accessible_picture_without_ids():
    root = drawn(pushed("Hi!", **APNS))

    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root.findtext(f"{SVG}title") == "A notification on a phone"
    assert "juliet@mychat.com. Hi!. iPhone, badge 2, no sound" in root.findtext(f"{SVG}desc")
    assert not [each for each in root.iter() if each.get("id")]


def test_the_app_is_called_by_its_topic_where_no_name_is_given():
    assert texts(drawn(pushed("Hi!", **APNS)), "app") == ["com.example.mychat"]
    assert texts(drawn(pushed("Hi!", **FCM)), "app") == ["Your app"]


@pytest.mark.parametrize(("options", "lines"), [(APNS, 4), (FCM, 1)])
def test_a_long_text_is_cut_where_the_phone_cuts_it(options, lines):
    result = pushed(LONG, **options)
    body = texts(drawn(result), "body")

    assert len(body) == lines
    assert body[-1].endswith("…")
    assert LONG.startswith(" ".join(body).removesuffix("…"))
    assert LONG.strip() in describe_phone(result)


def test_lines_of_the_text_are_lines_on_the_phone():
    body = texts(drawn(pushed("one\ntwo\n\nthree\nfour\nfive", **APNS)), "body")

    assert body == ["one", "two", "three", "four…"]


def test_a_family_of_emoji_is_not_torn_apart():
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    body = texts(drawn(pushed(family * 100, **APNS)), "body")

    assert len(body) == 4
    assert not "".join(body).removesuffix("…").replace(family, "")


def test_hebrew_begins_at_the_right():
    root = drawn(pushed("שלום עולם " * 30, **APNS))
    lines = [each for each in root.iter(f"{SVG}text") if each.get("class") == "body"]
    (title,) = (each for each in root.iter(f"{SVG}text") if each.get("class") == "title")

    assert {(each.get("direction"), each.get("x")) for each in lines} == {("rtl", "282")}
    assert (title.get("direction"), title.get("x")) == (None, "0")


@pytest.mark.parametrize("options", [APNS, FCM])
def test_a_silent_push_shows_nothing(options):
    result = pushed("Hi!", **options, silent="true")
    root = drawn(result)

    assert texts(root, "title") == ["Nothing is shown"]
    assert " ".join(texts(root, "body")) == "The app is woken in the background."
    assert "message-count" in " ".join(texts(root, "note"))
    assert not texts(root, "app")
    assert "Hi!" not in describe_phone(result)


def test_a_push_that_is_rejected_does_not_arrive():
    result = pushed("Hi!", service="apns", device_id="no hexadecimal digits")

    assert texts(drawn(result), "title") == ["No notification arrives"]
    assert "not a valid APNs token" in describe_phone(result)


@pytest.mark.parametrize("show", [draw_phone, describe_phone])
@pytest.mark.parametrize("options", [APNS, FCM])
def test_tokens_are_masked(show, options):
    token = options["device_id"]
    result = pushed(f"my token is {token}", **options)

    assert token[:30] not in show(result, app=f"app of {token}")


@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_any_text_is_only_text(given):
    result = pushed(given, **{**APNS, "sound": given})
    calm, root = drawn(pushed("calm", **APNS)), drawn(result, app=given)

    assert {each.tag for each in root.iter()} <= {each.tag for each in calm.iter()}
    assert {name for each in root.iter() for name in each.keys()} <= {  # noqa: SIM118
        *(name for each in calm.iter() for name in each.keys()),  # noqa: SIM118
        "direction",
    }
    assert draw_phone(result) == draw_phone(result)


@pytest.mark.parametrize("given", HOSTILE)
def test_a_terminal_gets_nothing_that_it_obeys(given):
    shown = describe_phone(pushed(given, **APNS), app=given)

    assert shown.replace("\n", "").isprintable()


@pytest.mark.parametrize(("result", "app"), [("<iq/>", None), (pushed("Hi!", **APNS), 7)])
def test_a_wrong_argument_is_refused(result, app):
    with pytest.raises(ps.WrongTypeError, match=r"draw_phone\(\): (result|app) must be"):
        draw_phone(result, app=app)
