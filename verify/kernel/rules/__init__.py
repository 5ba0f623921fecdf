"""The rules beside the core, one file each: what it takes, why it is true, and the few lines that check it."""
