//! `bench provision`: ten tenants one after the other, ten at once; then what they cost at rest.
//!
//! The baseline of the same run is what the cluster alone needs to make one pod of the same size
//! Available: nothing that we do can be faster.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use primero_e2e::cluster::Cluster;
use primero_e2e::edge::{self, Session};
use primero_e2e::tenant::{self, Deletion, Tenant};
use serde_json::{Value, json};

use super::figure::{Bar, Figure};
use super::sample::Sample;
use super::{api_writes, memory};
use crate::step::{Step, Steps};
use crate::{cluster, up};

/// Tenants of each round.
const TENANTS: usize = 10;
/// How often the URL is asked.
const PAUSE: Duration = Duration::from_millis(20);
/// Longest time until the URL answers; a bench that waits longer has nothing to say.
const LIMIT: Duration = Duration::from_mins(5);
/// Memory and writes are measured over this time after the last sign-in.
const REST: Duration = Duration::from_mins(1);
/// The first administrator, as the minimal manifest has it.
const ADMINISTRATOR: &str = "admin";

/// What was measured.
#[derive(Debug, Default)]
struct Measured {
    bare_pod: Sample,
    in_series: Sample,
    at_once: Sample,
    /// By step of `status.steps`, over the series.
    steps: BTreeMap<String, Sample>,
    operator_kib: u64,
    core_kib: Vec<u64>,
    signed_in_core_kib: u64,
    writes: BTreeMap<String, u64>,
}

/// Measures on the local cluster with release builds, and removes what it made.
pub(crate) fn run() -> Result<()> {
    let steps = Steps::new("bench-provision")?;
    let was_up = cluster::is_up();
    up::platform_in(&steps, up::build::Profile::Release)?;
    let kubectl = cluster::components::installed("kubectl")?;
    let api = Cluster::open(kubectl, cluster::kubeconfig()?)?;
    tenant::remove_all(&api)?;
    let measured = measure(&steps, &api);
    tenant::remove_all(&api)?;
    if !was_up {
        cluster::down(&steps)?;
    }
    let measured = measured?;
    io::stdout().write_all(report(&measured).as_bytes())?;
    Ok(())
}

fn measure(steps: &Steps, api: &Cluster) -> Result<Measured> {
    const NEXT: &str = "cargo xtask bench provision";
    let mut measured = Measured::default();
    steps.step("Time a bare pod", NEXT, |step| {
        bare_pods(step, api, &mut measured)
    })?;
    steps.step("Time tenants in series", NEXT, |step| {
        in_series(step, api, &mut measured)
    })?;
    steps.step("Time tenants at once", NEXT, |step| {
        at_once(step, api, &mut measured)
    })?;
    steps.step("Look at them at rest", NEXT, |step| {
        at_rest(step, api, &mut measured)
    })?;
    Ok(measured)
}

/// One tenant, from its manifest to the first 200 at its URL.
fn time_to_url(api: &Cluster, name: &str) -> Result<Duration> {
    let began = Instant::now();
    let tenant = Tenant::create(api, name)?;
    let host = tenant.host();
    while edge::get(&host, "/")?.status != 200 {
        ensure!(
            began.elapsed() < LIMIT,
            "{name} does not answer:\n{}",
            tenant.describe()
        );
        thread::sleep(PAUSE);
    }
    Ok(began.elapsed())
}

fn in_series(step: &mut Step, api: &Cluster, measured: &mut Measured) -> Result<()> {
    for name in names("t-series") {
        let took = time_to_url(api, &name)?;
        step.note(format_args!("{name}: {:.2} s", took.as_secs_f64()));
        measured.in_series.add(took);
        let object = Tenant {
            cluster: api,
            name: &name,
        }
        .wait_ready()?;
        for (name, took) in step_times(&object) {
            measured.steps.entry(name).or_default().add(took);
        }
    }
    // The rest is measured over one round of tenants: those of the second.
    for name in names("t-series") {
        Tenant {
            cluster: api,
            name: &name,
        }
        .remove(Deletion::Delete)?;
    }
    Ok(())
}

