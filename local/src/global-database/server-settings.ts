import type { DatabasePlan } from '../world/database-plans.ts'

/** Durable, sized so that twelve servers fit on one machine, and with enough of the log kept for a replica that comes back. */
export function serverSettings({ home }: DatabasePlan): Readonly<Record<string, string>> {
  return {
    wal_level: 'replica',
    hot_standby: 'on',
    // Queries on a replica are not cut off by what the writer cleans up.
    hot_standby_feedback: 'on',
    wal_keep_size: '512MB',
    max_wal_size: '2GB',
    max_wal_senders: '5',
    wal_receiver_timeout: '5s',
    wal_retrieve_retry_interval: '200ms',
    wal_sender_timeout: '5s',
    shared_buffers: home === undefined ? '32MB' : '128MB',
    max_connections: '120',
    // Passwords are random texts of 256 bits, which nobody guesses at any speed.
    scram_iterations: '1024',
    // A row's values, which error details and statements would show, have no place in a log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  }
}
