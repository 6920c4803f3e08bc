"""What every room builds on: the terminal, processes, the mailbox of a thread, durability, redacted credentials."""
