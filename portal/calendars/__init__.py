"""What stands in calendars: consultations, sessions and deadlines, and what awaits somebody."""
