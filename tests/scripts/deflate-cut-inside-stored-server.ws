# RFC 7692 §7.2.2: the tail must not become the data of a stored block
server open deflate=""
< c2 86 00000000 00 05 00 fa ff "H"
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
