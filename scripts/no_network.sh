#!/bin/sh
# Runs a command in a network namespace that has a loopback interface and no route to anywhere else.
set -eu
[ $# -gt 0 ] || { echo "usage: sh scripts/no_network.sh COMMAND [ARGUMENT]..." >&2; exit 2; }
for tool in unshare python3; do
    command -v "$tool" >/dev/null || { echo "A network namespace cannot be made here: $tool is missing." >&2; exit 77; }
done
# Whoever is not root needs a user namespace as well, which some systems do not allow.
[ "$(id -u)" = 0 ] && how="--net" || how="--net --map-root-user"
unshare $how true 2>/dev/null || {
    echo "A network namespace cannot be made here: run it as root; in a container, with the capability SYS_ADMIN." >&2
    exit 77
}
# The loopback interface is down in a new namespace. Where `ip` is missing, Python does the same call.
exec unshare $how sh -c '
    ip link set lo up 2>/dev/null || python3 -c "
import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack(\"16sh14x\", b\"lo\", 0x1 | 0x40))"
    if python3 -c "import socket; socket.create_connection((\"192.0.2.1\", 9), 2)" 2>&1 | grep -q "unreachable"; then
        echo "No network but loopback." >&2
        exec "$@"
    fi
    echo "The network can still be reached: nothing would be shown." >&2
    exit 77' no_network "$@"
