// Which version of Graph Data Science does the server have?
RETURN gds.version() AS version
