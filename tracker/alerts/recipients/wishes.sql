-- name: unwanted
select channel from alert_unwanted where account_id = %s

-- name: unwant
insert into alert_unwanted (account_id, channel, since)
values (%(account_id)s, %(channel)s, %(now)s)
on conflict do nothing

-- name: want
delete from alert_unwanted where account_id = %(account_id)s and channel = %(channel)s

-- name: keep_secret
insert into alert_unsubscribe (secret_hash, account_id, made_at)
values (%(hash)s, %(account_id)s, %(now)s)

-- name: account_of
select account_id from alert_unsubscribe where secret_hash = %s

-- name: forget
delete from alert_unsubscribe where made_at < %s
