-- name: registered
insert into account (account_id, name, full_name, email, version, registered_on)
values (%(account_id)s, %(name)s, %(full_name)s, %(email)s, %(version)s, %(effective_on)s)

-- name: went_on
update account set version = %(version)s where account_id = %(account_id)s

-- name: renamed
update account set full_name = %(full_name)s, email = %(email)s where account_id = %(account_id)s

-- name: granted
insert into account_grant (account_id, grant_no, role, unit, since, until)
values (%(account_id)s, %(version)s, %(role)s, %(unit)s, %(since)s, %(until)s)

-- name: revoked
update account_grant set revoked_on = %(effective_on)s, revoked_no = %(version)s
where account_id = %(account_id)s and role = %(role)s and unit is not distinct from %(unit)s
  and since = %(since)s and revoked_on is null

-- name: disabled
with marked as (
  update account set disabled = true where account_id = %(account_id)s
)
insert into account_disabling (account_id, disabled_no, disabled_on)
values (%(account_id)s, %(version)s, %(effective_on)s)

-- name: enabled
with marked as (
  update account set disabled = false where account_id = %(account_id)s
)
update account_disabling set enabled_on = %(effective_on)s, enabled_no = %(version)s
where account_id = %(account_id)s and enabled_on is null

-- name: second_factor_set
update account set second_factor = true where account_id = %(account_id)s

-- name: second_factor_removed
update account set second_factor = false where account_id = %(account_id)s

-- name: wait_for_appends
lock table account_event in exclusive mode

-- name: empty
with grants as (delete from account_grant), disablings as (delete from account_disabling)
delete from account

-- name: all_events
-- Of the accounts' own streams; sign-ins change no row.
select originator_id, originator_version, topic, state, position, recorded_at
from account_event
where topic <> all(%s)
order by position

-- name: other_administrators
-- Whether somebody else can administer the whole installation.
select from account a
join account_grant g using (account_id)
where a.name <> %(name)s and not a.disabled
  and g.role = 'administrator' and g.unit is null and g.revoked_on is null
  and g.since <= %(today)s and (g.until is null or g.until >= %(today)s)
limit 1

-- name: end_access
-- All that somebody could still come in with, but the password.
with sessions as (delete from account_session where account_id = %(account_id)s),
tokens as (delete from account_token where account_id = %(account_id)s),
feeds as (
  update calendar_feed set ended_at = %(now)s
  where account_id = %(account_id)s and ended_at is null
)
delete from account_link where account_id = %(account_id)s

-- name: end_link
delete from account_link where account_id = %(account_id)s

-- name: begin_count
insert into sign_in_count (sort, key, failures, failed_at)
values (%(sort)s, %(key)s, 0, %(now)s)
on conflict do nothing

-- name: lock_count
-- Another attempt that counts at this moment is waited for.
select case when failed_at > %(forgotten)s then failures else 0 end, blocked_until
from sign_in_count
where sort = %(sort)s and key = %(key)s
for update

-- name: count_failure
update sign_in_count
set failures = case when failed_at > %(forgotten)s then failures else 0 end + 1,
  failed_at = %(now)s, blocked_until = %(until)s
where sort = %(sort)s and key = %(key)s

-- name: forgive_failure
-- It was let through, so nothing barred the way before it.
update sign_in_count set failures = greatest(failures - 1, 0), blocked_until = null
where sort = %(sort)s and key = %(key)s

-- name: forget_failures
delete from sign_in_count where sort = %(sort)s and key = %(key)s

-- name: touch_failure
update sign_in_count set failed_at = %(now)s where sort = %(sort)s and key = %(key)s

-- name: invite
insert into account_link (account_id, secret_hash, expires_at)
values (%(account_id)s, %(hash)s, %(expires_at)s)
on conflict (account_id) do update
set secret_hash = excluded.secret_hash, expires_at = excluded.expires_at

-- name: invited
-- Whose link it is, if it still opens anything.
select a.name
from account_link l
join account a using (account_id)
where l.secret_hash = %(hash)s and l.expires_at > %(now)s and not a.disabled

-- name: use_link
delete from account_link
where account_id = %(account_id)s and secret_hash = %(hash)s and expires_at > %(now)s

-- name: set_password
insert into account_password (account_id, hash, set_at)
values (%(account_id)s, %(password)s, %(now)s)
on conflict (account_id) do update set hash = excluded.hash, set_at = excluded.set_at

-- name: change_password
-- Only the one that was checked; a link made before is of no use any more.
with links as (delete from account_link where account_id = %(account_id)s)
update account_password set hash = %(password)s, set_at = %(now)s
where account_id = %(account_id)s and hash = %(old)s

-- name: end_sessions
delete from account_session
where account_id = %(account_id)s and (%(keep)s::uuid is null or session_id <> %(keep)s::uuid)

-- name: password
select hash from account_password where account_id = %(account_id)s

