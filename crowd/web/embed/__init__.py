"""The poll outside its own pages: widget and loader, pictures, previews, calendar entries."""
