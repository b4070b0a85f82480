//! What a component imports, read from its binary format.

use crate::step::Result;

/// Counts the imports of a component.
///
/// The sandbox rests on this number being zero, so it is read from the bytes
/// that are shipped and not from the WIT that they were made of.
pub fn count(component: &[u8]) -> Result<u32> {
    let Some(mut rest) = component.strip_prefix(&PREAMBLE) else {
        return Err("this is not a component of WebAssembly".into());
    };
    let mut imports = 0;
    while let Some((&id, after)) = rest.split_first() {
        let section = leb128(after).and_then(|(size, after)| after.split_at_checked(size as usize));
        let (content, after) = section.ok_or("the component ends within a section")?;
        if id == IMPORT_SECTION {
            let (entries, _) =
                leb128(content).ok_or("the component has an import section without a length")?;
            imports += entries;
        }
        rest = after;
    }
    Ok(imports)
}

/// A component without the names of what is inside of it, which are for debuggers, and a hundredth
/// of it. What it exports is named elsewhere.
pub fn without_names(component: &[u8]) -> Vec<u8> {
    let mut kept = component.get(..PREAMBLE.len()).unwrap_or_default().to_vec();
    let mut rest = component.get(PREAMBLE.len()..).unwrap_or_default();
    while let Some((&id, after)) = rest.split_first() {
        let section = leb128(after).and_then(|(size, after)| after.split_at_checked(size as usize));
        let Some((content, after)) = section else {
            kept.extend_from_slice(rest);
            break;
        };
        let is_names =
            id == CUSTOM_SECTION && content.get(1..).is_some_and(|named| named.starts_with(NAMES));
        if !is_names {
            kept.extend_from_slice(&rest[..rest.len() - after.len()]);
        }
        rest = after;
    }
    kept
}

/// Splits an unsigned number off the front.
fn leb128(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= u32::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}

/// The magic number, then version 13 and layer 1 (a core module has layer 0).
const PREAMBLE: [u8; 8] = *b"\0asm\x0d\0\x01\0";

/// At the level of the component: sections within its modules are content.
const IMPORT_SECTION: u8 = 10;

const CUSTOM_SECTION: u8 = 0;

const NAMES: &[u8] = b"component-name";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_left_out_and_nothing_else() {
        let names = [&[0, 16, 14][..], NAMES, &[7]].concat();
        let others = [&[0, 3, 1, b'a', 7][..], &[10, 2, 3, 0xff]].concat();
        let with = component(&[&others, &names, &others]);
        assert_eq!(without_names(&with), component(&[&others, &others]));
    }

    #[test]
    fn a_component_without_import_sections_imports_nothing() {
        assert_eq!(count(&PREAMBLE), Ok(0));
        assert_eq!(count(&component(&[&[1, 2, 10, 9], &[11, 0]])), Ok(0));
    }

    #[test]
    fn the_imports_of_all_sections_are_counted() {
        assert_eq!(count(&component(&[&[10, 2, 3, 0xff], &[1, 0], &[10, 1, 1]])), Ok(4));
        let long_count = [10, 2, 0x80, 0x01];
        assert_eq!(count(&component(&[&long_count])), Ok(128));
    }

    #[test]
    fn a_module_or_a_torn_component_is_an_error() {
        assert!(count(b"\0asm\x01\0\0\0").is_err());
        assert!(count(&component(&[&[1, 5, 0]])).is_err());
        assert!(count(&component(&[&[1]])).is_err());
        assert!(count(&component(&[&[10, 0]])).is_err());
    }

    fn component(sections: &[&[u8]]) -> Vec<u8> {
        [PREAMBLE.as_slice(), &sections.concat()].concat()
    }
}
