"""The constants register (row 1): numbers with their source, the ranges they come to, and who changed them."""
