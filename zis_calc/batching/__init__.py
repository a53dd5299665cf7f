"""The flow of `zis-calc batch`: one book, a folder of books, what is found in them, and what is resumed."""