-- name: known
select a.account_id, a.disabled, p.hash, f.secret as totp
from account a
left join account_password p using (account_id)
left join account_second_factor f on f.account_id = a.account_id and f.confirmed
where a.name = %(name)s

-- name: still_known
select
from account a
left join account_password p using (account_id)
left join account_second_factor f on f.account_id = a.account_id and f.confirmed
where a.account_id = %(account_id)s and p.hash = %(hash)s
  and f.secret is not distinct from %(totp)s

-- name: rehash
update account_password set hash = %(hash)s where account_id = %(account_id)s

-- name: use_code
update account_second_factor set last_step = %(step)s
where account_id = %(account_id)s and last_step < %(step)s

-- name: begin_session
insert into account_session (
  session_id, secret_hash, account_id, signed_in_at, seen_at, idle, ends_at, signed_in_by,
  address, agent
)
select %(session_id)s::uuid, %(hash)s, a.account_id, %(now)s, %(now)s, %(idle)s, %(ends_at)s, %(by)s,
  %(address)s, %(agent)s
from account a
where a.account_id = %(account_id)s and not a.disabled

-- name: end_session
delete from account_session where session_id = %(session_id)s

-- name: caller_of_session
-- Who holds a session, and the grants in force; seen at most once a minute, for it is a write.
with seen as (
  update account_session set seen_at = %(now)s
  where secret_hash = %(hash)s and ends_at > %(now)s and seen_at > %(now)s - idle
    and seen_at <= %(now)s - interval '1 minute'
)
select a.account_id, a.name, a.full_name, s.session_id,
  a.disabled or s.ends_at <= %(now)s or s.seen_at <= %(now)s - s.idle,
  (
    select json_agg(json_build_array(g.role, g.unit, g.since, g.until) order by g.grant_no)
    from account_grant g
    where g.account_id = a.account_id and g.revoked_on is null
      and g.since <= %(today)s and (g.until is null or g.until >= %(today)s)
  )
from account_session s
join account a using (account_id)
where s.secret_hash = %(hash)s

-- name: caller_of_token
-- The same of a token; and where it is narrowed to a unit, which of its unit and the units of
-- the grants stand above which others today.
with used as (
  update account_token set used_at = %(now)s
  where secret_hash = %(hash)s and expires_on >= %(today)s
    and (used_at is null or used_at <= %(now)s - interval '1 minute')
)
select a.account_id, a.name, t.roles, t.unit,
  (
    select json_agg(json_build_array(g.role, g.unit, g.since, g.until) order by g.grant_no)
    from account_grant g
    where g.account_id = a.account_id and g.revoked_on is null
      and g.since <= %(today)s and (g.until is null or g.until >= %(today)s)
  ),
  (
    with recursive up (below, unit_id, height) as (
      select u.code, u.unit_id, 0
      from unit u
      where t.unit is not null and (
        u.code = t.unit
        or u.code in (select g.unit from account_grant g where g.account_id = a.account_id)
      )
      union
      select up.below, i.parent_id, up.height + 1
      from up
      join unit_interval i using (unit_id)
      where i.parent_id is not null and up.height < 50
        and i.valid_from <= %(today)s and i.valid_to > %(today)s and i.known_to = 2147483647
    )
    select json_agg(json_build_array(up.below, u.code)) from up join unit u using (unit_id)
  )
from account_token t
join account a using (account_id)
where t.secret_hash = %(hash)s and t.expires_on >= %(today)s and not a.disabled

-- name: caller_of_account
-- The same of an account that shows nothing: for what it had made for itself.
select a.name, a.full_name,
  (
    select json_agg(json_build_array(g.role, g.unit, g.since, g.until) order by g.grant_no)
    from account_grant g
    where g.account_id = a.account_id and g.revoked_on is null
      and g.since <= %(today)s and (g.until is null or g.until >= %(today)s)
  )
from account a
where a.account_id = %(account_id)s and not a.disabled

-- name: begin_factor
-- One that is asked for at sign-in is not replaced.
insert into account_second_factor as f (account_id, secret, begun_at)
values (%(account_id)s, %(secret)s, %(now)s)
on conflict (account_id) do update
set secret = excluded.secret, begun_at = excluded.begun_at, last_step = 0
where not f.confirmed

-- name: begun_factor
select secret from account_second_factor
where account_id = %(account_id)s and not confirmed and begun_at > %(since)s

-- name: confirm_factor
update account_second_factor set confirmed = true, last_step = %(step)s
where account_id = %(account_id)s and secret = %(secret)s and not confirmed

-- name: forget_factor
delete from account_second_factor where account_id = %(account_id)s

