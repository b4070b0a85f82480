//! The command line tool, run as a user runs it.

mod echo;
mod ends;
mod exec;
mod json;
mod peer;
mod signals;
mod slow;
mod tool;
mod usage;
