# A server that accepts unmasked frames accepts masked ones as well
server open accept-unmasked=on
< 81 02 "hi" 81 82 00000000 "ho" 89 00
> 8a 00
! text "hi"
! text "ho"
! ping ""
