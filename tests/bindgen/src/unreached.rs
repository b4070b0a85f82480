//! Data and functions that nothing reaches any more.
//!
//! The linker leaves out what nothing refers to, but it comes before [`panics`](crate::panics):
//! what panics would have said is still there, and what would have printed it is in the vtables of
//! that. No tool that comes later can tell an address from a number, but the linker does: with
//! `--emit-relocs` it leaves a list of all places that an address or a slot of the table was
//! written to, and of what. What no such place that is left leads to, is of no use.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use walrus::ir::{Call, Instr, InstrLocId, RefFunc, ReturnCall, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind, Module,
};
use wasmparser::{
    BinaryReader, Linking, LinkingSectionReader, Parser, Payload, RelocSectionReader,
};
use wasmparser::{RelocationEntry, RelocationType, SymbolInfo};

use crate::trap::trap_of;

/// What the linker wrote down.
pub struct Links {
    /// By the place of the instruction in the file.
    code: HashMap<u32, Vec<Target>>,
    /// By address.
    data: BTreeMap<u32, Target>,
    /// Where each piece of data is.
    symbols: Vec<Range<u32>>,
}

/// What a place refers to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    /// One of the symbols.
    Data(u32),
    /// A slot of the table.
    Slot(u32),
}

impl Links {
    /// Reads them.
    pub fn read(module: &[u8]) -> Result<Self> {
        let mut raw = Raw::default();
        for payload in Parser::new(0).parse_all(module) {
            raw.add(payload?)?;
        }
        raw.links(module)
    }
}

/// The sections that matter.
#[derive(Default)]
struct Raw<'a> {
    sections: u32,
    /// The index of the section, and where its contents are.
    code: (u32, usize),
    data: (u32, usize),
    /// Where the segments are, in the file and in memory.
    segments: Vec<(Range<usize>, u32)>,
    /// Where instructions begin.
    instructions: Vec<u32>,
    symbols: Vec<SymbolInfo<'a>>,
    relocations: Vec<(u32, RelocationEntry)>,
}

impl<'a> Raw<'a> {
    fn add(&mut self, payload: Payload<'a>) -> Result<()> {
        match &payload {
            Payload::CodeSectionStart { range, .. } => self.code = (self.sections, range.start),
            Payload::CodeSectionEntry(body) => {
                for operator in body.get_operators_reader()?.into_iter_with_offsets() {
                    self.instructions.push(operator?.1 as u32);
                }
                return Ok(());
            }
            Payload::DataSection(section) => {
                self.data = (self.sections, section.range().start);
                for segment in section.clone() {
                    let segment = segment?;
                    let end = segment.range.end;
                    let wasmparser::DataKind::Active { offset_expr, .. } = segment.kind else {
                        bail!("a segment of data is passive");
                    };
                    let mut offset = offset_expr.get_operators_reader();
                    let wasmparser::Operator::I32Const { value } = offset.read()? else {
                        bail!("a segment of data has no fixed address");
                    };
                    self.segments.push((end - segment.data.len()..end, value as u32));
                }
            }
            Payload::CustomSection(section) if section.name() == "linking" => {
                let reader = BinaryReader::new(section.data(), section.data_offset());
                for part in LinkingSectionReader::new(reader)?.subsections() {
                    if let Linking::SymbolTable(symbols) = part? {
                        self.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                    }
                }
            }
            Payload::CustomSection(section) if section.name().starts_with("reloc.") => {
                let reader = BinaryReader::new(section.data(), section.data_offset());
                let section = RelocSectionReader::new(reader)?;
                for entry in section.entries() {
                    self.relocations.push((section.section_index(), entry?));
                }
            }
            _ => {}
        }
        if payload.as_section().is_some() {
            self.sections += 1;
        }
        Ok(())
    }

    fn links(self, module: &[u8]) -> Result<Links> {
        ensure!(!self.relocations.is_empty(), "the linker was not told to --emit-relocs");
        let mut links = Links { code: HashMap::new(), data: BTreeMap::new(), symbols: Vec::new() };
        for symbol in &self.symbols {
            links.symbols.push(match symbol {
                SymbolInfo::Data { symbol: Some(data), .. } => {
                    let segment = self.segments.get(data.index as usize);
                    let start = segment.context("a symbol is in no segment")?.1 + data.offset;
                    start..start + data.size
                }
                _ => 0..0,
            });
        }
        for (section, entry) in &self.relocations {
            let offset = entry.offset as usize;
            let (in_code, at) = match *section {
                section if section == self.code.0 => (true, self.code.1 + offset),
                section if section == self.data.0 => (false, self.data.1 + offset),
                // Of debug information.
                _ => continue,
            };
            let target = match entry.ty {
                RelocationType::MemoryAddrLeb
                | RelocationType::MemoryAddrSleb
                | RelocationType::MemoryAddrI32 => Target::Data(entry.index),
                RelocationType::TableIndexSleb => {
                    Target::Slot(BinaryReader::new(&module[at..], 0).read_var_i32()? as u32)
                }
                RelocationType::TableIndexI32 => {
                    Target::Slot(BinaryReader::new(&module[at..], 0).read_u32()?)
                }
                // These are known without.
                RelocationType::FunctionIndexLeb
                | RelocationType::TypeIndexLeb
                | RelocationType::GlobalIndexLeb
                | RelocationType::TableNumberLeb => continue,
                other => bail!("it is not known what {other:?} refers to"),
            };
            if in_code {
                let next = self.instructions.partition_point(|begin| *begin as usize <= at);
                let begin = next.checked_sub(1).context("a place is in no instruction")?;
                links.code.entry(self.instructions[begin]).or_default().push(target);
            } else {
                let mut segments = self.segments.iter();
                let (range, start) = segments
                    .find(|(range, _)| range.contains(&at))
                    .context("a place is in no segment")?;
                links.data.insert(start + (at - range.start) as u32, target);
            }
        }
        Ok(links)
    }
}

