"""How fast a host is asked, and what it says to that: robots.txt, delays and retries, blocks and rests."""
