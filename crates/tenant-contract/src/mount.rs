//! Where a core container finds its files, and the names of the objects that they come from.
//!
//! Every mount is read-only. The root file system is read-only too; only [`SCRATCH_DIR`] is
//! writable.

/// The Deployment, Service, Ingress and `ServiceAccount` of a tenant.
pub const WORKLOAD_NAME: &str = "core";

/// Secret with the keys of [`database`], mounted at [`database::DIR`].
pub const DATABASE_SECRET: &str = "database";
/// Secret with the tenant's data key, mounted at [`KEYS_DIR`].
pub const DATA_KEY_SECRET: &str = "data-key";
/// Secret with the signing key of bootstrap links, mounted at [`BOOTSTRAP_DIR`].
pub const BOOTSTRAP_SECRET: &str = "bootstrap";
/// `ConfigMap` with [`INSTANCE_KEY`], mounted at [`INSTANCE_DIR`].
pub const INSTANCE_CONFIG_MAP: &str = "instance";
/// `ConfigMap` (or `bundle-0`, `bundle-1`, ...) with the packed template, mounted at [`BUNDLE_DIR`].
pub const BUNDLE_CONFIG_MAP: &str = "bundle";

/// The connection to the tenant's own database, one file per value.
pub mod database {
    /// Directory of the files below.
    pub const DIR: &str = "/etc/primero/database";
    /// Host name or address.
    pub const HOST: &str = "host";
    /// TCP port, decimal.
    pub const PORT: &str = "port";
    /// Database name.
    pub const DBNAME: &str = "dbname";
    /// Role name.
    pub const USERNAME: &str = "username";
    /// Password, without a trailing newline.
    pub const PASSWORD: &str = "password";
    /// libpq's `sslmode` word: `disable`, `prefer`, `require`, `verify-ca`, `verify-full`.
    pub const SSLMODE: &str = "sslmode";
    /// PEM bundle that `verify-ca` and `verify-full` check against; absent otherwise.
    pub const CA: &str = "ca.crt";
}

/// Secret with the keys of [`mail`], mounted at [`mail::DIR`]. Optional: a tenant without it sends no
/// mail, and says so in its log and its metrics.
pub const MAIL_SECRET: &str = "mail";

/// The server that takes the tenant's mail, one file per value.
pub mod mail {
    /// Directory of the files below.
    pub const DIR: &str = "/etc/primero/mail";
    /// Host name or address of the SMTP server.
    pub const HOST: &str = "host";
    /// TCP port, decimal; absent for the usual one of [`TLS`].
    pub const PORT: &str = "port";
    /// `tls`, `starttls` or `none`; absent for `starttls`.
    pub const TLS: &str = "tls";
    /// User name; absent where the server asks for none.
    pub const USERNAME: &str = "username";
    /// Password, without a trailing newline.
    pub const PASSWORD: &str = "password";
    /// The sender, for instance `Primero <no-reply@example.org>`.
    pub const FROM: &str = "from";
    /// PEM certificate that the server is checked against beside the public authorities; may be
    /// absent.
    pub const CA: &str = "ca.crt";
}

/// Directory of [`DATA_KEY`].
pub const KEYS_DIR: &str = "/etc/primero/keys";
/// 32 raw bytes that encrypt attachments and dumps.
pub const DATA_KEY: &str = "data.key";

/// Directory of [`SIGNING_KEY`].
pub const BOOTSTRAP_DIR: &str = "/etc/primero/bootstrap";
/// 32 raw bytes that sign bootstrap links ([`crate::bootstrap`]).
pub const SIGNING_KEY: &str = "signing.key";

/// Directory of [`INSTANCE_KEY`].
pub const INSTANCE_DIR: &str = "/etc/primero/instance";
/// [`crate::settings::InstanceSettings`] as JSON.
pub const INSTANCE_KEY: &str = "instance.json";

/// Directory of the packed template; Jobs only.
pub const BUNDLE_DIR: &str = "/etc/primero/bundle";
/// The packed template. A bundle larger than a `ConfigMap` is cut: `bundle.json.gz.000`,
/// `bundle.json.gz.001`, ... in order.
pub const BUNDLE_KEY: &str = "bundle.json.gz";

/// Parent of one directory per overlay, named like the overlay; Jobs only.
pub const OVERLAYS_DIR: &str = "/etc/primero/overlays";

/// The only writable directory (an emptyDir).
pub const SCRATCH_DIR: &str = "/tmp";

/// Where a Job leaves its [`crate::result::JobResult`] for the kubelet.
pub const TERMINATION_LOG: &str = "/dev/termination-log";

/// User and group id that the core image runs as.
pub const RUN_AS_ID: i64 = 65_532;
