# RFC 6455 §7.1.5: the code is 1006 if the stream ends and no close frame came
server open
< eof
> eof
! closed 1006 unclean sent=none cause=eof reason="" order=none
wants-read off
