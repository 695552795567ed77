"""What readers can do, one verb a module; each takes models and gives models."""
