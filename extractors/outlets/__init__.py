"""One file an outlet; every ``Outlet`` in here is registered by itself."""
