//! Permissions as types, so that what needs one cannot be called without it.
//!
//! A handler names the right it needs as a type parameter and takes the proof as an argument:
//! [`Granted`] for a right on a resource, [`Opened`] for a right on one record. Only the decision
//! makes them.

use std::marker::PhantomData;

use super::{Action, Actor, Decision, Permission, RecordFacts, decide};
use crate::Record;

/// A right that does not depend on a record.
pub trait RequiredPermission {
    /// One of these is enough.
    const ANY_OF: &'static [Permission];
}

/// A right on a record, whatever its type.
pub trait RequiredAction {
    /// The action on the resource of the record's type.
    const ACTION: Action;
}

/// A refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The role does not have the right.
    #[error("the role does not grant this")]
    NotGranted,
    /// The role has the right, but not on this record.
    #[error("the record is outside the role's scope")]
    OutOfScope,
}

/// The proof that an actor has a right.
#[derive(Clone, Copy, Debug)]
pub struct Granted<P>(PhantomData<P>);

impl<P: RequiredPermission> Granted<P> {
    /// Asks for the right.
    pub fn to(actor: &Actor) -> Result<Self, Refused> {
        let mut rights = P::ANY_OF.iter();
        if rights.any(|right| actor.grants.allow(right.resource, right.action)) {
            Ok(Self(PhantomData))
        } else {
            Err(Refused::NotGranted)
        }
    }
}

/// A record together with the proof that an actor may do something to it.
#[derive(Clone, Debug)]
pub struct Opened<P> {
    record: Record,
    right: PhantomData<P>,
}

impl<P: RequiredAction> Opened<P> {
    /// Asks for the right on a record.
    pub fn by(actor: &Actor, record: Record) -> Result<Self, Refused> {
        match decide(actor, P::ACTION, &RecordFacts::of(&record)) {
            Decision::Allowed => Ok(Self {
                record,
                right: PhantomData,
            }),
            Decision::NotGranted => Err(Refused::NotGranted),
            Decision::OutOfScope => Err(Refused::OutOfScope),
        }
    }

    /// The record.
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// The record, to change it.
    pub fn into_record(self) -> Record {
        self.record
    }
}
