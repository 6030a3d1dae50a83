-- name: find
-- Accounts with the grants that have not ended, by name: whose names hold each of the words,
-- who hold a role (or some role) for a unit, how the account stands, and who hold none but for
-- some units (or, where they hold none any more, held; or were registered by somebody before they
-- held any). Accents, which are signs of their own once letters are taken apart, are left out;
-- what is left is plain but for đ.
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
cross join lateral (
  select a.name || ' ' || lower(translate(
    regexp_replace(normalize(a.full_name, nfd), '[\u0300-\u036f]', '', 'g'), 'Đđ', 'dd'
  ))
) as folded (names)
where a.name > %(after)s
  and not exists (
    select from unnest(%(words)s::text[]) word where position(word in folded.names) = 0
  )
  and ((%(unit)s::text is null and %(role)s::text is null) or exists (
    select from account_grant g
    where g.account_id = a.account_id and g.revoked_on is null
      and (g.until is null or g.until >= %(today)s)
      and (%(unit)s::text is null or g.unit = %(unit)s)
      and (%(role)s::text is null or g.role = %(role)s)
  ))
  and case %(condition)s::text
    when 'active' then not a.disabled
    when 'disabled' then a.disabled
    when 'no_password' then not a.disabled and not exists (
      select from account_password p where p.account_id = a.account_id
    )
    when 'no_role' then not a.disabled and not exists (
      select from account_grant g
      where g.account_id = a.account_id and g.revoked_on is null
        and (g.until is null or g.until >= %(today)s)
    )
    else true
  end
  and (%(within)s::text[] is null or case
    when exists (
      select from account_grant g
      where g.account_id = a.account_id and g.revoked_on is null
        and (g.until is null or g.until >= %(today)s)
    ) then not exists (
      select from account_grant g
      where g.account_id = a.account_id and g.revoked_on is null
        and (g.until is null or g.until >= %(today)s)
        and (g.unit is null or g.unit <> all(%(within)s::text[]))
    )
    when exists (select from account_grant g where g.account_id = a.account_id) then not exists (
      select from account_grant g
      where g.account_id = a.account_id
        and (g.unit is null or g.unit <> all(%(within)s::text[]))
    )
    else exists (
      select from account_event e
      where e.originator_id = a.account_id and e.originator_version = 1
        and convert_from(e.state, 'UTF8')::json ->> 'actor' = %(registrar)s
    )
  end)
order by a.name
limit %(limit)s
