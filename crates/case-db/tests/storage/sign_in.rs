//! Users, sessions and links.

use jiff::SignedDuration;
use primero_case_db::DbError;
use primero_case_db::configuration::ChangedBy;
use primero_case_db::search::{Direction, UserOrder, UserQuery};
use primero_case_db::sessions::Session;
use primero_case_db::users::{LockoutPolicy, UserAttributes, UserId};
use primero_kernel::Clock;
use serde_json::Map;

use crate::fixture::{Tenant, tenant};

fn user(name: &str) -> UserAttributes {
    UserAttributes {
        user_name: name.parse().unwrap(),
        full_name: Some(format!("The {name}")),
        email: Some(format!("{name}@agency.example")),
        role: "role-cp".parse().unwrap(),
        agency: Some("agency-a".parse().unwrap()),
        groups: vec!["usergroup-a".parse().unwrap()],
        locale: None,
        location: None,
        disabled: false,
        unverified: false,
        profile: Map::new(),
    }
}

async fn insert(tenant: &Tenant, name: &str) -> UserId {
    let mut tx = tenant.db.begin().await.unwrap();
    let id = tx
        .users()
        .insert(&user(name), Some("hash"), tenant.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_user_is_found_by_id_name_and_address() {
    let tenant = tenant().await;
    let id = insert(&tenant, "Worker1").await;
    let mut tx = tenant.db.begin().await.unwrap();
    let by_id = tx.users().find(id).await.unwrap().unwrap();
    assert_eq!(by_id.attributes, user("Worker1"));
    let name = "worker1".parse().unwrap();
    assert_eq!(
        tx.users().find_by_name(&name).await.unwrap(),
        Some(by_id.clone())
    );
    let by_email = tx
        .users()
        .find_by_email("WORKER1@agency.example")
        .await
        .unwrap();
    assert_eq!(by_email, Some(by_id));
}

#[tokio::test]
async fn names_and_addresses_are_taken_once() {
    let tenant = tenant().await;
    insert(&tenant, "worker1").await;
    let mut tx = tenant.db.begin().await.unwrap();
    let refused = tx
        .users()
        .insert(&user("worker1"), None, tenant.clock.now())
        .await;
    let Err(DbError::Exists { constraint }) = refused else {
        panic!("taken twice")
    };
    assert_eq!(constraint, "users_user_name_once");
    drop(tx);
    let mut tx = tenant.db.begin().await.unwrap();
    let other = UserAttributes {
        user_name: "x".parse().unwrap(),
        ..user("worker1")
    };
    let refused = tx.users().insert(&other, None, tenant.clock.now()).await;
    let Err(DbError::Exists { constraint }) = refused else {
        panic!("taken twice")
    };
    assert_eq!(constraint, "users_email_once");
}

#[tokio::test]
async fn a_stale_change_of_a_user_is_refused() {
    let tenant = tenant().await;
    let id = insert(&tenant, "worker1").await;
    let mut tx = tenant.db.begin().await.unwrap();
    let mut read = tx.users().find(id).await.unwrap().unwrap();
    read.attributes.disabled = true;
    let admin = "admin".parse().unwrap();
    let by = ChangedBy {
        user: &admin,
        at: tenant.clock.now(),
    };
    tx.users().update(&read, by).await.unwrap();
    let again = tx.users().update(&read, by).await;
    assert!(matches!(again, Err(DbError::Stale)));
    assert_eq!(tx.users().count_enabled(&[]).await.unwrap(), 0);
}

#[tokio::test]
async fn wrong_passwords_lock_out_for_a_time() {
    let tenant = tenant().await;
    let id = insert(&tenant, "worker1").await;
    let policy = LockoutPolicy {
        attempts: 3,
        duration: SignedDuration::from_mins(30),
    };
    let mut tx = tenant.db.begin().await.unwrap();
    for attempt in 1..=3 {
        let now = tenant.clock.now();
        assert_eq!(
            tx.users().sign_in_failed(id, policy, now).await.unwrap(),
            attempt
        );
    }
    let locked = tx.users().find(id).await.unwrap().unwrap();
    assert_eq!(
        locked.locked_until,
        Some(tenant.clock.now() + policy.duration)
    );
    tenant.clock.advance(SignedDuration::from_mins(31));
    let now = tenant.clock.now();
    assert_eq!(tx.users().sign_in_failed(id, policy, now).await.unwrap(), 1);
    assert_eq!(
        tx.users().find(id).await.unwrap().unwrap().locked_until,
        None
    );
    tx.users()
        .sign_in_succeeded(id, Some("stronger"))
        .await
        .unwrap();
    let user = tx.users().find(id).await.unwrap().unwrap();
    assert_eq!(
        (user.failed_attempts, user.password_hash.as_deref()),
        (0, Some("stronger"))
    );
}

#[tokio::test]
async fn a_session_brings_its_user_until_it_ends() {
    let tenant = tenant().await;
    let id = insert(&tenant, "worker1").await;
    let now = tenant.clock.now();
    let session = |token: u8, user| Session {
        token_hash: vec![token; 32],
        user,
        created_at: now,
        last_seen_at: now,
        expires_at: now + SignedDuration::from_mins(60),
    };
    let mut tx = tenant.db.begin().await.unwrap();
    for new in [session(1, id), session(2, id)] {
        tx.sessions().insert(&new).await.unwrap();
    }
    let found = tx.sessions().find(&[1; 32], now).await.unwrap().unwrap();
    assert_eq!(found.session, session(1, id));
    assert_eq!(found.user.id, id);
    assert_eq!(found.configuration_revision, 0);

    let later = now + SignedDuration::from_mins(61);
    assert_eq!(tx.sessions().find(&[1; 32], later).await.unwrap(), None);
    tx.sessions()
        .touch(&[1; 32], later, later + SignedDuration::from_mins(60))
        .await
        .unwrap();
    assert!(tx.sessions().find(&[1; 32], later).await.unwrap().is_some());
    assert_eq!(tx.sessions().delete_expired(later, 10).await.unwrap(), 1);
    assert_eq!(tx.sessions().delete_of_user(id).await.unwrap(), 1);
}

#[tokio::test]
async fn a_link_works_once_even_for_eight_at_once() {
    let tenant = tenant().await;
    let expires = tenant.clock.now() + SignedDuration::from_mins(15);
    let uses: Vec<_> = (0..8)
        .map(|_| {
            let db = tenant.db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                let worked = tx.bootstrap().use_nonce("n", expires).await.unwrap();
                tx.commit().await.unwrap();
                worked
            })
        })
        .collect();
    let mut worked = 0;
    for link in uses {
        worked += u32::from(link.await.unwrap());
    }
    assert_eq!(worked, 1);
}

#[tokio::test]
async fn users_are_listed_by_what_they_are() {
    let tenant = tenant().await;
    for name in ["b", "a", "c"] {
        insert(&tenant, name).await;
    }
    let mut tx = tenant.db.begin().await.unwrap();
    let order = (UserOrder::UserName, Direction::Descending);
    let all = UserQuery {
        disabled: Some(false),
        ..UserQuery::default()
    };
    let page = tx.search().users(&all, order, 1, 2).await.unwrap();
    let names: Vec<&str> = page
        .users
        .iter()
        .map(|user| user.attributes.user_name.as_str())
        .collect();
    assert_eq!((names, page.total), (vec!["c", "b"], 3));
    let one = UserQuery {
        text: Some("The A".to_owned()),
        agencies: vec!["agency-a".parse().unwrap()],
        groups: vec!["usergroup-a".parse().unwrap()],
        roles: Some(vec!["role-cp".parse().unwrap()]),
        user_name: Some("A".to_owned()),
        ..UserQuery::default()
    };
    assert_eq!(tx.search().users(&one, order, 1, 2).await.unwrap().total, 1);
}
