"""The audit page: one file of HTML that opens from the disk, without a network."""
