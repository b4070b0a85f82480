# RFC 6455 §10.4: a message of exactly the limit is taken, in one frame or several
client open max-message=10
< 81 0a "0123456789"
! text "0123456789"
< 01 05 "01234"
< 80 05 "56789"
! text "0123456789"
