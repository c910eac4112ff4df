"""What programs read and do here: the same lists, rules and acts as on the pages."""
