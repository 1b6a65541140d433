//! Labels, annotations and finalizers that the operator puts on objects.

/// Who made the object; every watch of the operator selects by it.
pub const MANAGED_BY: &str = "app.kubernetes.io/managed-by";
/// The value of [`MANAGED_BY`] on everything that the operator makes.
pub const MANAGED_BY_OPERATOR: &str = "primero-operator";
/// The product that an object is a part of.
pub const PART_OF: &str = "app.kubernetes.io/part-of";
/// The value of [`PART_OF`].
pub const PART_OF_PRIMERO: &str = "primero";
/// The program that runs in a pod.
pub const NAME: &str = "app.kubernetes.io/name";
/// The value of [`NAME`] on pods of the case service.
pub const NAME_CORE: &str = "primero-core";
/// The role of an object inside its tenant.
pub const COMPONENT: &str = "app.kubernetes.io/component";
/// The value of [`COMPONENT`] on the pods that serve a tenant.
pub const COMPONENT_CASE_SERVICE: &str = "case-service";
/// The value of [`COMPONENT`] on the Job that migrates and configures a tenant.
pub const COMPONENT_PREPARE: &str = "prepare";
/// The name of the instance that an object belongs to.
pub const INSTANCE: &str = "primero.org/instance";
/// The UID of the instance that an object belongs to: a name can be used again, a UID cannot.
pub const INSTANCE_UID: &str = "primero.org/instance-uid";
/// Marks what was kept of a deleted instance.
pub const RETAINED: &str = "primero.org/retained";

/// Digest of what the operator meant to write; equal means that nothing needs writing.
pub const INTENT_HASH: &str = "primero.org/intent-hash";
/// Names a data key without revealing it.
pub const DATA_KEY_ID: &str = "primero.org/data-key-id";
/// Set by a person to have an instance looked at now.
pub const RECONCILE_REQUESTED_TIME: &str = "primero.org/reconcile-requested-time";

/// Holds a deleted instance until its external state is dealt with.
pub const FINALIZER: &str = "primero.org/instance-cleanup";
