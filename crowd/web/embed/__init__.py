"""What other pages show of a poll: the widget, the script that puts it there, answering inside."""
