"""What readers see: pages, cards, pickers, buttons and failure replies, shared by all cogs."""
