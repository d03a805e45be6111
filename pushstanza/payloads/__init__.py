"""From a summary and its options to the requests for MongoosePush, FCM and APNs.

``translation`` leads there, ``answers`` leads back;
``mongoosepush``, ``fcm`` and ``apns`` hold the typed requests, ``wire`` makes JSON of them.
"""
