//! The thread of a shard.

use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::{Notify, mpsc};
use tracing::error;

use super::sandbox::Sandbox;
use super::shard::Shard;

/// A thread that is a shard, as others see it. It ends when the last one let go of it.
#[derive(Clone)]
pub(crate) struct Worker {
    jobs: mpsc::UnboundedSender<Job>,
    load: Arc<Load>,
}

/// A worker that this does not keep from ending.
#[derive(Clone)]
pub(crate) struct WeakWorker {
    jobs: mpsc::WeakUnboundedSender<Job>,
    load: Arc<Load>,
}

/// A connection's place at a worker, which does not end before it is dropped.
pub(crate) struct Seat {
    worker: Worker,
    counted: bool,
}

#[derive(Default)]
struct Load {
    seats: AtomicUsize,
    idle: Notify,
}

type Job = Box<dyn FnOnce(&Rc<Shard>) + Send>;

impl Worker {
    /// Starts a thread.
    pub(crate) fn start(name: String, sandbox: Sandbox) -> io::Result<Self> {
        let (sender, jobs) = mpsc::unbounded_channel();
        let worker = Self { jobs: sender, load: Arc::default() };
        let weak = WeakWorker { jobs: worker.jobs.downgrade(), load: worker.load.clone() };
        thread::Builder::new().name(name).spawn(move || work(jobs, sandbox, weak))?;
        Ok(worker)
    }

    /// Runs a job on the thread, in its runtime. If the thread failed, the job is dropped.
    pub(crate) fn run(&self, job: impl FnOnce(&Rc<Shard>) + Send + 'static) {
        let _ = self.jobs.send(Box::new(job));
    }

    /// Takes a seat for a connection.
    pub(crate) fn seat(&self) -> Seat {
        self.load.seats.fetch_add(1, Ordering::Relaxed);
        Seat { worker: self.clone(), counted: true }
    }

    /// The seats that are taken.
    pub(crate) fn seats(&self) -> usize {
        self.load.seats.load(Ordering::Relaxed)
    }

    /// Waits until no seat is taken.
    pub(crate) async fn idle(&self) {
        loop {
            let idle = self.load.idle.notified();
            if self.seats() == 0 {
                return;
            }
            idle.await;
        }
    }
}

impl WeakWorker {
    pub(crate) fn upgrade(&self) -> Option<Worker> {
        Some(Worker { jobs: self.jobs.upgrade()?, load: self.load.clone() })
    }
}

impl Seat {
    /// A seat that nobody waits for.
    pub(crate) fn uncounted(worker: Worker) -> Self {
        Self { worker, counted: false }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let load = &self.worker.load;
        if self.counted && load.seats.fetch_sub(1, Ordering::Relaxed) == 1 {
            load.idle.notify_waiters();
        }
    }
}

fn work(mut jobs: mpsc::UnboundedReceiver<Job>, sandbox: Sandbox, weak: WeakWorker) {
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
    let runtime = match runtime {
        Ok(runtime) => runtime,
        // The jobs are dropped, and whoever waits for them hears that.
        Err(error) => return error!(%error, "a shard has no runtime"),
    };
    let shard = Shard::enter(sandbox, weak);
    runtime.block_on(async {
        let timed = shard.clone();
        tokio::task::spawn_local(async move { timed.timers.ring().await });
        while let Some(job) = jobs.recv().await {
            job(&shard);
        }
    });
    drop(runtime);
    Shard::exit();
}
