"""What deploy/ ships: units, web server, roles, backups, as far as a machine alone can run them."""
