# RFC 6455 §10.4: the limit of a frame is not the limit of a message
client open max-frame=5 max-message=10
< 02 05 "01234"
< 80 05 "56789"
! binary "0123456789"
