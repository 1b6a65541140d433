//! Writes that the API server has answered, read off its own metrics.

use std::collections::BTreeMap;

/// Verbs that change something.
const WRITES: [&str; 6] = [
    "POST",
    "PUT",
    "PATCH",
    "APPLY",
    "DELETE",
    "DELETECOLLECTION",
];
/// What a cluster at rest writes by itself: heartbeats, and questions that are posted.
const HEARTBEATS: [&str; 7] = [
    "leases",
    "nodes",
    "events",
    "tokenreviews",
    "subjectaccessreviews",
    "selfsubjectaccessreviews",
    "serviceaccounts/token",
];

/// Writes by resource since the API server started, heartbeats left out.
pub(crate) fn read(metrics: &str) -> BTreeMap<String, u64> {
    let mut writes = BTreeMap::new();
    for line in metrics.lines() {
        let Some((labels, value)) = line
            .strip_prefix("apiserver_request_total{")
            .and_then(|rest| rest.rsplit_once("} "))
        else {
            continue;
        };
        let label = |name: &str| value_of(labels, name).unwrap_or_default();
        let resource = match label("subresource") {
            "" | "status" => label("resource").to_owned(),
            subresource => format!("{}/{subresource}", label("resource")),
        };
        if WRITES.contains(&label("verb")) && !HEARTBEATS.contains(&resource.as_str()) {
            *writes.entry(resource).or_default() += value.trim().parse::<u64>().unwrap_or(0);
        }
    }
    writes
}

/// What was written between two readings.
pub(crate) fn between(
    before: &BTreeMap<String, u64>,
    after: &BTreeMap<String, u64>,
) -> BTreeMap<String, u64> {
    after
        .iter()
        .map(|(resource, count)| {
            let earlier = before.get(resource).copied().unwrap_or(0);
            (resource.clone(), count.saturating_sub(earlier))
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}

fn value_of<'a>(labels: &'a str, name: &str) -> Option<&'a str> {
    labels.split(',').find_map(|pair| {
        let value = pair.strip_prefix(name)?.strip_prefix("=\"")?;
        value.strip_suffix('"')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = r#"
# TYPE apiserver_request_total counter
apiserver_request_total{code="200",component="apiserver",dry_run="",group="apps",resource="deployments",scope="resource",subresource="",verb="APPLY",version="v1"} 4
apiserver_request_total{code="200",component="apiserver",group="",resource="pods",scope="resource",subresource="status",verb="PATCH",version="v1"} 7
apiserver_request_total{code="200",component="apiserver",group="coordination.k8s.io",resource="leases",scope="resource",subresource="",verb="PUT",version="v1"} 900
apiserver_request_total{code="200",component="apiserver",group="",resource="nodes",scope="resource",subresource="status",verb="PATCH",version="v1"} 12
apiserver_request_total{code="200",component="apiserver",group="",resource="pods",scope="cluster",subresource="",verb="LIST",version="v1"} 55
"#;

    #[test]
    fn only_what_changes_something_is_counted() {
        let writes = read(BEFORE);
        let expected = [("deployments".to_owned(), 4), ("pods".to_owned(), 7)];
        assert_eq!(writes, BTreeMap::from(expected));
    }

    #[test]
    fn a_difference_names_what_was_written() {
        let after = BEFORE.replace(
            "verb=\"APPLY\",version=\"v1\"} 4",
            "verb=\"APPLY\",version=\"v1\"} 6",
        );
        let written = between(&read(BEFORE), &read(&after));
        assert_eq!(written, BTreeMap::from([("deployments".to_owned(), 2)]));
        assert!(between(&read(BEFORE), &read(BEFORE)).is_empty());
    }
}
