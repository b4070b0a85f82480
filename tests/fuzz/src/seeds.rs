//! What to begin with: the inputs of the scripts, as the targets want them.

use std::fs;
use std::path::Path;

use witsocket_conformance::{DialScript, Role, Script};

use crate::mutation::LONGEST;
use crate::targets::{Target, client_key};

/// The inputs to begin with.
pub fn seeds(target: Target) -> Result<Vec<Vec<u8>>, String> {
    let mut seeds = vec![Vec::new()];
    match target {
        Target::Server | Target::Client | Target::Frames | Target::Pair => {
            for (name, text) in files("scripts", ".ws")? {
                let script = Script::parse(&name, &text)?;
                let (open, role) = (script.setup.open, script.setup.role);
                let fits = match target {
                    Target::Server => !open && role == Role::Server,
                    Target::Client => !open && role == Role::Client,
                    _ => open,
                };
                if !fits {
                    continue;
                }
                let received = script.received(&client_key());
                // A target's first bytes decide how the connection is made and cut.
                let side = u8::from(role == Role::Client);
                for settings in [0, 0x15, 0x2a] {
                    seeds.push([&[settings << 1 | side, settings, 3], &received[..]].concat());
                }
            }
        }
        Target::Dial | Target::Text => {
            for (number, (name, text)) in files("dials", ".dial")?.into_iter().enumerate() {
                let script = DialScript::parse(&name, &text)?;
                seeds.push(match target {
                    Target::Dial => dial(number, &script),
                    _ => [&[number as u8], script.setup.url.as_bytes()].concat(),
                });
            }
        }
    }
    seeds.iter_mut().for_each(|seed| seed.truncate(LONGEST));
    Ok(seeds)
}

/// The calls that lead to each thing that is received, in the encoding of the target.
fn dial(number: usize, script: &DialScript) -> Vec<u8> {
    // Two permits, a look-up, a transport, TLS: needless ones do no harm.
    const WAY: [u8; 12] = [0, 0, 0, 0, 1, 1, 0, 0, 3, 0, 4, 4];
    let mut seed = vec![number as u8, (number / 7) as u8];
    for received in script.received(&client_key()) {
        seed.extend_from_slice(&WAY);
        seed.push(5);
        seed.extend_from_slice(&(received.len() as u16).to_be_bytes());
        seed.extend_from_slice(&received);
    }
    seed
}

fn files(folder: &str, extension: &str) -> Result<Vec<(String, String)>, String> {
    let folder = Path::new("tests").join(folder);
    let place = |error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(place)? {
        let path = entry.map_err(place)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(extension) {
            let text = fs::read_to_string(&path).map_err(place)?;
            files.push((name, text));
        }
    }
    files.sort();
    Ok(files)
}
