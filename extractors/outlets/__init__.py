"""One file per outlet, or per house of small ones; every ``Outlet`` in here is registered automatically."""
