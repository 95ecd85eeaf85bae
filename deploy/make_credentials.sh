#!/bin/sh
# Draws a password for each program and writes what programs and servers need to know of it:
#   FOLDER/database-ROLE, queue-PROGRAM, cache-PROGRAM   addresses with the password in them
#   FOLDER/password-ROLE                                 for `manage.py database_roles --passwords`
#   FOLDER/users.acl                                     for Redis, which gets hashes only
# Usage: make_credentials.sh FOLDER [DATABASE-HOST:PORT/NAME] [REDIS-HOST:PORT]
# What is there already stays, so that it may be run again after an upgrade.
set -eu
umask 077
folder=$1
database=${2:-127.0.0.1:5432/tabella}
redis=${3:-127.0.0.1:6379}
here=$(dirname "$0")
mkdir -p "$folder"

drawn() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

for role in owner web ballots tally mail backup; do
    [ -e "$folder/password-$role" ] || drawn > "$folder/password-$role"
    printf 'postgresql://tabella_%s:%s@%s' "$role" "$(cat "$folder/password-$role")" "$database" > "$folder/database-$role"
done

cp "$here/redis/users.acl" "$folder/users.acl.draft"
for program in web ballots tally mail scheduler; do
    [ -e "$folder/password-redis-$program" ] || drawn > "$folder/password-redis-$program"
    password=$(cat "$folder/password-redis-$program")
    printf 'redis://%s:%s@%s/0' "$program" "$password" "$redis" > "$folder/queue-$program"
    printf 'redis://%s:%s@%s/1' "$program" "$password" "$redis" > "$folder/cache-$program"
    hash=$(printf %s "$password" | sha256sum | cut -d' ' -f1)
    sed "s/^user $program on /user $program on #$hash /" "$folder/users.acl.draft" > "$folder/users.acl.next"
    mv "$folder/users.acl.next" "$folder/users.acl.draft"
done
mv "$folder/users.acl.draft" "$folder/users.acl"
[ -e "$folder/mail-password" ] || : > "$folder/mail-password"
echo "Written to $folder. Put the mail server's password into $folder/mail-password."
