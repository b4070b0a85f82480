# RFC 6455 §5.5.1: an answer to the message in front of a close frame goes out before the echo of the close
client open echo=on
< 81 02 "hi" 88 02 03e9
! text "hi"
> 81 82 %mask "hi"
> 88 82 %mask 03e9
< eof
> eof
! closed 1001 clean sent=1001 cause=none order=received-then-sent
