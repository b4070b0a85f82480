//! A connection's driver and what the application does with it, in one task.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};

use pin_project_lite::pin_project;

use super::driver::Driver;

pin_project! {
    /// Polls the driver, and then the application if there is news for it: a message that comes
    /// is answered in the same turn, without a way through the scheduler.
    pub(crate) struct Together<F> {
        driver: Option<Driver>,
        done: bool,
        news: Arc<News>,
        waker: Waker,
        #[pin]
        application: F,
    }
}

impl<F: Future<Output = ()>> Together<F> {
    /// Ends when both have.
    pub(crate) fn new(driver: Driver, application: F) -> Self {
        let news = Arc::new(News {
            are_there: AtomicBool::new(true),
            will_be_asked: AtomicBool::new(false),
            task: OnceLock::new(),
        });
        let waker = Waker::from(news.clone());
        Self { driver: Some(driver), done: false, news, waker, application }
    }
}

impl<F: Future<Output = ()>> Future for Together<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        this.news.task.get_or_init(|| cx.waker().clone());
        this.news.will_be_asked.store(true, Ordering::SeqCst);
        if let Some(driver) = this.driver
            && Pin::new(driver).poll(cx).is_ready()
        {
            *this.driver = None;
        }
        this.news.will_be_asked.store(false, Ordering::SeqCst);
        if !*this.done && this.news.are_there.swap(false, Ordering::SeqCst) {
            let cx = &mut Context::from_waker(this.waker);
            *this.done = this.application.poll(cx).is_ready();
        }
        match *this.done && this.driver.is_none() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

/// News for the application.
struct News {
    are_there: AtomicBool,
    /// The driver has its turn: the task looks for news behind it, and need not be woken.
    will_be_asked: AtomicBool,
    /// A task has one waker for all its life.
    task: OnceLock<Waker>,
}

impl Wake for News {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.are_there.store(true, Ordering::SeqCst);
        if !self.will_be_asked.load(Ordering::SeqCst)
            && let Some(task) = self.task.get()
        {
            task.wake_by_ref();
        }
    }
}
