//! kubelet, kube-proxy and the network-policy controller.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use super::layout::Layout;
use super::process::Daemon;
use super::settings::{
    CLUSTER_DOMAIN, CONTROL_GROUP, DNS_SERVICE, NODE_ADDRESS, NODE_NAME, POD_NETWORK,
    SERVICE_NETWORK,
};
use super::write_file;

/// The kubelet: every request to it is authenticated and authorised by the API server.
pub(crate) fn kubelet(layout: &Layout, programs: &Path) -> Result<Daemon> {
    let config = layout.config("kubelet.json");
    write_file(
        &config,
        &serde_json::to_vec_pretty(&kubelet_configuration(layout))?,
        0o644,
    )?;
    // Pods get the cluster's DNS alone; the machine's own servers are not theirs to ask.
    write_file(&layout.config("resolv.conf"), b"", 0o644)?;
    let kubeconfig = layout.kubeconfig_of("kubelet");
    Ok(Daemon {
        name: "kubelet",
        program: programs.join("kubelet"),
        arguments: vec![
            format!("--config={}", config.display()),
            format!("--kubeconfig={}", kubeconfig.display()),
            format!("--root-dir={}", layout.at("kubelet").display()),
            format!("--hostname-override={NODE_NAME}"),
            format!("--node-ip={NODE_ADDRESS}"),
        ],
        inputs: vec![config, kubeconfig, layout.pki("kubelet-serving.crt")],
    })
}

/// Service addresses, by nftables.
pub(crate) fn kube_proxy(layout: &Layout, programs: &Path) -> Result<Daemon> {
    let config = layout.config("kube-proxy.json");
    write_file(
        &config,
        &serde_json::to_vec_pretty(&proxy_configuration(layout))?,
        0o644,
    )?;
    Ok(Daemon {
        name: "kube-proxy",
        program: programs.join("kube-proxy"),
        arguments: vec![format!("--config={}", config.display())],
        inputs: vec![config, layout.kubeconfig_of("kube-proxy")],
    })
}

/// kube-router with its firewall alone: it enforces network policies by IP sets.
pub(crate) fn kube_router(layout: &Layout, programs: &Path) -> Daemon {
    let kubeconfig = layout.kubeconfig_of("kube-router");
    Daemon {
        name: "kube-router",
        program: programs.join("kube-router"),
        arguments: vec![
            format!("--kubeconfig={}", kubeconfig.display()),
            format!("--hostname-override={NODE_NAME}"),
            "--run-firewall=true".to_owned(),
            "--run-router=false".to_owned(),
            "--run-service-proxy=false".to_owned(),
            "--enable-ipv6=false".to_owned(),
            "--enable-cni=false".to_owned(),
            format!("--service-cluster-ip-range={SERVICE_NETWORK}"),
            "--health-port=0".to_owned(),
            "--metrics-port=0".to_owned(),
        ],
        inputs: vec![kubeconfig],
    }
}

fn kubelet_configuration(layout: &Layout) -> Value {
    json!({
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": NODE_ADDRESS,
        "port": 10250,
        "readOnlyPort": 0,
        "healthzBindAddress": "127.0.0.1",
        "healthzPort": 10248,
        "authentication": {
            "anonymous": {"enabled": false},
            "webhook": {"enabled": true},
            "x509": {"clientCAFile": layout.pki("ca.crt")},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": layout.pki("kubelet-serving.crt"),
        "tlsPrivateKeyFile": layout.pki("kubelet-serving.key"),
        "containerRuntimeEndpoint": format!("unix://{}", layout.containerd_socket().display()),
        "podLogsDir": layout.at("pod-logs"),
        "volumePluginDir": layout.at("kubelet/volume-plugins"),
        "resolvConf": layout.config("resolv.conf"),
        "clusterDomain": CLUSTER_DOMAIN,
        "clusterDNS": [DNS_SERVICE],
        // A root of its own: at its start a kubelet kills whatever it does not know below it.
        "cgroupRoot": format!("/{CONTROL_GROUP}"),
        "cgroupDriver": "cgroupfs",
        "failCgroupV1": false,
        "failSwapOn": false,
        "localStorageCapacityIsolation": false,
        "makeIPTablesUtilChains": false,
        "maxPods": 250,
        "podPidsLimit": 4096,
        "seccompDefault": true,
        "serializeImagePulls": false,
        // No image can be pulled again, so none is collected; thresholds are absolute, since a
        // developer's disk is often nearly full and that is nobody's emergency.
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "evictionHard": {
            "memory.available": "100Mi",
            "nodefs.available": "200Mi",
            "imagefs.available": "200Mi",
        },
        "nodeStatusUpdateFrequency": "10s",
        "configMapAndSecretChangeDetectionStrategy": "Watch",
        "logging": {"format": "text"},
    })
}

fn proxy_configuration(layout: &Layout) -> Value {
    json!({
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "clientConnection": {"kubeconfig": layout.kubeconfig_of("kube-proxy")},
        "hostnameOverride": NODE_NAME,
        "bindAddress": NODE_ADDRESS,
        "mode": "nftables",
        "clusterCIDR": POD_NETWORK,
        "healthzBindAddress": "127.0.0.1:10256",
        "metricsBindAddress": "127.0.0.1:10249",
        "nodePortAddresses": [format!("{NODE_ADDRESS}/32")],
        // The machine's limits stay as they are.
        "conntrack": {"maxPerCore": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_node_is_configured_as_in_a_real_cluster() {
        let layout = Layout::machine();
        insta::assert_json_snapshot!("kubelet", kubelet_configuration(&layout));
        insta::assert_json_snapshot!("kube_proxy", proxy_configuration(&layout));
    }
}
