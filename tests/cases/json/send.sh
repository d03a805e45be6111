#!/bin/sh
curl -d '{"message": {"token": "'"$TOKEN"'", "data": {"count": 1}}}' "$URL"
curl --data-raw "{\"aps\": {\"alert\": \"$TEXT\", \"badge\": $COUNT, \"sund\": \"ping\"}}" "$URL"
curl --data '{"aps": {"alert": "it'\''s me", "badge": "1"}}' "$URL"
curl --data @- "$URL" <<END
{
  "service": "apns",
  "mode": "production",
  "ttl": $TTL,
  "alert": {"title": "$NAME", "body": "$TEXT"}
}
END
curl -d '{"aps": {"alert": "Hark",}}' "$URL"
