"""Files for Excel and Word: what people read, write on and print."""
