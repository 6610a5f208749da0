"""One file a verb: parse the options, call the API, print. `..main.GROUPS` lists them."""
