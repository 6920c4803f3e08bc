"""How fast a host is asked, and how it responds: robots.txt, delays and retries, blocks and rests."""
