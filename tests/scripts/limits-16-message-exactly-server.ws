# RFC 6455 §10.4: a message of exactly the limit is taken, in one frame or several
server open max-message=10
< 81 8a 00000000 "0123456789"
! text "0123456789"
< 01 85 00000000 "01234"
< 80 85 00000000 "56789"
! text "0123456789"
