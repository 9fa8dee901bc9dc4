import { Migration } from '@mikro-orm/migrations';

/**
 * The tables of the first release. Those found by their whole key alone have no second, hidden key (WITHOUT ROWID). A constraint
 * follows its comma on one line, because that is how MikroORM finds it when it compares the schema with the entities.
 */
export class Initial extends Migration {
  override up(): void {
    this.addSql(`create table sms_accounts (
      id text not null primary key, name text not null, asset text not null, default_country text not null,
      daily_limit bigint null, created_at bigint not null)`);

    this.addSql(`create table sms_api_tokens (
      id text not null primary key, account_id text not null, name text not null, kind text not null,
      hash text not null, created_at bigint not null, revoked_at bigint null)`);
    this.addSql('create unique index sms_api_tokens_hash on sms_api_tokens (hash)');
    this.addSql(
      'create unique index sms_api_tokens_name on sms_api_tokens (account_id, name) where revoked_at is null',
    );

    this.addSql(`create table sms_daily_use (
      account_id text not null, day text not null, messages bigint not null,
      primary key (account_id, day)) without rowid`);
    this.addSql('create index sms_daily_use_day on sms_daily_use (day)');

    this.addSql(`create table sms_idempotency (
      account_id text not null, key text not null, request_hash text not null, answer text not null,
      created_at bigint not null, primary key (account_id, key))`);
    this.addSql('create index sms_idempotency_age on sms_idempotency (created_at)');

    this.addSql(`create table sms_opt_outs (
      account_id text not null, msisdn text not null, source text not null, at bigint not null,
      primary key (account_id, msisdn)) without rowid`);

    this.addSql(`create table sms_unknown_numbers (
      msisdn text not null primary key, told_at bigint not null, suppressed_until bigint null) without rowid`);
    this.addSql('create index sms_unknown_numbers_age on sms_unknown_numbers (told_at)');

    this.addSql(`create table sms_messages (
      id text not null primary key, account_id text not null, recipient text not null, country text not null,
      sender text null, text text not null, purpose text not null, type text not null, message_class text null,
      encoding text not null, part_count bigint not null, priority integer not null, replyable integer not null,
      tag text null, client_ref text null, campaign_id text null, callback_url text null, asset text not null,
      price_per_part_micros bigint not null, network text null, priced_network text null,
      validity_ms bigint not null, created_at bigint not null,
      scheduled_at bigint null, state text not null, reason text null, raw_code text null, sent_at bigint null,
      delivered_at bigint null, final_at bigint null, valid_until bigint null, wake_at bigint null,
      lease_owner text null, attempts bigint not null, carrier text null,
      move_count bigint not null, hidden_at bigint null)`);
    this.addSql(
      "create index sms_messages_queue on sms_messages (account_id, priority, wake_at, id) where state = 'queued'",
    );
    this.addSql("create index sms_messages_validity on sms_messages (valid_until) where state = 'queued'");
    this.addSql('create index sms_messages_due on sms_messages (state, wake_at, id) where final_at is null');
    this.addSql(
      'create index sms_messages_list on sms_messages (account_id, state, created_at, id) where hidden_at is null',
    );
    this.addSql(
      'create index sms_messages_to on sms_messages (account_id, recipient, created_at, id) where hidden_at is null',
    );
    this.addSql(`create index sms_messages_tag on sms_messages (account_id, tag, created_at, id)
      where hidden_at is null and tag is not null`);
    this.addSql(`create index sms_messages_campaign on sms_messages (account_id, campaign_id, created_at, id)
      where hidden_at is null and campaign_id is not null`);

    this.addSql(`create table sms_moves (
      message_id text not null, seq bigint not null, at bigint not null, from_state text null,
      to_state text not null, cause text not null, reason text null, raw_code text null, attempt bigint not null,
      carrier text null, primary key (message_id, seq)) without rowid`);

    this.addSql(`create table sms_parts (
      message_id text not null, number bigint not null, carrier text not null, reference text null,
      state text not null, reason text null, raw_code text null, at bigint not null,
      primary key (message_id, number)) without rowid`);
    this.addSql(
      'create index sms_parts_reference on sms_parts (carrier, reference) where reference is not null',
    );

    this.addSql(`create table sms_wallets (
      account_id text not null, asset text not null, available_micros bigint not null, held_micros bigint not null,
      chain_seq bigint not null, chain_hash text not null, primary key (account_id, asset)
      , constraint sms_wallets_available check (available_micros >= 0)
      , constraint sms_wallets_held check (held_micros >= 0)
      , constraint sms_wallets_posted check (available_micros + held_micros <= 9007199254740991))`);

    this.addSql(`create table sms_ledger (
      seq integer not null primary key autoincrement, id text not null, at bigint not null, kind text not null,
      asset text not null, micros bigint not null, debit text not null, credit text not null,
      account_id text not null, hold_id text null, resolves text null, reference text null,
      chain_seq bigint not null, chain_hash text not null
      , constraint sms_ledger_micros check (micros > 0))`);
    this.addSql('create unique index sms_ledger_id on sms_ledger (id)');
    this.addSql(
      'create unique index sms_ledger_resolves on sms_ledger (resolves) where resolves is not null',
    );
    this.addSql('create index sms_ledger_account on sms_ledger (account_id, seq)');
    this.addSql(`create trigger sms_ledger_keep_changed before update on sms_ledger
      begin select raise(abort, 'sms_ledger: rows of the books are only ever added'); end`);
    this.addSql(`create trigger sms_ledger_keep_removed before delete on sms_ledger
      begin select raise(abort, 'sms_ledger: rows of the books are only ever added'); end`);

    this.addSql(`create table sms_outbox (
      seq integer not null primary key autoincrement, id text not null, type text not null,
      account_id text not null, at bigint not null, data text not null, lease_owner text null,
      lease_until bigint not null)`);
    this.addSql('create unique index sms_outbox_id on sms_outbox (id)');

    this.addSql(`create table sms_orphan_receipts (
      seq integer not null primary key autoincrement, carrier text not null, reference text not null,
      receipt text not null, received_at bigint not null)`);
    this.addSql('create index sms_orphan_receipts_reference on sms_orphan_receipts (carrier, reference)');
    this.addSql('create index sms_orphan_receipts_age on sms_orphan_receipts (received_at)');

    this.addSql(`create table sms_paused_carriers (
      carrier text not null primary key, paused_at bigint not null) without rowid`);

    this.addSql(`create table sms_carrier_slots (
      carrier text not null, node text not null, slots bigint not null, beat bigint not null,
      primary key (carrier, node)) without rowid`);

    this.addSql(`create table sms_periodic_work (
      name text not null primary key, begun_at bigint not null) without rowid`);
  }
}
