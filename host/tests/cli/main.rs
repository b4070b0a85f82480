//! The command line tool, run as a user runs it.

mod admission;
mod echo;
mod ends;
mod exec;
mod json;
mod listeners;
mod metrics;
mod options;
mod pages;
mod peer;
mod signals;
mod slow;
mod terminal;
mod tls;
mod tool;
mod usage;
