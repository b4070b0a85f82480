# RFC 6455 §5.5.1: code and reason are echoed as they came
server open
< 88 8d 00000000 03e9 "à bientôt"
> 88 0d 03e9 "à bientôt"
> eof
! closed 1001 clean sent=1001 reason="à bientôt"
