#!/bin/sh
# Starts PostgreSQL on $PGDATA and, the first time, makes the data directory. Arguments go to
# `postgres`, for example: -c shared_buffers=256MB
set -eu

: "${PGDATA:=/var/lib/postgresql/data}"
: "${POSTGRES_PASSWORD_FILE:=/etc/primero/postgresql/password}"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    # A first start that was killed leaves only the partial directory: it holds nothing of value,
    # and is made again.
    rm -rf "$PGDATA.partial"
    initdb --pgdata="$PGDATA.partial" --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --data-checksums
    mv "$PGDATA.partial" "$PGDATA"
fi

exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/tmp \
    -c hba_file=/etc/postgresql/pg_hba.conf -c password_encryption=scram-sha-256 "$@"
