# RFC 1951 §3.2.4: NLEN is the complement of LEN
client open deflate=""
< c2 0b 00 05 00 fa fe "Hello" 00
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
