# RFC 6455 §10.4: the limit of a message is none for control frames
client open max-message=1
< 89 03 "png"
> 8a 83 %mask "png"
! ping "png"
< 88 05 03e8 "bye"
> 88 85 %mask 03e8 "bye"
< eof
> eof
! closed 1000 clean
