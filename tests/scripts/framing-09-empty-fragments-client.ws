# RFC 6455 §10.4: fragments are counted even if they are empty, and the 16385th is one too many
# (1009)
client open
< 01 00
< 16383*(00 00)
< 00 00
< 5000*00
> 88 94 %mask 03f1 "too many fragments"
< eof
> eof
! closed 1006 unclean sent=1009 cause=too-many-fragments
