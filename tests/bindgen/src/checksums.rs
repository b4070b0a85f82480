//! Compression without checksums.
//!
//! zlib-rs knows those of gzip and zlib. WebSocket has none (RFC 7692 §7 is bare DEFLATE), but that
//! is a setting, so the compiler keeps them.

use walrus::{Function, FunctionId, Module};

use crate::trap::trap;

/// Makes traps of them.
pub fn leave_out(module: &mut Module) {
    let checksums: Vec<FunctionId> =
        module.funcs.iter().filter(|function| is_checksum(function)).map(Function::id).collect();
    for function in checksums {
        trap(module, function);
    }
}

fn is_checksum(function: &Function) -> bool {
    // Behind the name of a crate there may be a hash.
    let name = function.name.as_deref().unwrap_or_default();
    name.contains("zlib_rs") && ["::crc32::", "::adler32::"].iter().any(|path| name.contains(path))
}
