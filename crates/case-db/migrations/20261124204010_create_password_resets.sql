-- Links by which users choose a new password, one for a user. Only a digest of the link's secret is
-- here; a link that was used is gone.
create table password_resets (
    user_id integer not null,
    token_hash bytea not null,
    expires_at timestamptz not null,
    constraint password_resets_key primary key (user_id),
    constraint password_resets_token_once unique (token_hash),
    constraint password_resets_token_length check (length(token_hash) = 32),
    constraint password_resets_user foreign key (user_id) references users (user_id) on delete cascade
);
