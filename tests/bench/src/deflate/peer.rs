//! The servers that compress: witsocket, and peers in three languages.

use std::{env, process::Command};

use anyhow::{Context, Result};
use clap::ValueEnum;
use serde::Serialize;

use super::setting::{LEVEL, Setting};
use crate::{
    js,
    server::{Launcher, Server},
    tools,
};

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Peer {
    /// Ours, through the component.
    Witsocket,
    /// Python's websockets.
    Websockets,
    /// The npm package ws.
    Ws,
    /// The crate yawc.
    Yawc,
    /// Our npm package, on Node.
    WitsocketJs,
}

impl Peer {
    /// What the tables call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Witsocket => "witsocket",
            Self::Websockets => "websockets",
            Self::Ws => "ws",
            Self::Yawc => "yawc",
            Self::WitsocketJs => "witsocket on Node",
        }
    }

    /// What it cannot be told, and does its own way.
    pub fn reservation(self) -> Option<&'static str> {
        (self == Self::Yawc).then_some("yawc cannot be told memLevel: it has 8 in every setting")
    }

    /// Its version, and what it runs on; none of what is in this program.
    pub fn version(self) -> Result<Option<String>> {
        let command = match self {
            Self::Websockets => tools::python(
                "import platform, websockets, zlib\n\
                 print('websockets', websockets.__version__, 'on Python', \
                 platform.python_version(), 'with zlib', zlib.ZLIB_RUNTIME_VERSION)",
            )?,
            Self::Ws => tools::node(
                "import { readFileSync } from 'node:fs';\n\
                 const path = `${process.env.WITSOCKET_NODE_DIR}/node_modules/ws/package.json`;\n\
                 const { version } = JSON.parse(readFileSync(path));\n\
                 console.log(`ws ${version} on Node ${process.version.slice(1)}`);",
            )?,
            Self::Witsocket | Self::WitsocketJs | Self::Yawc => return Ok(None),
        };
        tools::answer(command).map(Some)
    }

    /// Starts it, and waits until it listens.
    pub fn start(self, launcher: &Launcher, setting: Setting) -> Result<Server> {
        launcher.spawn(self.name(), self.command(launcher, setting)?)
    }

    fn command(self, launcher: &Launcher, setting: Setting) -> Result<Command> {
        let mut command = match self {
            Self::Witsocket => {
                let mut command = launcher.witsocket()?;
                match flag(setting) {
                    Some(keys) => command.args(["--deflate", &keys]),
                    None => command.arg("--no-deflate"),
                };
                return Ok(command);
            }
            Self::Websockets => tools::python(include_str!("../../peers/echo.py"))?,
            Self::Ws => js::ws()?,
            Self::WitsocketJs => js::ours()?,
            Self::Yawc => {
                let this = env::current_exe().context("cannot find the benchmark's own program")?;
                let mut command = Command::new(this);
                command.args(["peer", "yawc"]);
                command
            }
        };
        if let Some(terms) = setting.terms() {
            command.args(["--bits", &terms.bits.to_string()]);
            command.args(["--mem-level", &terms.mem_level.to_string()]);
            command.args(["--level", &LEVEL.to_string()]);
            if !terms.takeover {
                command.arg("--no-context-takeover");
            }
        }
        Ok(command)
    }
}

/// What our command line takes as `--deflate`.
fn flag(setting: Setting) -> Option<String> {
    let terms = setting.terms()?;
    let (bits, mem_level) = (terms.bits, terms.mem_level);
    let mut keys = format!(
        "server_max_window_bits={bits},client_max_window_bits={bits},level={LEVEL},mem_level={mem_level}"
    );
    if !terms.takeover {
        keys += ",server_no_context_takeover,client_no_context_takeover";
    }
    Some(keys)
}
