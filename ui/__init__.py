"""Every way in for a person: the command line and the web page."""
