# RFC 6455 §5.1: a client must close the connection when a frame is masked
client open
< 81 85 37fa213d 7f9f4d5158
> 88 93 %mask 03ea "incorrect masking"
< eof
> eof
! closed 1006 unclean sent=1002 cause=incorrect-masking
