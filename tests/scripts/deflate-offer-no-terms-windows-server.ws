# RFC 7692 §7.1.2: without limits of its own, a server grants what is asked
server deflate=""
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=8; client_max_window_bits=8\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open deflate="server_max_window_bits=8; client_max_window_bits=8"
header "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=8; client_max_window_bits=8"
send always text "0:RxaX]pFuhhvGq^YbyS<26HhK<;HcBys0FjQFIZz/LJVpM818NqWKM]0/KHTmI3v1EgL?APmM;7AY4h`exN2oo2Nxfaj6[C9=OoSDCPkI5z7MrYNQb6cSQ]xU@9@Ux^RTe8dSP[tP:29MoTGHWtTB?Ia<pgl4U9ww:V5mhq=bKAEWwZKJWrQ=7?Uy`UXi>k[Ye4/G@G]5fZ/l?kZWc1XB:@Tv[NP_1/JFPhCwot<]A33A]<upyEjRHL^3bSR_zXD>F/6h]`qErb`l<dOHOd<mactGsb_j8_IAH/3cVWf8cQNXpK4v0CdH;;IeD1w5LqZPTf;iZYf6`LFNd=odgxMzjhtCkVOVlDuik0Nzifr@gQIOc:j]_n@kYU_wR;38KlPBBPlK94=TyaW[mB" "0:RxaX]pFuhhvGq^YbyS<26HhK<;HcBys0FjQFIZz/LJVpM818NqWKM]0/KHTmI3v1EgL?APmM;7AY4h`exN2oo2Nxfaj6[C9=OoSDCPkI5z7MrYNQb6cSQ]xU@9@Ux^RTe8dSP[tP:29MoTGHWtTB?Ia<pgl4U9ww:V5mhq=bKAEWwZKJWrQ=7?Uy`UXi>k[Ye4/G@G]5fZ/l?kZWc1XB:@Tv[NP_1/JFPhCwot<]A33A]<upyEjRHL^3bSR_zXD>F/6h]`qErb`l<dOHOd<mactGsb_j8_IAH/3cVWf8cQNXpK4v0CdH;;IeD1w5LqZPTf;iZYf6`LFNd=odgxMzjhtCkVOVlDuik0Nzifr@gQIOc:j]_n@kYU_wR;38KlPBBPlK94=TyaW[mB"
> deflated text size=500.. "0:RxaX]pFuhhvGq^YbyS<26HhK<;HcBys0FjQFIZz/LJVpM818NqWKM]0/KHTmI3v1EgL?APmM;7AY4h`exN2oo2Nxfaj6[C9=OoSDCPkI5z7MrYNQb6cSQ]xU@9@Ux^RTe8dSP[tP:29MoTGHWtTB?Ia<pgl4U9ww:V5mhq=bKAEWwZKJWrQ=7?Uy`UXi>k[Ye4/G@G]5fZ/l?kZWc1XB:@Tv[NP_1/JFPhCwot<]A33A]<upyEjRHL^3bSR_zXD>F/6h]`qErb`l<dOHOd<mactGsb_j8_IAH/3cVWf8cQNXpK4v0CdH;;IeD1w5LqZPTf;iZYf6`LFNd=odgxMzjhtCkVOVlDuik0Nzifr@gQIOc:j]_n@kYU_wR;38KlPBBPlK94=TyaW[mB" "0:RxaX]pFuhhvGq^YbyS<26HhK<;HcBys0FjQFIZz/LJVpM818NqWKM]0/KHTmI3v1EgL?APmM;7AY4h`exN2oo2Nxfaj6[C9=OoSDCPkI5z7MrYNQb6cSQ]xU@9@Ux^RTe8dSP[tP:29MoTGHWtTB?Ia<pgl4U9ww:V5mhq=bKAEWwZKJWrQ=7?Uy`UXi>k[Ye4/G@G]5fZ/l?kZWc1XB:@Tv[NP_1/JFPhCwot<]A33A]<upyEjRHL^3bSR_zXD>F/6h]`qErb`l<dOHOd<mactGsb_j8_IAH/3cVWf8cQNXpK4v0CdH;;IeD1w5LqZPTf;iZYf6`LFNd=odgxMzjhtCkVOVlDuik0Nzifr@gQIOc:j]_n@kYU_wR;38KlPBBPlK94=TyaW[mB"
