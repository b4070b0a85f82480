# RFC 6455 §5.5: control frames have at most 125 bytes; the header alone tells
client open
< 89 7e 007e
> 88 98 %mask 03ea "control frame too long"
< eof
> eof
! closed 1006 unclean sent=1002 cause=control-too-long
