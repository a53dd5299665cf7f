"""What the files mean: frozen, strict models; no file is opened here."""
