"""Files in, canonical rows out: ``source.open_source`` reads a file, ``mapping`` says what its columns mean."""
