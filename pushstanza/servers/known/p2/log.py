"""What p2 writes to its log.

Source: p2 of March 2023, ``ApnsPushService.java``, ``FcmPushService.java``,
``ClientCertificateKeyManager.java``.
"""

from pushstanza.servers.log_line import LogLine, cause

_APNS = "p2 ApnsPushService.java"
_FCM = "p2 FcmPushService.java"
_KEYS = "p2 ClientCertificateKeyManager.java"
_REFUSED = "The publish is answered with recipient-unavailable."
_GONE = "For UNREGISTERED it is item-not-found instead."
_WORD = cause("the provider refused it: the body says why", "explain the body", _APNS)
_CERTIFICATE = cause(
    "the client certificate or its key is missing or cannot be read",
    "configure both for apns, and check that the process may read them",
    _KEYS,
)

LOG_LINES = (
    LogLine(
        text="push to APNS failed with response code=…, body=…",
        carries_reason=True,
        source=_APNS,
        meaning="APNs refused a notification",
        effect=_REFUSED,
        faults=(_WORD,),
    ),
    LogLine(
        text="push to APNS failed",
        source=_APNS,
        meaning="APNs could not be reached",
        effect=_REFUSED,
        faults=(
            cause("no connection to APNs comes about", "look at the exception below", _APNS),
            _CERTIFICATE,
        ),
    ),
    LogLine(
        text="bundle id not configured",
        source=_APNS,
        meaning="p2 does not know the topic for APNs",
        effect=_REFUSED,
        faults=(cause("bundleId is missing", "configure bundleId for apns", _APNS, "PS714"),),
    ),
    LogLine(
        text="push to FCM failed with unknown messaging error code",
        source=_FCM,
        meaning="FCM refused a notification for another reason than UNREGISTERED",
        effect=f"{_REFUSED} {_GONE}",
        faults=(
            cause(
                "the token belongs to another project, the account of FCM is not valid, or a quota"
                " is used up",
                "explain the code in the exception below",
                _FCM,
            ),
        ),
    ),
    LogLine(
        text="Unable to initialize firebase app",
        source=_FCM,
        meaning="p2 cannot log in to FCM",
        effect="Every publish for FCM is refused.",
        faults=(
            cause(
                "the file with the FCM service account is missing or cannot be read",
                "configure serviceAccountFile for fcm",
                _FCM,
            ),
        ),
    ),
    LogLine(
        text="No push services have been configured",
        source="p2 PushServiceManager.java",
        meaning="p2 knows neither FCM nor APNs",
        effect="Every publish is answered with internal-server-error.",
        faults=(
            cause(
                "neither fcm nor apns is configured",
                "configure the one that your app uses",
                "p2 PushServiceManager.java",
            ),
        ),
    ),
    *(
        LogLine(
            text=text,
            source=_KEYS,
            meaning="p2 cannot authenticate to APNs",
            effect=_REFUSED,
            faults=(_CERTIFICATE,),
        )
        for text in (
            "No client certificate configured",
            "Unable to load client certificates",
            "Unable to load private key for client certificate authentication",
        )
    ),
)
