#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
#
# Proves the commands of the README on a Debian 12 that has Python with pip and nothing else.
#
#   sudo tools/bare_machine.sh            the committed state of this clone; needs debootstrap
#   MIRROR=URL sudo -E tools/bare_machine.sh   with another Debian mirror than this machine's
#
# The machine is a folder with its own mounts and processes, which end with this program. It reaches
# the net the way this one does: its names, its certificates, its proxies.
set -euo pipefail

release=bookworm
here=$(cd "$(dirname "$0")/.." && pwd)

main() {
    [ "$(id --user)" = 0 ] || fail "Making a machine takes root."
    command -v debootstrap >/dev/null || fail "This needs debootstrap: apt-get install debootstrap"
    machine=$(mktemp --directory --tmpdir konvent-bare-XXXXXX)
    trap 'rm --recursive --force --one-file-system "$machine"' EXIT
    chmod 755 "$machine"
    furnish
    unshare --mount --pid --fork --kill-child "$0" inside "$machine"
}

furnish() {
    echo "Making a bare Debian ($release)"
    debootstrap --variant=minbase --include=python3,python3-pip,ca-certificates,adduser \
        "$release" "$machine" "${MIRROR:-$(mirror)}" >"$machine.log" 2>&1 ||
        fail "debootstrap did not work: $machine.log"
    rm "$machine.log"
    cp /etc/resolv.conf /etc/hosts "$machine/etc/"
    cp /etc/ssl/certs/ca-certificates.crt "$machine/etc/ssl/certs/"
    cp --recursive /etc/apt/apt.conf.d/. "$machine/etc/apt/apt.conf.d/"
    chroot "$machine" adduser --quiet --disabled-password --gecos "" visitor
    git clone --quiet --no-hardlinks "$here" "$machine/home/visitor/konvent"
    cp --recursive "$machine/home/visitor/konvent" "$machine/root/konvent"
    chroot "$machine" chown --recursive visitor: /home/visitor
}

mirror() {
    apt-get indextargets --format "\$(RELEASE) \$(REPO_URI)" "Created-By: Packages" |
        awk -v release="$release" '$1 == release { print $2; exit }'
}

# In a namespace of its own: nothing that is mounted or started here outlives it.
inside() {
    machine=$1
    mount --type proc proc "$machine/proc"
    mount --rbind /dev "$machine/dev"
    mount --type tmpfs tmpfs "$machine/dev/shm"
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

    for program in node npm ffmpeg uv chromium psql cc; do
        if (as root "command -v $program") >/dev/null; then fail "A bare machine has no $program."; fi
    done
    demo "first start, from nothing, without root" "python3 dev.py"
    demo "second start" "python3 dev.py"
    timed "wheel" visitor "python3 dev.py build"
    demo "start from the wheel, where Node has never been" ".tools/bin/uvx --from dist/*.whl konvent"
    outcome=0
    timed "tests, from nothing" root 'python3 dev.py test' || outcome=1
    timed "checks" root 'python3 dev.py check' || outcome=1
    return "$outcome"
}

demo() {
    local started house
    started=$(date +%s.%N)
    (as visitor "exec $2 demo --port $port --data ~/data") &
    house=$!
    until answers; do
        kill -0 "$house" 2>/dev/null || fail "The demo ended."
        sleep 0.1
    done
    report "$1" "$started"
    kill -TERM "$house"
    wait "$house" || true
}

answers() {
    python3 -c "import urllib.request as r; r.urlopen('http://127.0.0.1:$port/')" 2>/dev/null
}

timed() {
    local started outcome=0
    started=$(date +%s.%N)
    (as "$2" "$3") || outcome=$?
    report "$1" "$started"
    return "$outcome"
}

report() {
    python3 -c "import time; print(f'=== $1: {time.time() - $2:.1f} s', flush=True)"
}

# Becomes a shell of somebody on the bare machine, with no more of ours than the way to the net.
as() {
    local name ours=()
    while IFS= read -r name; do
        ours+=("$name=${!name}")
    done < <(compgen -e | grep --extended-regexp --ignore-case 'proxy$|_cert|_ca_')
    exec chroot "$machine" /usr/bin/env --ignore-environment "${ours[@]}" \
        HOME="$([ "$1" = root ] && echo /root || echo "/home/$1")" USER="$1" LANG=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        setpriv --reuid "$1" --regid "$1" --init-groups bash -c "cd ~/konvent && $2"
}

fail() {
    echo "$1" >&2
    exit 1
}

if [ "${1:-}" = inside ]; then inside "$2"; else main; fi
