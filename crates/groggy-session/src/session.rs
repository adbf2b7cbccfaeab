//! What one environment of a host owns.

use std::sync::atomic::{AtomicU64, Ordering};

use groggy::formats::text::Table;
use groggy_host::handles::{Handle, HandleTable};
use groggy_host::offload::OffloadPolicy;

use crate::faults;
use crate::host::Host;
use crate::object::Object;
use crate::tasks::Tasks;

/// What an environment owns, while it runs.
pub struct Session {
    /// Graphs and snapshots by handle.
    pub objects: HandleTable<Object>,
    /// The object that was made last, until the user has read its header: its reader will close it.
    pub(crate) unclaimed: Option<Handle>,
    /// The object that the running operation looked up last: a panic poisons it.
    pub(crate) touched: Option<Handle>,
    /// Rows that were read, and wait to be added to a graph.
    tables: Vec<(u32, Table)>,
    /// Decides what leaves the host's thread.
    pub policy: OffloadPolicy,
    /// Tasks that run, and where their answers arrive.
    pub tasks: Tasks,
}

impl Session {
    /// An empty session of the environment of this thread. `wake` asks the host, from any thread, to
    /// [`deliver`](crate::deliver) soon on this one.
    #[must_use]
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            objects: HandleTable::new("graph"),
            unclaimed: None,
            touched: None,
            tables: Vec::new(),
            policy: OffloadPolicy::default(),
            tasks: Tasks::new(Box::new(wake)),
        }
    }

    /// A number for an environment, unique in the process, by which the monitor knows it.
    #[must_use]
    pub fn next_number() -> u64 {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        NEXT.fetch_add(1, Ordering::Relaxed)
    }

    /// Keeps rows that were read until they are taken. Returns their number.
    pub(crate) fn keep_table(&mut self, table: Table) -> u32 {
        // Few at a time: the smallest number that none has.
        let taken = |number: &u32| self.tables.iter().any(|(kept, _)| kept == number);
        let number = (1..=u32::MAX).find(|number| !taken(number)).unwrap_or_default();
        self.tables.push((number, table));
        number
    }

    /// The rows with this number, which are then no longer kept.
    pub fn take_table(&mut self, number: u32) -> Option<Table> {
        let position = self.tables.iter().position(|(kept, _)| *kept == number)?;
        Some(self.tables.swap_remove(position).1)
    }

    /// An operation begins: it has looked nothing up.
    #[inline]
    pub fn begin(&mut self) {
        self.touched = None;
    }

    /// The running operation panicked: marks the object that it looked up last as broken.
    #[cold]
    pub fn poison_touched(&mut self) {
        if let Some(handle) = self.touched {
            self.poison(handle);
        }
    }

    /// Marks an object as broken, if it is still open: a panic went through work on it.
    #[cold]
    pub(crate) fn poison(&mut self, handle: Handle) {
        if faults::planted("panic-not-poisoned") {
            return;
        }
        if let Ok(object) = self.objects.get_mut(handle) {
            object.poison();
        }
    }

    /// Names an object that the user has yet to read.
    pub(crate) fn take_in<H: Host>(&mut self, host: H, object: Object) -> Result<Handle, H::Failure> {
        self.close_unclaimed(host)?;
        let handle = self.objects.insert(object)?;
        self.unclaimed = Some(handle);
        Ok(handle)
    }

    /// The user has an object, and will close it.
    pub fn claim(&mut self, handle: Handle) {
        self.unclaimed.take_if(|unclaimed| *unclaimed == handle);
    }

    /// Closes what was made last and never read: the host has stopped the code that had asked for it.
    ///
    /// # Errors
    /// The host refuses.
    pub fn close_unclaimed<H: Host>(&mut self, host: H) -> Result<(), H::Failure> {
        match self.unclaimed.take() {
            Some(handle) if !faults::planted("unclaimed-kept") => self.close(host, handle).map(drop),
            _ => Ok(()),
        }
    }

    /// Lets an object go; whether it was still there.
    ///
    /// # Errors
    /// The host refuses.
    pub fn close<H: Host>(&mut self, host: H, handle: Handle) -> Result<bool, H::Failure> {
        let Ok(mut object) = self.objects.remove(handle) else { return Ok(false) };
        let closed = object.external_memory().close(host);
        drop(object);
        closed.map(|()| true)
    }

    /// Lets a graph take over the adjacency that work on a snapshot of it has built.
    pub(crate) fn adopt<H: Host>(&mut self, host: H, graph: Handle) -> Result<(), H::Failure> {
        match self.objects.get_mut(graph) {
            Ok(object) => {
                if let Object::Graph(live) = object {
                    live.graph.adopt();
                }
                object.report_memory(host)
            }
            // Closed meanwhile.
            Err(_) => Ok(()),
        }
    }

    /// The environment ends: cancels and joins its tasks, then drops its objects. `close_channel` runs in between, when
    /// no thread wakes the host any more.
    pub fn end<H: Host>(self, host: H, close_channel: impl FnOnce()) {
        let Self { mut objects, tasks, .. } = self;
        faults::when_an_environment_ends(&mut objects);
        tasks.end();
        close_channel();
        for (_, object) in objects.iter_mut() {
            // Refused only when nobody counts any more.
            drop(object.external_memory().close(host));
        }
    }
}
