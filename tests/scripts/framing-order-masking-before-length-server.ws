# RFC 6455 §5.2: of two mistakes in one header, masking is judged before the encoding of the length
server open
< 82 7e 0005
> 88 13 03ea "incorrect masking"
> eof
! closed 1006 unclean sent=1002 cause=incorrect-masking
