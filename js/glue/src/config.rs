//! The core's settings, as JavaScript has them: milliseconds, and `null` where there is no limit.

use std::sync::Arc;
use std::time::Duration;

use witsocket as core;

use crate::extension::extensions;
use crate::given::{Given, Invalid};

/// Reads settings; what is not there has its default.
pub(crate) fn from_js(from: &Given) -> Result<core::Config, Invalid> {
    let mut config = core::Config::default();
    if let Some(value) = from.get("limits") {
        limits(value, &mut config.limits)?;
    }
    if let Some(value) = from.get("timeouts") {
        timeouts(value, &mut config.timeouts)?;
    }
    if let Some(delivery) = from.string("delivery")? {
        config.delivery = match &*delivery {
            "message" => core::Delivery::Message,
            "frame" => core::Delivery::Frame,
            "chunk" => core::Delivery::Chunk,
            _ => return Err(("delivery", "must be \"message\", \"frame\" or \"chunk\"")),
        };
    }
    if let Some(most) = optional(from, "maxFragment")? {
        config.max_fragment = most.map(|most| most as usize);
    }
    if let Some(value) = from.get("deflate") {
        config.deflate = match value.as_flag() {
            Some(false) => None,
            Some(true) => Some(pooled(core::Deflate::default())),
            None => Some(deflate(value)?),
        };
    } else {
        config.deflate = Some(pooled(core::Deflate::default()));
    }
    for (name, setting) in [
        ("autoPong", &mut config.auto_pong),
        ("autoClose", &mut config.auto_close),
        ("checkUtf8", &mut config.check_utf8),
        ("acceptUnmasked", &mut config.accept_unmasked),
        ("trace", &mut config.trace),
        ("review", &mut config.review),
    ] {
        set(setting, from.flag(name)?);
    }
    set(&mut config.subprotocols, from.strings("subprotocols")?);
    if let Some(value) = from.get("origins") {
        config.origins = match value.as_text() {
            Some("same-host") => core::Origins::SameHost,
            Some("any") => core::Origins::Any,
            _ => core::Origins::Only(from.strings("origins")?.unwrap_or_default()),
        };
    }
    if let Some(value) = from.get("extensions") {
        config.extensions = extensions(value)?;
    }
    if let Some(value) = from.present("authentication") {
        config.authentication = Some(Arc::new(authentication(value)?));
    }
    if from.present("hosts").is_some() {
        config.hosts = from.strings("hosts")?;
    }
    if let Some(value) = from.get("product") {
        config.product = if value.is_null() { None } else { from.string("product")? };
    }
    config.unix_time = from.number("unixTime")?.map(|seconds| seconds as u64);
    Ok(config)
}

fn limits(from: &Given, limits: &mut core::Limits) -> Result<(), Invalid> {
    let small = |number: Option<Option<f64>>| number.map(|number| number.map(|it| it as u32));
    set(&mut limits.max_message, optional(from, "maxMessage")?.map(|it| it.map(|it| it as u64)));
    set(&mut limits.max_frame, optional(from, "maxFrame")?.map(|it| it.map(|it| it as u64)));
    set(&mut limits.max_fragments, small(optional(from, "maxFragments")?));
    set(&mut limits.max_ratio, small(optional(from, "maxRatio")?));
    for (name, limit) in [
        ("maxLine", &mut limits.max_line),
        ("maxHeaders", &mut limits.max_headers),
        ("maxHead", &mut limits.max_head),
        ("maxBody", &mut limits.max_body),
        ("highWater", &mut limits.high_water),
        ("lowWater", &mut limits.low_water),
        ("maxBuffered", &mut limits.max_buffered),
    ] {
        set(limit, from.number(name)?.map(|number| number as usize));
    }
    Ok(())
}

fn timeouts(from: &Given, timeouts: &mut core::Timeouts) -> Result<(), Invalid> {
    for (name, timeout) in [
        ("open", &mut timeouts.open),
        ("close", &mut timeouts.close),
        ("pingInterval", &mut timeouts.ping_interval),
        ("pingTimeout", &mut timeouts.ping_timeout),
        ("idle", &mut timeouts.idle),
        ("lifetime", &mut timeouts.lifetime),
        ("message", &mut timeouts.message),
    ] {
        set(timeout, optional(from, name)?.map(|number| number.map(duration)));
    }
    Ok(())
}

