# RFC 6455 §10.4: the opening handshake has one deadline, however steadily the bytes drip in
server open-timeout=10s
< "GET / HTTP/1.1\r\n"
@ +5s
< "X: "
@ +4s
< "y\r\n"
@ +1s
> eof
! closed 1006 unclean sent=none cause=open-timeout