fn at_once(step: &mut Step, api: &Cluster, measured: &mut Measured) -> Result<()> {
    let names = names("t-at-once");
    let times: Vec<Result<Duration>> = thread::scope(|scope| {
        let all: Vec<_> = names
            .iter()
            .map(|name| scope.spawn(|| time_to_url(api, name)))
            .collect();
        all.into_iter()
            .map(|one| {
                one.join()
                    .unwrap_or_else(|_| Err(anyhow::anyhow!("a thread panicked")))
            })
            .collect()
    });
    for (name, took) in names.iter().zip(times) {
        let took = took?;
        step.write(format_args!("{name}: {:.2} s", took.as_secs_f64()));
        measured.at_once.add(took);
    }
    Ok(())
}

fn at_rest(step: &mut Step, api: &Cluster, measured: &mut Measured) -> Result<()> {
    let names = names("t-at-once");
    for name in &names {
        Tenant { cluster: api, name }.wait_ready()?;
    }
    let signed_in = Tenant {
        cluster: api,
        name: &names[0],
    };
    Session::sign_in(&signed_in, ADMINISTRATOR)?;
    step.note("waiting until everything rests");
    // Status of the last tenant, endpoints and the like settle first.
    thread::sleep(Duration::from_secs(15));
    let before = api_writes::read(&api.text("/metrics")?);
    thread::sleep(REST);
    let after = api_writes::read(&api.text("/metrics")?);
    measured.writes = api_writes::between(&before, &after);

    let pods = api.list(&format!(
        "/api/v1/namespaces/{}/pods",
        signed_in.namespace()
    ))?;
    let is_running = |pod: &&Value| pod["status"]["phase"] == "Running";
    let pod = pods
        .iter()
        .find(is_running)
        .context("a Ready tenant has a running pod")?;
    let uid = pod["metadata"]["uid"]
        .as_str()
        .context("a pod has a UID")?
        .to_owned();
    for process in memory::of_program("primero-core")? {
        if process.is_of_pod(&uid) {
            measured.signed_in_core_kib = process.resident_kib;
        }
        measured.core_kib.push(process.resident_kib);
    }
    let operators = memory::of_program("primero-operator")?;
    measured.operator_kib = operators
        .iter()
        .map(|process| process.resident_kib)
        .max()
        .unwrap_or(0);
    ensure!(
        measured.operator_kib > 0 && measured.signed_in_core_kib > 0,
        "the processes of the operator and of the tenant were not found"
    );
    Ok(())
}

/// The baseline: a Deployment of one pod that needs nothing.
fn bare_pods(step: &mut Step, api: &Cluster, measured: &mut Measured) -> Result<()> {
    let operator = "/apis/apps/v1/namespaces/primero-system/deployments/primero-operator";
    let template = api.get(operator)?["spec"]["template"]["spec"].clone();
    let image = template["containers"][0]["image"].clone();
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace",
        "metadata": {"name": "t-bare"}});
    api.apply("/api/v1/namespaces/t-bare", &namespace)?
        .success("making a namespace")?;
    for index in 0..3 {
        let name = format!("bare-{index}");
        let path = format!("/apis/apps/v1/namespaces/t-bare/deployments/{name}");
        let deployment = json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name},
            "spec": {"selector": {"matchLabels": {"app": name}}, "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"terminationGracePeriodSeconds": 0, "containers": [{
                    "name": "bare", "image": image, "args": ["run", "--help"],
                    "imagePullPolicy": "IfNotPresent"}]},
            }},
        });
        let began = Instant::now();
        api.apply(&path, &deployment)?
            .success("making a bare Deployment")?;
        loop {
            let pods = api.list(&format!(
                "/api/v1/namespaces/t-bare/pods?labelSelector=app%3D{name}"
            ))?;
            if pods.iter().any(has_started) {
                break;
            }
            ensure!(began.elapsed() < LIMIT, "a bare pod does not start");
            thread::sleep(PAUSE);
        }
        measured.bare_pod.add(began.elapsed());
        step.note(format_args!("{:.2} s", began.elapsed().as_secs_f64()));
    }
    api.delete("/api/v1/namespaces/t-bare")?;
    Ok(())
}

