"""Family 7: MongoosePush, FCM and APNs.

What happens to the options and the summary is found by the translator; here it has its reason and
its examples. The same rules look at JSON documents in :mod:`pushstanza.linting.rules.documents`.
"""
