"""The sources of rules as links: sections of specifications, issues, repositories, pages."""

import re
from collections.abc import Mapping

#: The anchors of the sections that are cited, by document and number.
XEP_SECTIONS: Mapping[tuple[str, str], str] = {
    ("0004", "3"): "protocol",
    ("0004", "3.2"): "protocol-field",
    ("0050", "3.5"): "impl-payloads",
    ("0060", "4.1"): "affiliations",
    ("0060", "7.1.5"): "publisher-publish-options",
    ("0060", "8.1"): "owner-create",
    ("0060", "8.1.3"): "owner-create-and-configure",
    ("0060", "8.2"): "owner-configure",
    ("0060", "8.4"): "owner-delete",
    ("0060", "8.5"): "owner-purge",
    ("0060", "8.9"): "owner-affiliations",
    ("0060", "16.4.4"): "registrar-formtypes-config",
    ("0068", "4.1"): "usecases-unspecified",
    ("0357", "4"): "disco",
    ("0357", "5"): "enabling",
    ("0357", "6"): "disabling",
    ("0357", "7"): "publishing",
    ("0357", "8"): "",  # it has no anchor
    ("0357", "9"): "security",
    ("0357", "11.3"): "registrar-formtypes",
    ("0386", "3.2"): "bind-request",
}

_APPLE = "https://developer.apple.com/documentation/usernotifications"
_FIREBASE = "https://firebase.google.com/docs"

_GITHUB = "https://github.com"
_MIM = f"{_GITHUB}/esl/MongooseIM/blob/master"
_MONGOOSEPUSH = f"{_GITHUB}/esl/MongoosePush/blob/master/lib"
_PROSODY_MODULES = "https://hg.prosody.im/prosody-modules/file/tip"

#: The addresses of the folders of files that are cited by their names.
FILES: Mapping[str, str] = {
    "jlib.erl": f"{_MIM}/src",
    "mod_event_pusher_push.erl": f"{_MIM}/src/event_pusher",
    "mod_push_service_mongoosepush.erl": f"{_MIM}/src",
    "mod_pubsub_old.erl": f"{_MIM}/src/pubsub_old",
    "mongoose_data_forms.erl": f"{_MIM}/src",
    "node_push.erl": f"{_MIM}/src/pubsub_old",
    "priv/mysql.sql": _MIM,
    "priv/pg.sql": _MIM,
    "push_SUITE.erl": f"{_MIM}/big_tests/tests",
    "push_pubsub_SUITE.erl": f"{_MIM}/big_tests/tests",
    "api/v2/response_encoder.ex": f"{_MONGOOSEPUSH}/mongoose_push",
    "schemas/request/send_notification/deep.ex": f"{_MONGOOSEPUSH}/mongoose_push_web",
    "schemas/request/send_notification/deep/common/alert.ex": f"{_MONGOOSEPUSH}/mongoose_push_web",
    "service/apns.ex": f"{_MONGOOSEPUSH}/mongoose_push",
    "service/fcm.ex": f"{_MONGOOSEPUSH}/mongoose_push",
    "mod_push.erl": f"{_GITHUB}/processone/ejabberd/blob/master/src",
    "mod_push2.lua": f"{_PROSODY_MODULES}/mod_push2",
    "mod_sasl2_bind2.lua": f"{_PROSODY_MODULES}/mod_sasl2_bind2",
    "mod_unified_push.lua": f"{_PROSODY_MODULES}/mod_unified_push",
    "push2.md": f"{_PROSODY_MODULES}/mod_push2",
    "message_loop.rs": f"{_GITHUB}/monal-im/fpush/blob/HEAD/fpush/src/xmpp",
    "PushController.java": (
        f"{_GITHUB}/iNPUTmice/p2/blob/HEAD/src/main/java/eu/siacs/p2/controller"
    ),
}

