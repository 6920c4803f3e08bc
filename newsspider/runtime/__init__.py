"""What every room stands on: the terminal, processes, the mailbox of a thread, durability, credentials taken out."""
