-- The browsers that a user wants to be notified in.
create table webpush_subscriptions (
    number integer generated always as identity,
    user_id integer not null,
    notification_url text not null,
    auth text not null,
    p256dh text not null,
    disabled boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint webpush_subscriptions_key primary key (number),
    constraint webpush_subscriptions_url_once unique (user_id, notification_url),
    constraint webpush_subscriptions_user foreign key (user_id)
        references users (user_id) on delete cascade
);