#: The addresses of what is cited by its title.
TITLES: Mapping[str, str] = {
    "Apple, Sending notification requests to APNs": (
        f"{_APPLE}/sending-notification-requests-to-apns"
    ),
    "Apple, Generating a remote notification": f"{_APPLE}/generating-a-remote-notification",
    "Apple, Handling notification responses from APNs": (
        f"{_APPLE}/handling-notification-responses-from-apns"
    ),
    "Apple, Pushing background updates to your app": (
        f"{_APPLE}/pushing-background-updates-to-your-app"
    ),
    "Apple, Modifying content in newly delivered notifications": (
        f"{_APPLE}/modifying-content-in-newly-delivered-notifications"
    ),
    "Apple, UNNotificationInterruptionLevel": f"{_APPLE}/unnotificationinterruptionlevel",
    "Apple, Responding to VoIP Notifications from PushKit": (
        "https://developer.apple.com/documentation/pushkit/"
        "responding-to-voip-notifications-from-pushkit"
    ),
    "Firebase, Collapsible and non-collapsible messages": (
        f"{_FIREBASE}/cloud-messaging/customize-messages/collapsible-message-types"
    ),
    "Firebase, Set the message type": (
        f"{_FIREBASE}/cloud-messaging/customize-messages/set-message-type"
    ),
    "Firebase, Receive messages in Android apps": f"{_FIREBASE}/cloud-messaging/android/receive",
    "firebase-admin-dotnet issue 97": f"{_GITHUB}/firebase/firebase-admin-dotnet/issues/97",
    "Firebase, ErrorCode": f"{_FIREBASE}/reference/fcm/rest/v1/ErrorCode",
    "Firebase, Set the lifespan of a message": (
        f"{_FIREBASE}/cloud-messaging/customize-messages/setting-message-lifespan"
    ),
    "Firebase, Set and manage Android message priority": (
        f"{_FIREBASE}/cloud-messaging/android-message-priority"
    ),
    "FCM v1 discovery document": "https://fcm.googleapis.com/$discovery/rest?version=v1",
    "firebase-admin-python": f"{_GITHUB}/firebase/firebase-admin-python",
    "XML 1.0": "https://www.w3.org/TR/xml/",
    "ChatSecure-iOS issue 1022": f"{_GITHUB}/ChatSecure/ChatSecure-iOS/issues/1022",
    "MongooseIM, Using push notifications on the client side": (
        "https://esl.github.io/MongooseDocs/latest/tutorials/push-notifications/Push-notifications-client-side/"
    ),
    "MongooseIM's tutorial": (
        "https://esl.github.io/MongooseDocs/latest/tutorials/push-notifications/Push-notifications/"
    ),
    "MongoosePush": f"{_GITHUB}/esl/MongoosePush",
    "MongooseIM": f"{_GITHUB}/esl/MongooseIM",
    "README of up": "https://codeberg.org/iNPUTmice/up",
    "Prosody": "https://modules.prosody.im/mod_cloud_notify",
    "ejabberd": f"{_GITHUB}/processone/ejabberd",
    "Tigase": f"{_GITHUB}/tigase/tigase-server",
    "tigase-push": "https://docs.tigase.net/projects/tigase-tigase-push-2/en/latest/",
    "tigase-server": f"{_GITHUB}/tigase/tigase-server",
    "Smack": f"{_GITHUB}/igniterealtime/Smack",
    "QXmpp": f"{_GITHUB}/qxmpp-project/qxmpp",
    "fpush": f"{_GITHUB}/monal-im/fpush",
    "mod_push_appserver": f"{_GITHUB}/tmolitor-stud-tu/mod_push_appserver",
    "open_api_spex": f"{_GITHUB}/open-api-spex/open_api_spex",
}

_NUMBER = r"\d+(?:\.\d+)*"
_NUMBERS = rf"{_NUMBER}(?:(?:, | and ){_NUMBER})*"
_SOURCE = re.compile(
    rf"(?P<series>XEP|RFC)[- ](?P<document>\d+)(?:, (?P<sections>sections? {_NUMBERS}))?"
    rf"|(?P<repository>[\w-]+/[\w-]+)(?P<word> issues?| pull requests?)(?P<numbers> {_NUMBERS})"
    rf"|(?<![\w/])(?P<file>{'|'.join(map(re.escape, FILES))})"
    rf"|(?P<title>{'|'.join(map(re.escape, sorted(TITLES, key=len, reverse=True)))})"
    r"|(?<![\w/.])(?P<project>(?:esl|monal-im|processone|iNPUTmice)/\w+)(?!\.)"
)


def linked(source: str) -> str:
    """Return a source in Markdown, in which all that has an address is a link."""
    return _SOURCE.sub(_link, source)


def _link(found: re.Match[str]) -> str:
    if found["series"]:
        return _specification(found)
    if found["file"]:
        return f"[{found['file']}]({FILES[found['file']]}/{found['file']})"
    if found["title"]:
        return f"[{found['title']}]({TITLES[found['title']]})"
    if found["project"]:
        return f"[{found['project']}]({_GITHUB}/{found['project']})"
    kind = "pull" if "pull" in found["word"] else "issues"
    address = f"{_GITHUB}/{found['repository']}"
    numbers = re.sub(
        r"\d+", lambda each: f"[{each[0]}]({address}/{kind}/{each[0]})", found["numbers"]
    )
    return f"[{found['repository']}]({address}){found['word']}{numbers}"


def _specification(found: re.Match[str]) -> str:
    address = specification(found["series"], found["document"])
    title = f"[{found['series']} {found['document']}]({address})"
    if found["series"] == "XEP":
        title = f"[XEP-{found['document']}]({address})"
    if not found["sections"]:
        return title
    word, _, numbers = found["sections"].partition(" ")

    def section(number: re.Match[str]) -> str:
        if found["series"] == "RFC":
            return f"[{number[0]}]({address}#section-{number[0]})"
        anchor = XEP_SECTIONS[found["document"], number[0]]
        return f"[{number[0]}]({address}#{anchor})" if anchor else number[0]

    return f"{title}, {word} {re.sub(_NUMBER, section, numbers)}"


#: Where drafts are that have no number, by the pages of their models.
DRAFTS: Mapping[str, str] = {
    "tigase-push-extensions": "https://xeps.tigase.net/docs/push-notifications/",
    "push-2-0": f"{_PROSODY_MODULES}/mod_push2/push2.md",
    "unifiedpush-over-xmpp": TITLES["README of up"],
}


def address_of(page: str) -> str:
    """Return where the specification is published that the page of some models is about."""
    if page in DRAFTS:
        return DRAFTS[page]
    series, number = page.upper().split("-")
    return specification(series, number)


def specification(series: str, number: str) -> str:
    """Return where a specification is published."""
    if series == "RFC":
        return f"https://www.rfc-editor.org/rfc/rfc{number}.html"
    return f"https://xmpp.org/extensions/xep-{number}.html"
