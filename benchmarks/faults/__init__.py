"""What goes wrong in offices, done on purpose: each module does one kind of harm and counts how often all was well."""
