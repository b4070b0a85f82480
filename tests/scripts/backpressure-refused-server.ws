# RFC 6455 §10.4: what waits for the transport is bounded; a send beyond it is refused, and the
# queue drains
server open high-water=100 low-water=10 max-buffered=200
block
send binary 150*"a"
send binary 150*"b"
err would-block
unblock
> 82 7e 0096 150*"a"
! writable
send binary 5*"c"
> 82 05 5*"c"