/// Makes zeros, which cost nothing, of data that nothing reaches, and traps of such functions.
pub fn leave_out(module: &mut Module, links: &Links) {
    for section in ["linking", "reloc.CODE", "reloc.DATA"] {
        module.customs.remove_raw(section);
    }
    let reached = Reached::of(module, links);
    let kept: Vec<_> =
        reached.symbols.iter().map(|symbol| &links.symbols[*symbol as usize]).collect();
    let mut zeros = HashSet::new();
    for (symbol, range) in links.symbols.iter().enumerate() {
        if !reached.symbols.contains(&(symbol as u32)) {
            zeros.extend(range.clone());
        }
    }
    for range in kept {
        for address in range.clone() {
            zeros.remove(&address);
        }
    }
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in segments {
        let data = module.data.get_mut(id);
        let DataKind::Active { offset: ConstExpr::Value(walrus::ir::Value::I32(start)), .. } =
            data.kind
        else {
            continue;
        };
        for (address, byte) in (start as u32..).zip(&mut data.value) {
            if zeros.contains(&address) {
                *byte = 0;
            }
        }
    }
    let trap = trap_of(module);
    for element in module.elements.iter_mut() {
        let Some(first) = first_slot(&element.kind) else { continue };
        let ElementItems::Functions(functions) = &mut element.items else { continue };
        for (slot, function) in (first..).zip(functions) {
            if !reached.slots.contains(&slot) {
                *function = trap;
            }
        }
    }
    walrus::passes::gc::run(module);
}

/// All that something leads to.
#[derive(Default)]
struct Reached {
    functions: HashSet<FunctionId>,
    symbols: HashSet<u32>,
    slots: HashSet<u32>,
}

impl Reached {
    fn of(module: &Module, links: &Links) -> Self {
        let mut table = HashMap::new();
        for element in module.elements.iter() {
            let Some(first) = first_slot(&element.kind) else { continue };
            if let ElementItems::Functions(functions) = &element.items {
                table.extend((first..).zip(functions.iter().copied()));
            }
        }
        let mut reached = Self::default();
        let mut functions: Vec<_> = module.start.into_iter().collect();
        for export in module.exports.iter() {
            if let ExportItem::Function(function) = export.item {
                functions.push(function);
            }
        }
        let mut targets = Vec::new();
        loop {
            if let Some(function) = functions.pop() {
                if !reached.functions.insert(function) {
                    continue;
                }
                if let FunctionKind::Local(local) = &module.funcs.get(function).kind {
                    let mut found =
                        Found { links, functions: &mut functions, targets: &mut targets };
                    dfs_in_order(&mut found, local, local.entry_block());
                }
                continue;
            }
            match targets.pop() {
                Some(Target::Slot(slot)) => {
                    if reached.slots.insert(slot) {
                        functions.extend(table.get(&slot));
                    }
                }
                Some(Target::Data(symbol)) => {
                    if reached.symbols.insert(symbol) {
                        let range = links.symbols[symbol as usize].clone();
                        targets.extend(links.data.range(range).map(|(_, target)| *target));
                    }
                }
                None => return reached,
            }
        }
    }
}

/// What the instructions of a function refer to.
struct Found<'a> {
    links: &'a Links,
    functions: &'a mut Vec<FunctionId>,
    targets: &'a mut Vec<Target>,
}

impl Visitor<'_> for Found<'_> {
    fn visit_instr(&mut self, _: &Instr, place: &InstrLocId) {
        if !place.is_default() {
            self.targets.extend(self.links.code.get(&place.data()).into_iter().flatten());
        }
    }

    fn visit_call(&mut self, call: &Call) {
        self.functions.push(call.func);
    }

    fn visit_return_call(&mut self, call: &ReturnCall) {
        self.functions.push(call.func);
    }

    fn visit_ref_func(&mut self, reference: &RefFunc) {
        self.functions.push(reference.func);
    }
}

fn first_slot(kind: &ElementKind) -> Option<u32> {
    match kind {
        ElementKind::Active { offset: ConstExpr::Value(walrus::ir::Value::I32(first)), .. } => {
            Some(*first as u32)
        }
        _ => None,
    }
}
