# RFC 6455 §10.4: the limit of a frame is not the limit of a message
server open max-frame=5 max-message=10
< 02 85 00000000 "01234"
< 80 85 00000000 "56789"
! binary "0123456789"
