"""Families 6 and 7 once more: the payloads of FCM, APNs and MongoosePush in JSON.

Most checks belong to a rule that looks at stanzas too; what only JSON can have is a rule of its own
here. :func:`.findings.findings` is what a text is linted with.
"""
