"""NASA Earthdata: login, search and download. Import what is needed from the modules, late: they take time to load."""
