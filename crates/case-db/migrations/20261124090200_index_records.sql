-- Each list order ends with the key: it makes the order total, and page cursors possible.
create index records_by_creation on records (record_type, created_at, record_id);
create index records_by_update on records (record_type, last_updated_at, record_id);
create index records_by_name on records (record_type, sort_name, record_id);
create index records_by_display_id on records (record_type, display_id, record_id);
create index records_by_age on records (record_type, age, record_id);
create index records_by_registration on records (record_type, registration_date, record_id);

-- The list that clients open first: enabled records of a status, newest first, with its count.
create index records_in_use on records (record_type, status, created_at, record_id)
    where record_state;

create index records_by_owner on records (record_type, owned_by, created_at, record_id);

-- Scopes: one index answers for users, groups and agencies alike.
create index records_by_association on records using gin
    (associated_user_names, associated_user_groups, associated_user_agencies);
create index records_by_identified on records (identified_by) where identified_by is not null;

-- Search by identifier, name and telephone number.
create index records_by_text on records using gin
    (identifiers gin_trgm_ops, names gin_trgm_ops, phones);

create index records_with_alerts on records (record_type)
    where record_state and status = 'open' and alert_types <> '{}';
