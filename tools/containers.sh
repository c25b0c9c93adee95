#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
#
# Proves deploy/containers where no registry of images can be reached: builds the image, runs the
# compose file, and looks whether a house answers in it.
#
#   sudo tools/containers.sh           the committed state of this clone
#   MIRROR=URL sudo -E tools/containers.sh   with another Debian mirror than this machine's
#   KEEP=DIR sudo -E tools/containers.sh     and keep what was made, for the next time
#
# Needs debootstrap, podman, buildah, runc and podman-compose (PyPI). What registries would bring is
# made of Debian's packages: a base with Python and pip, PostgreSQL, Redis. Images, containers and
# networks are in a folder of their own, which goes when this program ends.
set -euo pipefail

release=bookworm
here=$(cd "$(dirname "$0")/.." && pwd)
base=localhost/konvent-base
files=$(ulimit -H -n)
port=8000

main() {
    [ "$(id --user)" = 0 ] || fail "Building images here takes root."
    for program in debootstrap podman buildah runc podman-compose; do
        command -v "$program" >/dev/null || fail "This needs $program."
    done
    place=${KEEP:-$(mktemp --directory --tmpdir konvent-containers-XXXXXX)}
    mkdir --parents "$place"
    trap leave EXIT
    set_up_podman
    podman image exists "$base" || timed "base image from Debian's packages" make_base
    podman image exists docker.io/library/postgres:17 || timed "PostgreSQL and Redis" make_services
    rm --recursive --force "$place/konvent"
    git clone --quiet --no-hardlinks "$here" "$place/konvent"
    cd "$place/konvent"
    timed "image of Konvent" build
    timed "house of three containers answers" up
    look
    timed "house that was started again answers" again
    timed "house ends" compose down --timeout 10
}

# Storage that needs nothing of the kernel, and a runtime that needs no newer cgroups than there are.
set_up_podman() {
    cat >"$place/storage.conf" <<-CONF
		[storage]
		driver = "vfs"
		graphroot = "$place/images"
		runroot = "$place/run"
	CONF
    cat >"$place/containers.conf" <<-CONF
		[containers]
		log_driver = "k8s-file"
		default_ulimits = ["nofile=$files:$files", "nproc=4096:4096"]
		[engine]
		runtime = "runc"
		cgroup_manager = "cgroupfs"
		events_logger = "file"
		[network]
		network_config_dir = "$place/networks"
	CONF
    export CONTAINERS_STORAGE_CONF="$place/storage.conf" CONTAINERS_CONF="$place/containers.conf"
    export BUILDAH_ISOLATION=chroot
}

# What the public image of Python offers: python and pip, which may install.
make_base() {
    local root=$place/root name changes=()
    rm --recursive --force "$root"
    debootstrap --variant=minbase --include=python3,python3-pip,python3-venv,ca-certificates,adduser \
        "$release" "$root" "${MIRROR:-$(mirror)}" >"$place/debootstrap.log" 2>&1 ||
        fail "debootstrap did not work: $place/debootstrap.log"
    rm --force "$root"/usr/lib/python3*/EXTERNALLY-MANAGED
    ln --symbolic --force python3 "$root/usr/bin/python"
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    cp --recursive /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
    while IFS= read -r name; do
        changes+=(--change "ENV $name=${!name}")
    done < <(compgen -e | grep --extended-regexp --ignore-case 'proxy$|_certs?$|_ca_|_cert_file$')
    tar --directory "$root" --create . | podman import "${changes[@]}" - "$base" >/dev/null
    rm --recursive --force "$root"
}

mirror() {
    apt-get indextargets --format "\$(RELEASE) \$(REPO_URI)" "Created-By: Packages" |
        awk -v release="$release" '$1 == release { print $2; exit }'
}

