# RFC 6455 §5.5.1: an endpoint may finish what it sends before it answers a close frame
client open auto-close=off
begin binary
part 01
> 02 81 %mask 01
< 88 02 03e9
! closing 1001
finish
> 80 80 %mask
close 1001
> 88 82 %mask 03e9
< eof
> eof
! closed 1001 clean sent=1001 cause=none order=received-then-sent
