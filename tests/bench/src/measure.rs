//! What the kernel says about a process: CPU time, resident memory, limits.

use std::{fs, io::ErrorKind, time::Duration};

use anyhow::{Context, Result, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How long threads ran on a CPU, and how long they were ready to but something else ran there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CpuTime {
    pub running: Duration,
    pub waiting: Duration,
}

impl CpuTime {
    /// What has been added since an earlier reading.
    pub fn since(self, earlier: Self) -> Self {
        Self {
            running: self.running.saturating_sub(earlier.running),
            waiting: self.waiting.saturating_sub(earlier.waiting),
        }
    }

    /// `schedstat` is the time running, the time waiting, both in ns, and the number of slices.
    fn parse(schedstat: &str) -> Result<Self> {
        let mut fields = schedstat.split_whitespace();
        let mut next = || -> Result<Duration> {
            let ns = fields.next().context("schedstat is too short")?.parse()?;
            Ok(Duration::from_nanos(ns))
        };
        Ok(Self { running: next()?, waiting: next()? })
    }
}

/// CPU time of all threads of a process.
pub fn process_cpu(pid: u32) -> Result<CpuTime> {
    let mut total = CpuTime::default();
    for task in fs::read_dir(format!("/proc/{pid}/task")).context("the process has ended")? {
        let text = match fs::read_to_string(task?.path().join("schedstat")) {
            // The thread ended between the listing and the reading.
            Err(e) if e.kind() == ErrorKind::NotFound => continue,
            other => other.context("this kernel keeps no schedstat")?,
        };
        let time = CpuTime::parse(&text)?;
        total.running += time.running;
        total.waiting += time.waiting;
    }
    Ok(total)
}

/// CPU time of the calling thread.
pub fn thread_cpu() -> Result<CpuTime> {
    let text = fs::read_to_string("/proc/thread-self/schedstat");
    CpuTime::parse(&text.context("this kernel keeps no schedstat")?)
}

/// Resident memory of a process in bytes, counted page by page.
pub fn resident(pid: u32) -> Result<u64> {
    // `status` is cheaper to read, but its counters lag behind by some pages on each CPU.
    let text =
        fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).context("the process has ended")?;
    let kib = text.lines().find_map(|line| line.strip_prefix("Rss:")?.trim().strip_suffix("kB"));
    Ok(kib.context("no Rss in smaps_rollup")?.trim().parse::<u64>()? * 1024)
}

/// Lets this process and its children have `wanted` open files.
pub fn allow_open_files(wanted: u64) -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= wanted) {
        return Ok(());
    }
    ensure!(
        limit.maximum.is_none_or(|maximum| maximum >= wanted),
        "{wanted} open files are needed, and the hard limit is {:?}: raise it or use fewer --connections",
        limit.maximum,
    );
    setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), ..limit })
        .context("cannot raise the limit of open files")
}

/// The processor's name, for the head of a report.
pub fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    name.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.trim().to_owned())
}

/// The load average of the last minute, for the head of a report.
pub fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_thread_adds_to_its_running_time() {
        let before = thread_cpu().unwrap();
        let start = std::time::Instant::now();
        while start.elapsed() < Duration::from_millis(50) {}
        let spent = thread_cpu().unwrap().since(before);
        assert!(!spent.running.is_zero() && spent.running <= start.elapsed());
        assert!(process_cpu(std::process::id()).unwrap().running >= spent.running);
    }

    #[test]
    fn resident_memory_grows_with_what_is_written() {
        let before = resident(std::process::id()).unwrap();
        let block = std::hint::black_box(vec![1_u8; 32 << 20]);
        let after = resident(std::process::id()).unwrap();
        assert!(after >= before + block.len() as u64 / 2);
    }
}
