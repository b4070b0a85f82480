//! Messages that are larger than the memory of the component pass through it.

use wasmtime::component::{Linker, ResourceAny};
use wasmtime::{Store, StoreLimits, StoreLimitsBuilder};
use witsocket::{
    Compress, Config, Connection, Deflate, DeflateParameters, Kind, Limits, Opened, SendOptions,
    Transmit,
};

use plugin::{Websocket, component, config, wit};

mod plugin;

/// Bytes of the message.
const LENGTH: u64 = 4 << 30;

/// Bytes that the component may take, its stack among them.
const MEMORY: usize = 8 << 20;

/// A connection that hands out chunks, in a component that traps if it takes more memory.
struct Plugin {
    store: Store<StoreLimits>,
    instance: Websocket,
    connection: ResourceAny,
    /// Bytes that were handed out.
    received: u64,
    /// Their sum, so that none can be another.
    sum: u64,
    ended: bool,
}

impl Plugin {
    fn new(role: wit::Role, deflate: Option<wit::DeflateParameters>) -> Self {
        let component = component();
        let engine = component.engine();
        let limits = StoreLimitsBuilder::new().memory_size(MEMORY).build();
        let mut store = Store::new(engine, limits);
        store.limiter(|limits| limits);
        let instance =
            Websocket::instantiate(&mut store, &component, &Linker::new(engine)).unwrap();
        let interface = instance.witsocket_protocol_connection();
        let defaults = interface.call_default_config(&mut store).unwrap();
        let mut config = config(defaults, deflate.is_some());
        config.delivery = wit::Delivery::Chunk;
        config.limits.max_message = None;
        let settings = interface.settings().call_constructor(&mut store, &config);
        let settings = settings.unwrap().unwrap();
        let guest = interface.connection();
        let connection =
            guest.call_attach(&mut store, role, settings, deflate, &[], (1, 2, 3, 4), 0).unwrap();
        Self { store, instance, connection, received: 0, sum: 0, ended: false }
    }

    fn receive(&mut self, data: &[u8]) {
        let guest = self.instance.witsocket_protocol_connection();
        let guest = guest.connection();
        let mut step = guest
            .call_receive(&mut self.store, self.connection, data, 0)
            .expect("the component keeps within its memory");
        loop {
            for event in step.events {
                let wit::Event::Chunk(chunk) = event else { panic!("{event:?}") };
                self.received += chunk.data.len() as u64;
                self.sum += chunk.data.iter().map(|byte| u64::from(*byte)).sum::<u64>();
                self.ended |= chunk.end_of_message;
            }
            if !step.more {
                return;
            }
            step = guest
                .call_resume(&mut self.store, self.connection, 0)
                .expect("the component keeps within its memory");
        }
    }
}

#[test]
fn four_gibibytes_of_text_in_one_frame() {
    /// Of a length that is no multiple of anything: code points and masks are cut everywhere.
    const PIECE: usize = 65_521;
    let mut plugin = Plugin::new(wit::Role::Server, None);
    let mask = [0x11, 0x22, 0x33, 0x44];
    let header = [&[0x81, 0xff][..], &LENGTH.to_be_bytes(), &mask].concat();
    plugin.receive(&header);

    let text = "€!".as_bytes();
    let wire: Vec<u8> = (0..PIECE + 4).map(|index| text[index % 4] ^ mask[index % 4]).collect();
    let mut sent = 0;
    while sent < LENGTH {
        let length = PIECE.min((LENGTH - sent) as usize);
        let offset = (sent % 4) as usize;
        plugin.receive(&wire[offset..offset + length]);
        sent += length as u64;
    }
    assert_eq!((plugin.received, plugin.ended), (LENGTH, true));
    assert_eq!(plugin.sum, LENGTH / 4 * (0xe2 + 0x82 + 0xac + 0x21));
}

#[test]
fn four_gibibytes_out_of_compressed_frames() {
    /// Bytes of a frame before it is compressed.
    const PART: usize = 1 << 20;
    let bits = 15;
    let agreed = DeflateParameters {
        server_no_context_takeover: false,
        client_no_context_takeover: false,
        server_max_window_bits: bits,
        client_max_window_bits: bits,
    };
    let config = Config {
        deflate: Some(Deflate::default()),
        limits: Limits { max_buffered: usize::MAX, ..Limits::default() },
        ..Config::default()
    };
    let opened = Opened { deflate: Some(agreed), ..Opened::default() };
    let now = witsocket::Instant::from_nanos(0);
    let mut server = Connection::attach(witsocket::Role::Server, config, opened, [1; 32], now);
    let transmitted = |server: &mut Connection| {
        let mut bytes = Vec::new();
        while let Some(Transmit::Data(data)) = server.poll_transmit() {
            bytes.extend_from_slice(&data);
        }
        bytes
    };

    let mut plugin = Plugin::new(
        wit::Role::Client,
        Some(wit::DeflateParameters {
            server_no_context_takeover: false,
            client_no_context_takeover: false,
            server_max_window_bits: bits,
            client_max_window_bits: bits,
        }),
    );
    let options = SendOptions { compress: Compress::Always };
    server.begin_with(Kind::Binary, options, now).unwrap();
    let part = vec![7; PART];
    let mut frame = Vec::new();
    for number in 0..LENGTH / PART as u64 {
        // After the first frames all are the same: what they refer to is.
        if number < 3 {
            let _ = server.part(part.clone(), now).unwrap();
            frame = transmitted(&mut server);
        }
        plugin.receive(&frame);
    }
    let _ = server.finish(now).unwrap();
    plugin.receive(&transmitted(&mut server));
    assert_eq!((plugin.received, plugin.ended), (LENGTH, true));
    assert_eq!(plugin.sum, LENGTH * 7);
}