fn deflate(from: &Given) -> Result<core::Deflate, Invalid> {
    let mut deflate = pooled(core::Deflate::default());
    if let Some(value) = from.get("offers") {
        let offers = value.as_list().ok_or(("deflate.offers", "must be a list"))?;
        deflate.offers = offers.iter().map(offer).collect::<Result<_, _>>()?;
    }
    if let Some(value) = from.get("terms") {
        deflate.terms = offer(value)?;
    }
    set(&mut deflate.require_client_max_window_bits, from.flag("requireClientMaxWindowBits")?);
    set(&mut deflate.level, from.number("level")?.map(|number| number as u8));
    set(&mut deflate.mem_level, from.number("memLevel")?.map(|number| number as u8));
    set(&mut deflate.threshold, from.number("threshold")?.map(|number| number as usize));
    if let Some(strategy) = from.string("strategy")? {
        deflate.strategy = match &*strategy {
            "default" => core::Strategy::Default,
            "filtered" => core::Strategy::Filtered,
            "huffman-only" => core::Strategy::HuffmanOnly,
            "rle" => core::Strategy::Rle,
            "fixed" => core::Strategy::Fixed,
            _ => return Err(("deflate.strategy", "is not one of the strategies")),
        };
    }
    Ok(deflate)
}

/// All connections of the instance share the memory for compression.
fn pooled(deflate: core::Deflate) -> core::Deflate {
    thread_local! {
        static POOL: core::DeflatePool = core::DeflatePool::default();
    }
    core::Deflate { pool: POOL.with(Clone::clone), ..deflate }
}

fn offer(from: &Given) -> Result<core::DeflateOffer, Invalid> {
    let client = from.get("clientMaxWindowBits");
    Ok(core::DeflateOffer {
        server_no_context_takeover: from.flag("serverNoContextTakeover")?.unwrap_or_default(),
        client_no_context_takeover: from.flag("clientNoContextTakeover")?.unwrap_or_default(),
        server_max_window_bits: from.number("serverMaxWindowBits")?.map(|bits| bits as u8),
        client_max_window_bits: match client.map(|value| (value.as_flag(), value.as_number())) {
            None | Some((Some(false), _)) => core::ClientWindow::Unsaid,
            Some((Some(true), _)) => core::ClientWindow::Any,
            Some((None, Some(bits))) => core::ClientWindow::Bits(bits as u8),
            Some((None, None)) => {
                return Err(("clientMaxWindowBits", "must be a number, or true"));
            }
        },
    })
}

/// What was agreed on elsewhere.
pub(crate) fn deflate_parameters(from: &Given) -> Result<core::DeflateParameters, Invalid> {
    let bits = |bits: Option<f64>| bits.map_or(15, |bits| bits as u8);
    Ok(core::DeflateParameters {
        server_no_context_takeover: from.flag("serverNoContextTakeover")?.unwrap_or_default(),
        client_no_context_takeover: from.flag("clientNoContextTakeover")?.unwrap_or_default(),
        server_max_window_bits: bits(from.number("serverMaxWindowBits")?),
        client_max_window_bits: bits(from.number("clientMaxWindowBits")?),
    })
}

fn authentication(from: &Given) -> Result<core::Authentication, Invalid> {
    let secret = from.bytes("secret")?.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let secret = secret.ok_or(("authentication.secret", "must be 32 bytes"))?;
    let realm = from.string("realm")?.ok_or(("authentication.realm", "must be a string"))?;
    let mut authentication = core::Authentication::new(realm, secret);
    for (name, users) in
        [("basic", &mut authentication.basic), ("digest", &mut authentication.digest)]
    {
        let Some(value) = from.get(name) else { continue };
        let all = value.as_list().ok_or((name, "must be a list of users with their passwords"))?;
        *users = all.iter().map(credentials).collect::<Result<_, _>>()?;
    }
    set(&mut authentication.nonce_lifetime, from.number("nonceLifetime")?.map(duration));
    Ok(authentication)
}

pub(crate) fn credentials(from: &Given) -> Result<core::Credentials, Invalid> {
    Ok(core::Credentials {
        user: from.string("user")?.ok_or(("credentials.user", "must be a string"))?,
        password: from.string("password")?.ok_or(("credentials.password", "must be a string"))?,
    })
}

/// A number, or `null` for none.
fn optional(from: &Given, name: &'static str) -> Result<Option<Option<f64>>, Invalid> {
    match from.get(name) {
        Some(value) if value.is_null() => Ok(Some(None)),
        _ => Ok(from.number(name)?.map(Some)),
    }
}

fn set<T>(setting: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *setting = value;
    }
}

/// Milliseconds; what is too long for the core, or for ever, is very long.
pub(crate) fn duration(millis: f64) -> Duration {
    Duration::from_nanos((millis * 1e6) as u64)
}

pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs() as f64 * 1e3 + f64::from(duration.subsec_nanos()) / 1e6
}
