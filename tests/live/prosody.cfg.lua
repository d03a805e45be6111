-- Prosody for the live tests; what starts with a dollar sign is filled in at start.
pidfile = "$folder/prosody.pid"
data_path = "$folder"
certificates = "$folder"
run_as_root = true
log = { { levels = { min = "info" }, to = "file", filename = "$folder/server.log" } }

interfaces = { "127.0.0.1" }
local_interfaces = { "127.0.0.1" }
c2s_ports = { $client_port }
component_ports = { $component_port }
component_interfaces = { "127.0.0.1" }

authentication = "internal_plain"
storage = "internal"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
allow_registration = true
default_archive_policy = true
archive_expires_after = "never"
smacks_hibernation_time = 60

modules_disabled = { "s2s", "s2s_auth_certs", "tls" }
modules_enabled = {
	"blocklist", "carbons", "cloud_notify", "disco", "mam", "pep", "ping", "register", "roster",
	"saslauth", "smacks",
}

-- What is said of nowhere else: the options as they are by default.
VirtualHost "example.com"
	disco_items = { { "push.example.com" }, { "pubsub.example.com" } }

VirtualHost "example.net"

VirtualHost "bodies.example"
	push_notification_with_body = true

VirtualHost "senders.example"
	push_notification_with_sender = true

VirtualHost "full.example"
	push_notification_with_body = true
	push_notification_with_sender = true

VirtualHost "quiet.example"
	push_notification_important_body = ""

VirtualHost "limits.example"
	push_max_errors = 2
	push_max_devices = 2

-- Without an archive.
VirtualHost "plain.example"
	modules_disabled = { "mam", "s2s", "s2s_auth_certs", "tls" }

Component "push.example.com"
	component_secret = "secret"

Component "pubsub.example.com" "pubsub"
	pubsub_max_items = 10
	add_permissions = { }

Component "rooms.example.com" "muc"
	restrict_room_creation = false
	muc_room_default_public = false
