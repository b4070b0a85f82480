//! The settings of a script, as `Config` of `js/src/types.ts`.

use std::time::Duration;

use serde_json::{Value, json};
use witsocket_conformance::{Delivery, Header, Parameters, Role, Setup, Strategy, Window};

use super::{bytes, latin1, millis};

pub fn config(setup: &Setup) -> Value {
    let time = |time: Option<Duration>| time.map(millis);
    let product = match setup.role {
        Role::Client => &setup.user_agent,
        Role::Server => &setup.server_header,
    };
    json!({
        "limits": {
            "maxMessage": setup.max_message,
            "maxFrame": setup.max_frame,
            "maxFragments": setup.max_fragments,
            "maxRatio": setup.max_ratio,
            "maxLine": setup.max_line,
            "maxHeaders": setup.max_headers,
            "maxHead": setup.max_head,
            "maxBody": setup.max_body,
            "highWater": setup.high_water.unwrap_or(32 << 10),
            "lowWater": setup.low_water.unwrap_or(8 << 10),
            "maxBuffered": setup.max_buffered.unwrap_or(1 << 20),
        },
        "timeouts": {
            "open": time(setup.open_timeout),
            "close": time(setup.close_timeout),
            "pingInterval": time(setup.ping_interval),
            "pingTimeout": time(setup.ping_timeout),
            "idle": time(setup.idle_timeout),
            "lifetime": time(setup.lifetime),
            "message": time(setup.message_timeout),
        },
        "delivery": match setup.delivery {
            Delivery::Message => "message",
            Delivery::Frame => "frame",
            Delivery::Chunk => "chunk",
        },
        "maxFragment": setup.max_fragment,
        "deflate": deflate(setup),
        "autoPong": setup.auto_pong,
        "autoClose": setup.auto_close,
        "checkUtf8": setup.check_utf8,
        "acceptUnmasked": setup.accept_unmasked,
        "trace": false,
        "subprotocols": setup.subprotocols,
        "origins": match &setup.origins[..] {
            _ if setup.same_host => json!("same-host"),
            [] => json!("any"),
            origins => json!(origins),
        },
        "authentication": authentication(setup),
        "review": setup.review,
        "hosts": (!setup.hosts.is_empty()).then_some(&setup.hosts),
        "product": product.as_deref().map(latin1),
    })
}

fn authentication(setup: &Setup) -> Value {
    if setup.basic.is_empty() && setup.digest.is_empty() {
        return Value::Null;
    }
    let users = |pairs: &[String]| -> Vec<Value> {
        let user = |pair: &String| {
            let (user, password) = pair.split_once(':').expect("user:password");
            json!({ "user": user, "password": password })
        };
        pairs.iter().map(user).collect()
    };
    json!({
        "realm": "realm",
        "basic": users(&setup.basic),
        "digest": users(&setup.digest),
        "secret": bytes(&[7; 32]),
        "nonceLifetime": 300_000,
    })
}

fn deflate(setup: &Setup) -> Value {
    let Some(deflate) = &setup.deflate else { return json!(false) };
    let offers: Vec<Value> = deflate.parameters.iter().map(offer).collect();
    let mut settings = json!({
        "requireClientMaxWindowBits": deflate.require_client_max_window_bits,
        "level": deflate.level.unwrap_or(6),
        "memLevel": deflate.mem_level.unwrap_or(5),
        "strategy": match deflate.strategy.unwrap_or(Strategy::Default) {
            Strategy::Default => "default",
            Strategy::Filtered => "filtered",
            Strategy::HuffmanOnly => "huffman-only",
            Strategy::Rle => "rle",
            Strategy::Fixed => "fixed",
        },
        "threshold": deflate.threshold.unwrap_or(0),
    });
    if let Some(first) = offers.first().cloned() {
        settings["terms"] = first;
        settings["offers"] = offers.into();
    }
    settings
}

fn offer(parameters: &Parameters) -> Value {
    let mut offer = json!({
        "serverNoContextTakeover": parameters.server_no_context_takeover,
        "clientNoContextTakeover": parameters.client_no_context_takeover,
    });
    // What is `null` is there, and no number.
    if let Some(bits) = parameters.server_max_window_bits {
        offer["serverMaxWindowBits"] = bits.into();
    }
    match parameters.client_max_window_bits {
        Window::Unsaid => {}
        Window::Any => offer["clientMaxWindowBits"] = true.into(),
        Window::Bits(bits) => offer["clientMaxWindowBits"] = bits.into(),
    }
    offer
}

/// What was agreed on before a connection that is open from the start.
pub fn agreed(setup: &Setup) -> Value {
    let Some(deflate) = &setup.deflate else { return json!({}) };
    let agreed = deflate.agreed();
    json!({ "deflate": {
        "serverNoContextTakeover": agreed.server_no_context_takeover,
        "clientNoContextTakeover": agreed.client_no_context_takeover,
        "serverMaxWindowBits": agreed.server_max_window_bits,
        "clientMaxWindowBits": agreed.client_max_window_bits,
    }})
}

pub fn headers(list: &[Header]) -> Value {
    list.iter().map(|header| json!([latin1(&header.name), latin1(&header.value)])).collect()
}
