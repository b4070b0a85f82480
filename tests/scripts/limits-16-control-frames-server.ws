# RFC 6455 §10.4: the limit of a message is none for control frames
server open max-message=1
< 89 83 00000000 "png"
> 8a 03 "png"
! ping "png"
< 88 85 00000000 03e8 "bye"
> 88 05 03e8 "bye"
> eof
! closed 1000 clean
