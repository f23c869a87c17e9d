"""Programs that do the same task in another way, to be measured beside Dateline."""
