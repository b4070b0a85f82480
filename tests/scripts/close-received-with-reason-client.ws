# RFC 6455 §5.5.1: code and reason are echoed as they came
client open
< 88 0d 03e9 "à bientôt"
> 88 8d %mask 03e9 "à bientôt"
< eof
> eof
! closed 1001 clean sent=1001 reason="à bientôt"
