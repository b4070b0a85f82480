# RFC 7692 §7.2.1: whatever the level and the memory, the peer gets what was sent
server open deflate="" deflate-level=9 deflate-mem-level=1
send always text 100*("0:RxaX]pFuhhvGq^YbyS<26HhK<;HcBys0FjQFIZz/LJVpM818NqWKM]0/KHTmI3v1EgL?APmM;7AY4h`exN2oo2Nxfaj6[C9=OoSDCPkI5z7MrYNQb6cSQ]xU@9@Ux^RTe8dSP[tP:29MoTGHWtTB?Ia<pgl4U9ww:V5mhq=bKAEWwZKJWrQ=7?Uy`UXi>k[Ye4/G@G]5fZ/l?kZWc1XB:@Tv[NP_1/JFPhCwot<]A33A]<upyEjRHL^3bSR_zXD>F/6h]`qErb`l<dOHOd<mactGsb_j8_IAH/3cVWf8cQNXpK4v0CdH;;IeD1w5LqZPTf;iZYf6`LFNd=odgxMzjhtCkVOVlDuik0Nzifr@gQIOc:j]_n@kYU_wR;38KlPBBPlK94=TyaW[mB" "The quick brown fox jumps over the lazy dog, twelve times.")
> deflated text size=..8000 100*("0:RxaX]pFuhhvGq^YbyS<26HhK<;HcBys0FjQFIZz/LJVpM818NqWKM]0/KHTmI3v1EgL?APmM;7AY4h`exN2oo2Nxfaj6[C9=OoSDCPkI5z7MrYNQb6cSQ]xU@9@Ux^RTe8dSP[tP:29MoTGHWtTB?Ia<pgl4U9ww:V5mhq=bKAEWwZKJWrQ=7?Uy`UXi>k[Ye4/G@G]5fZ/l?kZWc1XB:@Tv[NP_1/JFPhCwot<]A33A]<upyEjRHL^3bSR_zXD>F/6h]`qErb`l<dOHOd<mactGsb_j8_IAH/3cVWf8cQNXpK4v0CdH;;IeD1w5LqZPTf;iZYf6`LFNd=odgxMzjhtCkVOVlDuik0Nzifr@gQIOc:j]_n@kYU_wR;38KlPBBPlK94=TyaW[mB" "The quick brown fox jumps over the lazy dog, twelve times.")
send always text
> deflated text
