-- name: views
select view_id, name, query from saved_view where account = %(account)s order by folded

-- name: save
-- Nothing is returned where the account has :most already or one of that name.
insert into saved_view (account, name, folded, query, saved_at)
select %(account)s, %(name)s, %(folded)s, %(query)s, %(now)s
where (select count(*) from saved_view where account = %(account)s) < %(most)s
on conflict (account, folded) do nothing
returning view_id

-- name: rename
update saved_view set name = %(name)s, folded = %(folded)s
where view_id = %(view_id)s and account = %(account)s

-- name: remove
delete from saved_view where view_id = %(view_id)s and account = %(account)s
returning view_id, name, query
