# RFC 6455 §8.1, §5.3: the text is judged after unmasking
server open
< 81 85 37fa213d 7f9f4d51c7
> 88 26 03ef "unexpected end of data at position 4"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
