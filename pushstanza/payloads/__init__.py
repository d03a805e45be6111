"""A summary and its options, as the requests that MongoosePush, FCM and APNs get.

``translation`` leads there, ``answers`` leads back;
``mongoosepush``, ``fcm`` and ``apns`` hold the typed requests, ``wire`` makes JSON of them.
"""
