# The main job on the stanzas of MongooseIM's tutorial. Run by `make demo`.
# Commands stand out on a terminal, and only there.
[ -t 1 ] && { bold='\033[1m' plain='\033[0m'; } || { bold='' plain=''; }
run() {
    printf "\\n$bold\$ pushstanza %s$plain\\n" "$(printf '%s' "$*" | sed "s/\\(Wherefore.*Romeo?\\)/'\\1'/")"
    # Findings are expected, so status 1 is not a failure; status 2 is.
    pushstanza "$@" || [ $? -eq 1 ]
}
set -e
cd tests/cases/tutorial

printf '1. Lint the stanzas. The tutorial leaves placeholders in them.\n'
run lint .

printf '\n2. See how each server answers.\n'
run verdict enable.xml

printf '\n3. Translate a message to a device that is registered with this enable.\n'
run translate enable.xml --body 'Wherefore art thou, Romeo?'

printf '\n4. Replace the placeholders, for APNs and for FCM.\n'
run translate enable.xml --body 'Wherefore art thou, Romeo?' -O priority=high -O topic=com.example.app \
    -O device_id=5f0c3a1be2d94776a8c0d1e2f3a4b5c65f0c3a1be2d94776a8c0d1e2f3a4b5c6
run translate enable.xml --body 'Wherefore art thou, Romeo?' -O priority=high -O service=fcm \
    -O device_id=dGhpcyBpcyBub3QgYSB0b2tlbg:APA91bExample