-- name: scope
-- The grants in force, and which of their units and :unit stand above which others today.
with recursive held as (
  select g.* from account_grant g
  where g.account_id = %(account_id)s and g.revoked_on is null
    and g.since <= %(today)s and (g.until is null or g.until >= %(today)s)
), up (below, unit_id, height) as (
  select u.code, u.unit_id, 0
  from unit u
  where u.code = %(unit)s or u.code in (select unit from held)
  union
  select up.below, i.parent_id, up.height + 1
  from up
  join unit_interval i using (unit_id)
  where i.parent_id is not null and up.height < 50
    and i.valid_from <= %(today)s and i.valid_to > %(today)s and i.known_to = 2147483647
)
select
  (select json_agg(json_build_array(role, unit, since, until) order by grant_no) from held),
  (select json_agg(json_build_array(up.below, u.code)) from up join unit u using (unit_id))

-- name: issue_token
insert into account_token (
  token_id, secret_hash, account_id, label, roles, unit, issued_on, expires_on
)
values (
  %(token_id)s, %(hash)s, %(account_id)s, %(label)s, %(roles)s, %(unit)s, %(today)s,
  %(expires_on)s
)

-- name: forget_token
delete from account_token where account_id = %(account_id)s and token_id = %(token_id)s

-- name: tokens_of
select token_id, label, roles, unit, issued_on, expires_on, used_at
from account_token
where account_id = %(account_id)s
order by issued_on desc, label, token_id

-- name: people
-- Each with the grants that have not ended.
select a.name, a.full_name, a.email, a.version, a.disabled,
  exists (select from account_password p where p.account_id = a.account_id),
  a.second_factor, a.registered_on,
  (
    select json_agg(
      json_build_array(g.role, g.unit, g.since, g.until, g.revoked_on) order by g.grant_no
    )
    from account_grant g
    where g.account_id = a.account_id and g.revoked_on is null
      and (g.until is null or g.until >= %(today)s)
  )
from account a
where a.name > %(after)s
order by a.name
limit %(limit)s

-- name: person
-- With all grants that there ever were.
select a.name, a.full_name, a.email, a.version, a.disabled,
  exists (select from account_password p where p.account_id = a.account_id),
  a.second_factor, a.registered_on,
  (
    select json_agg(
      json_build_array(g.role, g.unit, g.since, g.until, g.revoked_on) order by g.grant_no
    )
    from account_grant g
    where g.account_id = a.account_id
  )
from account a
where a.name = %(name)s

-- name: rights_on
-- What was in force at any moment of the day. A grant was not, when the account was disabled
-- from before it until after it, as far as the day is concerned.
with recursive up (unit_id, height) as (
  select unit_id, 0 from unit where code = %(unit)s
  union
  select i.parent_id, up.height + 1
  from up
  join unit_interval i using (unit_id)
  where i.parent_id is not null and up.height < 50
    and i.valid_from <= %(day)s and i.valid_to > %(day)s and i.known_to = 2147483647
)
select a.name, a.full_name, g.role, g.unit, g.since, g.until, g.revoked_on
from account_grant g
join account a using (account_id)
where g.since <= %(day)s
  and (g.until is null or g.until >= %(day)s)
  and (g.revoked_on is null or g.revoked_on >= %(day)s)
  and not exists (
    select from account_disabling d
    where d.account_id = g.account_id
      and (d.disabled_on < %(day)s or (d.disabled_on = %(day)s and d.disabled_no < g.grant_no))
      and (
        d.enabled_on is null or d.enabled_on > %(day)s
        or (d.enabled_on = %(day)s and g.revoked_on = %(day)s and g.revoked_no < d.enabled_no)
      )
  )
  and (%(name)s::text is null or a.name = %(name)s)
  and (
    %(unit)s::text is null or g.unit is null
    or g.unit in (select u.code from up join unit u using (unit_id))
  )
order by a.name, g.grant_no

-- name: history
select originator_id, originator_version, topic, state, position, recorded_at
from account_event
where originator_id = any(%s)
order by position

-- name: sessions_of
select session_id, signed_in_at, seen_at, ends_at, signed_in_by, address, agent
from account_session
where account_id = %(account_id)s and ends_at > %(now)s and seen_at > %(now)s - idle
order by seen_at desc, signed_in_at desc

-- name: link_identity
insert into account_identity (issuer, subject, account_id)
values (%(issuer)s, %(subject)s, %(account_id)s)
on conflict do nothing

-- name: name_of_identity
select a.name
from account_identity i
join account a using (account_id)
where i.issuer = %(issuer)s and i.subject = %(subject)s

-- name: is_linked
select exists(
  select from account_identity where account_id = %(account_id)s and issuer = %(issuer)s
)

-- name: clean_sessions
delete from account_session where ends_at <= %(now)s or seen_at <= %(now)s - idle

-- name: clean_links
delete from account_link where expires_at <= %(now)s

-- name: clean_tokens
delete from account_token where expires_on < %(today)s

-- name: clean_counts
delete from sign_in_count
where failed_at <= %(forgotten)s and (blocked_until is null or blocked_until <= %(now)s)

-- name: clean_enrolments
delete from account_second_factor where not confirmed and begun_at <= %(enrolled)s
