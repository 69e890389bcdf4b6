"""The poll outside its own pages: pictures, previews, calendar entries, and who asks for them."""