/// True once the kubelet has started the container, whether or not it still runs.
fn has_started(pod: &Value) -> bool {
    let state = &pod["status"]["containerStatuses"][0]["state"];
    state["running"].is_object() || state["terminated"].is_object()
}

fn names(prefix: &str) -> Vec<String> {
    (0..TENANTS)
        .map(|index| format!("{prefix}-{index}"))
        .collect()
}

/// Each step of `status.steps` with its length.
fn step_times(object: &Value) -> Vec<(String, Duration)> {
    let steps = object["status"]["steps"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let time = |step: &Value, field: &str| -> Option<jiff::Timestamp> {
        step[field].as_str()?.parse().ok()
    };
    steps
        .iter()
        .filter_map(|step| {
            let (start, end) = (time(step, "startTime")?, time(step, "endTime")?);
            let took = Duration::try_from(start.duration_until(end)).unwrap_or_default();
            Some((step["name"].as_str()?.to_owned(), took))
        })
        .collect()
}

fn report(measured: &Measured) -> String {
    let mut text = format!("\n{:28} {:>5} {:>8} {:>8}\n", "", "n", "p50", "p95");
    let mut row = |name: &str, sample: &Sample| {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{name:28} {:>5} {:>6.2} s {:>6.2} s",
            sample.len(),
            sample.percentile(50),
            sample.percentile(95)
        );
    };
    row("a bare pod starts", &measured.bare_pod);
    row("manifest to URL, in series", &measured.in_series);
    row("manifest to URL, at once", &measured.at_once);
    for (name, sample) in &measured.steps {
        row(&format!("  step {name}"), sample);
    }
    let ratio = measured.in_series.percentile(50) / measured.bare_pod.percentile(50).max(0.001);
    let _ = writeln!(text, "a tenant takes {ratio:.1} times a bare pod\n");
    let mut core = measured.core_kib.clone();
    core.sort_unstable();
    let _ = writeln!(text, "core services, KiB resident: {core:?}");
    let _ = writeln!(
        text,
        "writes in {} s at rest: {:?}\n",
        REST.as_secs(),
        measured.writes
    );
    for figure in figures(measured) {
        let _ = writeln!(text, "{figure}");
    }
    text
}

fn figures(measured: &Measured) -> [Figure; 7] {
    let seconds = |name, value| Figure {
        name,
        value,
        unit: "s",
        bar: Bar::Below(20.0),
    };
    let mebibytes = |name, kib: u64, bar| {
        let value = f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) / 1024.0;
        Figure {
            name,
            value,
            unit: "MiB",
            bar: Bar::Below(bar),
        }
    };
    let written: u64 = measured.writes.values().sum();
    let writes = f64::from(u32::try_from(written).unwrap_or(u32::MAX));
    [
        seconds("provision.url_p50", measured.in_series.percentile(50)),
        seconds("provision.url_p95", measured.in_series.percentile(95)),
        seconds("provision.at_once_url_p50", measured.at_once.percentile(50)),
        seconds("provision.at_once_url_p95", measured.at_once.percentile(95)),
        mebibytes("provision.operator_rss", measured.operator_kib, 200.0),
        mebibytes("provision.core_rss_idle", measured.signed_in_core_kib, 24.0),
        Figure {
            name: "provision.writes_at_rest",
            value: writes,
            unit: "writes",
            bar: Bar::AtMost(0.0),
        },
    ]
}
