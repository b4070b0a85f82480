# RFC 6455 §10.4: a message that finds nothing waiting is taken, whatever its length
client open high-water=100 low-water=10 max-buffered=200
block
send binary 1000*"a"
send binary ""
err would-block
unblock
> 82 fe 03e8 %mask 1000*"a"
! writable
