"""Photos and papers: where their bytes lie, what they may be, and how they look small."""
