//! Tells the controller which instances to look at, and when all watches know everything.

use std::sync::Arc;

use kube::runtime::reflector::ObjectRef;
use primero_crd::PrimeroInstance;
use tokio::sync::{mpsc, watch};

/// Where watches say that an instance should be looked at. Clones share the receiver.
#[derive(Clone, Debug)]
pub struct Triggers {
    sender: mpsc::UnboundedSender<ObjectRef<PrimeroInstance>>,
    unsynced: Arc<watch::Sender<usize>>,
}

/// Counts as not synced until it is dropped.
#[derive(Debug)]
pub struct SyncGuard(Arc<watch::Sender<usize>>);

impl Drop for SyncGuard {
    fn drop(&mut self) {
        self.0
            .send_modify(|unsynced| *unsynced = unsynced.saturating_sub(1));
    }
}

impl Triggers {
    /// A pair of sender and receiver.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<ObjectRef<PrimeroInstance>>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (
            Self {
                sender,
                unsynced: Arc::new(watch::Sender::new(0)),
            },
            receiver,
        )
    }

    /// Has the instance called `name` looked at. The controller merges what comes at once.
    pub fn instance(&self, name: &str) {
        // The receiver lives as long as the controller; without one there is nothing to tell.
        let _ = self.sender.send(ObjectRef::new(name));
    }

    /// Announces a watch that has not listed everything yet.
    pub fn expect_sync(&self) -> SyncGuard {
        self.unsynced.send_modify(|unsynced| *unsynced += 1);
        SyncGuard(Arc::clone(&self.unsynced))
    }

    /// Whether every watch has listed everything once.
    pub fn synced(&self) -> bool {
        *self.unsynced.borrow() == 0
    }

    /// Waits until every watch has listed everything once: a decision on half of the facts would
    /// write what is there, and stall what is well.
    pub async fn wait_until_synced(&self) {
        let mut unsynced = self.unsynced.subscribe();
        // The sender lives as long as `self`, so that there is an end to wait for.
        let _ = unsynced.wait_for(|unsynced| *unsynced == 0).await;
    }
}
