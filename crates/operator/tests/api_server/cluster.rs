//! The API server of this test run, with the custom resources installed.

use std::time::Duration;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Patch, PatchParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::runtime::conditions::is_crd_established;
use kube::runtime::wait::await_condition;
use kube::{Api, Client, Config};

/// Where the kubeconfig of the API server is.
pub(crate) fn kubeconfig() -> String {
    std::env::var("PRIMERO_TEST_KUBECONFIG").expect(
        "PRIMERO_TEST_KUBECONFIG is not set: run `cargo xtask test`, or start an API server with \
         `cargo xtask cluster api-server --dir DIR`",
    )
}

/// A client of the API server, with the custom resources of this checkout.
pub(crate) async fn client() -> Client {
    let kubeconfig = Kubeconfig::read_from(kubeconfig()).unwrap();
    let options = KubeConfigOptions::default();
    let config = Config::from_custom_kubeconfig(kubeconfig, &options);
    let client = Client::try_from(config.await.unwrap()).unwrap();
    let crds = Api::<CustomResourceDefinition>::all(client.clone());
    for definition in primero_crd::render::definitions() {
        let name = definition["metadata"]["name"].as_str().unwrap().to_owned();
        let parameters = PatchParams::apply("primero-test").force();
        crds.patch(&name, &parameters, &Patch::Apply(&definition))
            .await
            .unwrap();
        let established = await_condition(crds.clone(), &name, is_crd_established());
        tokio::time::timeout(Duration::from_secs(20), established)
            .await
            .unwrap()
            .unwrap();
    }
    client
}
