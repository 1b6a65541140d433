-- The people and machines that may sign in. Role, agency and groups are configuration objects.
create table users (
    user_id integer generated always as identity,
    user_name text not null,
    full_name text,
    email text,
    password_hash text,
    role_id text not null,
    agency_id text,
    group_ids text[] not null default '{}',
    locale text,
    location text,
    disabled boolean not null default false,
    unverified boolean not null default false,
    -- All other attributes that API v2 lists for a user.
    profile jsonb not null default '{}',
    failed_attempts integer not null default 0,
    locked_until timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint users_key primary key (user_id),
    constraint users_user_name_once unique (user_name),
    constraint users_user_name_lower_case check (user_name = lower(user_name)),
    constraint users_profile_object check (jsonb_typeof(profile) = 'object')
);
create unique index users_email_once on users (lower(email)) where email is not null;
create index users_by_group on users using gin (group_ids);

-- Sessions, several for a user. The cookie's secret is stored as a hash only; CSRF tokens are derived
-- from the secret.
create table sessions (
    token_hash bytea not null,
    user_id integer not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    constraint sessions_key primary key (token_hash),
    constraint sessions_user foreign key (user_id) references users (user_id) on delete cascade
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_expiry on sessions (expires_at);

-- Sign-in links that were used. A row may go once its link has expired.
create table used_bootstrap_nonces (
    nonce text not null,
    expires_at timestamptz not null,
    constraint used_bootstrap_nonces_key primary key (nonce)
);
