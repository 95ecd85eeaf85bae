#!/bin/sh
# Prints the statements that give roles of the database their passwords, for psql as a superuser:
#   sudo deploy/database_passwords.sh FOLDER ROLE ... | sudo -u postgres psql --quiet
# FOLDER is that of make_credentials.sh. The server is asked to keep them out of its log.
set -eu
folder=$1
shift
echo "SET log_statement = 'none'; SET log_min_duration_statement = -1;"
echo "SET password_encryption = 'scram-sha-256';"
for role in "$@"; do
    printf "ALTER ROLE tabella_%s PASSWORD '%s';\n" "$role" "$(cat "$folder/password-$role")"
done
