-- Whether somebody has a role, before it is removed.
create index users_by_role on users (role_id);