# The two images of the compose file, as far as it uses them.
make_services() {
    buildah bud --quiet --format docker --tag docker.io/library/redis:8 - >/dev/null <<-FILE
		FROM $base
		RUN apt-get update && apt-get install --yes --no-install-recommends redis-server
		USER redis
	FILE
    buildah bud --quiet --format docker --tag docker.io/library/postgres:17 - >/dev/null <<-FILE
		FROM $base
		RUN apt-get update && apt-get install --yes --no-install-recommends postgresql
		RUN printf '%s\n' '#!/bin/bash' 'set -e' 'at=/var/lib/postgresql/data' \
		  'bin=\$(echo /usr/lib/postgresql/*/bin)' 'chown postgres: \$at' \
		  'run() { setpriv --reuid postgres --regid postgres --clear-groups "\$@"; }' \
		  'if [ ! -e \$at/PG_VERSION ]; then' \
		  '  echo "\$POSTGRES_PASSWORD" >/tmp/word && chown postgres: /tmp/word' \
		  '  run \$bin/initdb -D \$at -U "\$POSTGRES_USER" -A scram-sha-256 --pwfile /tmp/word >/dev/null' \
		  '  echo "host all all all scram-sha-256" >>\$at/pg_hba.conf' \
		  '  run \$bin/postgres --single -D \$at postgres <<<"CREATE DATABASE \$POSTGRES_DB" >/dev/null' 'fi' \
		  'exec setpriv --reuid postgres --regid postgres --clear-groups \$bin/postgres -D \$at -c listen_addresses="*"' \
		  >/entry && chmod 755 /entry
		ENTRYPOINT ["/entry"]
	FILE
}

build() {
    buildah bud --format docker --build-arg "BASE=$base" --tag localhost/konvent \
        --file deploy/containers/Containerfile . >"$place/build.log" 2>&1 || fail_with "$place/build.log"
}

# What this machine may not do, beside the compose file as it is: raise limits, and have systemd look
# after health, so that who depends on it would wait for ever. Health is looked at by hand instead.
compose() {
    local limits="{nofile: $((files < 65536 ? files : 65536)), nproc: 4096}"
    cat >deploy/containers/here.yaml <<-YAML
		services:
		  konvent:
		    image: localhost/konvent
		    ulimits: $limits
		    depends_on:
		      postgres: {condition: service_started}
		      redis: {condition: service_started}
		  postgres:
		    ulimits: $limits
		  redis:
		    ulimits: $limits
	YAML
    KONVENT_HOST=127.0.0.1 POSTGRES_PASSWORD=of-a-proof BASE=$base \
        podman-compose --project-name konvent-proof --file deploy/containers/compose.yaml \
        --file deploy/containers/here.yaml "$@" >>"$place/compose.log" 2>&1 || fail_with "$place/compose.log"
}

up() {
    compose up --detach --no-build
    wait_until_ready
}

again() {
    compose restart konvent
    wait_until_ready
}

look() {
    local house
    house=$(podman ps --filter label=com.docker.compose.service=konvent --format '{{.Names}}')
    podman ps --format '{{.Names}}' | xargs --max-args 1 podman healthcheck run
    podman exec "$house" konvent doctor || true
    podman exec "$house" konvent backup
    [ "$(podman exec "$house" id --user)" = 10001 ] || fail "Konvent runs as somebody else."
    podman exec "$house" touch /opt/written 2>/dev/null && fail "The container can be written to."
    podman exec "$house" konvent manage shell -c \
        "from django.db import connection as c; assert c.vendor == 'postgresql'"
}

wait_until_ready() {
    local left=120
    until [ "$(python3 -c "import urllib.request as r; print(r.urlopen('http://127.0.0.1:$port/ready', timeout=2).status)" 2>/dev/null)" = 200 ]; do
        left=$((left - 1))
        [ $left -gt 0 ] || { podman ps --all; podman logs "$(podman ps --all --format '{{.Names}}' | grep _konvent_)" | tail --lines 30; fail "The house does not answer."; }
        sleep 1
    done
}

leave() {
    cd /
    podman ps --all --quiet --filter label=io.podman.compose.project=konvent-proof |
        xargs --no-run-if-empty podman rm --force --time 5 >/dev/null 2>&1 || true
    [ -n "${KEEP:-}" ] || rm --recursive --force --one-file-system "$place"
}

timed() {
    local started
    started=$(date +%s.%N)
    "${@:2}"
    python3 -c "import time; print(f'=== $1: {time.time() - $started:.1f} s', flush=True)"
}

fail_with() {
    tail --lines 30 "$1" >&2
    fail "That did not work: $1"
}

fail() {
    echo "$1" >&2
    exit 1
}

main
