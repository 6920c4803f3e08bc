"""One file per outlet; every ``Outlet`` in here is registered automatically."""
