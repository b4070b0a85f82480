# RFC 6455 §10.4: fragments are counted even if they are empty, and the 16385th is one too many
# (1009)
server open
< 01 80 00000000
< 16383*(00 80 00000000)
< 00 80 00000000
< 5000*00
> 88 14 03f1 "too many fragments"
> eof
! closed 1006 unclean sent=1009 cause=too-many-fragments
