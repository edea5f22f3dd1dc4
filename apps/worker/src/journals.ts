import type { DatabaseSync } from 'node:sqlite'
import { GroupCommit } from '@assay/service'
import type { Address } from 'viem'
import { DisputeJournal } from './defend/DisputeJournal.ts'
import { JobJournal } from './jobs/JobJournal.ts'
import { SignedJournal } from './signed/SignedJournal.ts'

/** What a worker writes down, by subject. */
export type WorkerJournals = ReturnType<typeof openJournals>

/** @param accounts whose claims are defended */
export function openJournals(database: DatabaseSync, accounts: readonly Address[]) {
  const group = new GroupCommit(database)
  return {
    jobs: new JobJournal(database, group),
    disputes: new DisputeJournal(database, accounts),
    signed: new SignedJournal(database, group),
  }
}
