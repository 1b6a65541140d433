//! A user as records carry his particulars.

use primero_case_db::users::User;
use primero_case_model::stamp::Person;
use serde_json::Value;

/// The particulars of a user.
pub(in crate::http) fn person(user: &User) -> Person {
    let own = &user.attributes;
    let office = own.profile.get("agency_office").and_then(Value::as_str);
    Person {
        user_name: own.user_name.clone(),
        full_name: own.full_name.clone(),
        agency: own.agency.clone(),
        agency_office: office.map(str::to_owned),
        groups: own.groups.clone(),
        location: own.location.clone(),
    }
}
