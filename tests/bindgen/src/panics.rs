//! Panics without what they would say.
//!
//! Nobody hears it: in JavaScript a panic is a trap (the panic of wasm32-unknown-unknown prints
//! nothing). Yet each place that can panic passes on where it is and what it found: without that,
//! the module is a twentieth smaller.

use std::collections::HashSet;

use walrus::ir::{
    Br, BrIf, BrTable, Call, Instr, InstrSeq, InstrSeqId, Return, ReturnCall, ReturnCallIndirect,
    ReturnCallRef, Unreachable, Value, Visitor, dfs_in_order,
};
use walrus::{ConstExpr, DataKind, FunctionId, LocalFunction, Module};

use crate::trap::trap;

/// Makes a trap of each function that never returns, and forgets the places of panics.
pub fn silence(module: &mut Module) {
    let doomed = doomed(module);
    for function in &doomed {
        trap(module, *function);
    }
    for (_, function) in module.funcs.iter_local_mut() {
        let mut sequences = Sequences(Vec::new());
        dfs_in_order(&mut sequences, function, function.entry_block());
        for id in sequences.0 {
            end_early(function.block_mut(id), &doomed);
        }
    }
    forget_places(module);
}

/// Traps where only a call that traps is left to come, without preparing what it would say.
fn end_early(sequence: &mut InstrSeq, doomed: &HashSet<FunctionId>) {
    let ends = |(instr, _): &(Instr, _)| match instr {
        Instr::Call(call) => doomed.contains(&call.func),
        Instr::Unreachable(_) => true,
        _ => false,
    };
    let Some(end) = sequence.instrs.iter().position(ends) else { return };
    let prepares = |(instr, _): &&(Instr, _)| {
        matches!(
            instr,
            Instr::Const(_)
                | Instr::LocalGet(_)
                | Instr::LocalSet(_)
                | Instr::LocalTee(_)
                | Instr::GlobalGet(_)
                | Instr::GlobalSet(_)
                | Instr::Unop(_)
                | Instr::Binop(_)
                | Instr::Select(_)
                | Instr::Drop(_)
                | Instr::Load(_)
                | Instr::Store(_)
                | Instr::MemoryCopy(_)
                | Instr::MemoryFill(_)
        )
    };
    let start = end - sequence.instrs[..end].iter().rev().take_while(prepares).count();
    let (_, place) = sequence.instrs[end];
    sequence.instrs.truncate(start);
    sequence.instrs.push((Instr::Unreachable(Unreachable {}), place));
}

/// The sequences of instructions of a function.
struct Sequences(Vec<InstrSeqId>);

impl Visitor<'_> for Sequences {
    fn start_instr_seq(&mut self, sequence: &InstrSeq) {
        self.0.push(sequence.id());
    }
}

/// The functions that never return, except those that leave by way of JavaScript, which throws.
fn doomed(module: &Module) -> HashSet<FunctionId> {
    let mut calls: Vec<_> = module
        .funcs
        .iter_local()
        .filter_map(|(id, function)| Some((id, Ways::of(function)?.calls)))
        .collect();
    let mut throwing: HashSet<_> = module.imports.iter().filter_map(imported).collect();
    loop {
        let before = calls.len();
        calls.retain(|(id, callees)| {
            let stays = callees.is_disjoint(&throwing);
            if !stays {
                throwing.insert(*id);
            }
            stays
        });
        if calls.len() == before {
            return calls.into_iter().map(|(id, _)| id).collect();
        }
    }
}

fn imported(import: &walrus::Import) -> Option<FunctionId> {
    match import.kind {
        walrus::ImportKind::Function(id) => Some(id),
        _ => None,
    }
}

/// The ways out of a function that does not return at its end.
struct Ways {
    outermost: InstrSeqId,
    returns: bool,
    calls: HashSet<FunctionId>,
}

impl Ways {
    /// `None` if it returns.
    fn of(function: &LocalFunction) -> Option<Self> {
        let outermost = function.entry_block();
        let Some((Instr::Unreachable(_), _)) = function.block(outermost).instrs.last() else {
            return None;
        };
        let mut ways = Self { outermost, returns: false, calls: HashSet::new() };
        dfs_in_order(&mut ways, function, outermost);
        (!ways.returns).then_some(ways)
    }
}

impl Visitor<'_> for Ways {
    fn visit_call(&mut self, call: &Call) {
        self.calls.insert(call.func);
    }

    fn visit_br(&mut self, branch: &Br) {
        self.returns |= branch.block == self.outermost;
    }

    fn visit_br_if(&mut self, branch: &BrIf) {
        self.returns |= branch.block == self.outermost;
    }

    fn visit_br_table(&mut self, branch: &BrTable) {
        self.returns |= branch.default == self.outermost || branch.blocks.contains(&self.outermost);
    }

    fn visit_return(&mut self, _: &Return) {
        self.returns = true;
    }

    fn visit_return_call(&mut self, _: &ReturnCall) {
        self.returns = true;
    }

    fn visit_return_call_indirect(&mut self, _: &ReturnCallIndirect) {
        self.returns = true;
    }

    fn visit_return_call_ref(&mut self, _: &ReturnCallRef) {
        self.returns = true;
    }
}

/// Makes zeros, which cost nothing, of all `core::panic::Location` and of the names in them.
fn forget_places(module: &mut Module) {
    let all: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in all {
        let data = module.data.get_mut(id);
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } = data.kind else {
            continue;
        };
        let places: Vec<_> = (0..data.value.len().saturating_sub(PLACE))
            .step_by(4)
            .filter_map(|at| Some((at, file(&data.value, start as usize, at)?)))
            .collect();
        for (at, file) in places {
            data.value[at..at + PLACE].fill(0);
            data.value[file].fill(0);
        }
    }
}

/// The name in the place that is here, if one is: a pointer and a length, then line and column.
fn file(data: &[u8], start: usize, at: usize) -> Option<std::ops::Range<usize>> {
    let word = |index: usize| {
        let bytes = data[at + 4 * index..].first_chunk()?;
        Some(u32::from_le_bytes(*bytes) as usize)
    };
    let name = word(0)?.checked_sub(start)?;
    let range = name..name.checked_add(word(1)?)?;
    let (line, column) = (word(2)?, word(3)?);
    let plausible =
        range.len() < 300 && (1..100_000).contains(&line) && (1..1000).contains(&column);
    (plausible && data.get(range.clone())?.ends_with(b".rs")).then_some(range)
}

/// Bytes of a place.
const PLACE: usize = 16;
