# RFC 6455 §5.5: a reason has at most 123 bytes
server open
close 1000 124*"r"
err close-reason-too-long
close 1000 123*"r"
> 88 7d 03e8 123*"r"
