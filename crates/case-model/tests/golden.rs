//! The bytes that are hashed. These vectors never change: every chain ever stored depends on them.

use primero_case_model::event::{Authorship, EventAction};
use primero_case_model::{Change, DeviceId, Path, Record, RecordId, RecordType, Seal};
use primero_kernel::ManualClock;
use serde_json::json;
use uuid::Uuid;

#[test]
fn the_bytes_of_an_event_and_of_a_seal_are_as_documented() {
    let clock = ManualClock::new("2026-03-01T08:00:00.123456Z".parse().unwrap());
    let record = Record::blank(RecordType::Case, RecordId::from_uuid(Uuid::from_u128(0xA)));
    let data = json!({"sex": "female", "name": "Ämina \"A\"", "age": 9.0, "tall": 1.5});
    let author = Authorship::new(&clock, "worker1".parse().unwrap(), EventAction::CREATE);
    let create = Change::Set {
        path: Path::root(),
        value: data,
    };
    let created = record.change(vec![create], author).unwrap().unwrap();

    let author = Authorship::new(&clock, "worker2".parse().unwrap(), EventAction::UPDATE)
        .on_device(DeviceId::from_uuid(Uuid::from_u128(0xD)));
    let rename = Change::set("name", "Amina");
    let renamed = created
        .entity()
        .clone()
        .change(vec![rename], author)
        .unwrap()
        .unwrap();

    let first = Seal::next(None, created.event().id, created.event().hash());
    let second = Seal::next(Some(&first), renamed.event().id, renamed.event().hash());

    let mut lines = Vec::new();
    for changed in [&created, &renamed] {
        lines.push(changed.event().content.clone().unwrap());
        lines.push(changed.event().canonical_text());
        lines.push(changed.event().hash().to_string());
    }
    lines.extend([first, second].iter().map(|seal| seal.hash().to_string()));
    insta::assert_snapshot!(lines.join("\n"));
}
