//! How often a message for many connections crosses the boundary.

use wasmtime::Store;
use wasmtime::component::{Linker, ResourceAny};

use plugin::{Websocket, component, config, wit};

mod plugin;

/// Bytes of the message.
const LENGTH: usize = 10_000;

fn agreed(bits: u8) -> wit::DeflateParameters {
    wit::DeflateParameters {
        server_no_context_takeover: false,
        client_no_context_takeover: false,
        server_max_window_bits: bits,
        client_max_window_bits: bits,
    }
}

/// Calls `prepared.send` with connections of these parameters.
fn send(parameters: &[Option<wit::DeflateParameters>]) -> wit::Broadcast {
    let component = component();
    let engine = component.engine();
    let mut store = Store::new(engine, ());
    let instance = Websocket::instantiate(&mut store, &component, &Linker::new(engine)).unwrap();
    let interface = instance.witsocket_protocol_connection();
    let config = config(interface.call_default_config(&mut store).unwrap(), true);
    let settings = interface.settings().call_constructor(&mut store, &config).unwrap().unwrap();
    let connections: Vec<ResourceAny> = parameters
        .iter()
        .map(|agreed| {
            let (role, seed) = (wit::Role::Server, (1, 2, 3, 4));
            let guest = interface.connection();
            guest.call_attach(&mut store, role, settings, *agreed, &[], seed, 0).unwrap()
        })
        .collect();
    let prepared = interface.prepared();
    let text = "again and again!".repeat(LENGTH / 16);
    let message =
        prepared.call_text(&mut store, text.as_bytes(), wit::Compress::Auto).unwrap().unwrap();
    prepared.call_send(&mut store, message, &connections, 0).unwrap()
}

#[test]
fn once_for_each_encoding_however_many_get_it() {
    let parameters: Vec<_> = (0..1000)
        .map(|number| match number % 4 {
            0 => None,
            1 => Some(agreed(15)),
            _ => Some(agreed(12)),
        })
        .collect();
    let broadcast = send(&parameters);
    let lengths: Vec<_> = broadcast.encodings.iter().map(Vec::len).collect();
    // Plain, with 15 bits and with 12; each of them once.
    assert_eq!(lengths.len(), 3);
    assert_eq!(lengths[0], LENGTH + 4);
    assert!(lengths[1..].iter().all(|length| *length < 200), "{lengths:?}");
    assert_eq!(broadcast.dispatches.len(), 1000);
    for (number, dispatch) in broadcast.dispatches.into_iter().enumerate() {
        let dispatch = dispatch.unwrap();
        assert_eq!(dispatch.step.transmit, b"", "nothing of its own");
        assert_eq!(dispatch.shared, Some([0, 1, 2, 2][number % 4]));
    }
}
