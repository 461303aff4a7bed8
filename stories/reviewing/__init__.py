"""The desk of those who review what is sent in: the queue, one submission, contacts, reminders."""
