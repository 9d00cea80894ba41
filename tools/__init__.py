"""What keeps the project itself in order: its packages with their hashes, its licences."""
