"""What is read of a cycle: what it is planned from, how it stands, how well it is kept."""
