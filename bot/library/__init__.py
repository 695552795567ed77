"""Story files to the database, and finding stories there."""
