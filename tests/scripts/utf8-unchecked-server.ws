# An application that asks for unchecked text gets it as it is
server open check-utf8=off
< 81 82 00000000 ff fe
! chunk text last ff fe
< 82 81 00000000 ff
! binary ff
