'use client'

import Link from 'next/link'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { formatUtc } from '../display/format.ts'
import { Hash } from '../display/Hash.tsx'
import { useNow } from '../display/useNow.ts'
import { findHash } from '../features/results/findHash.ts'
import { askedUntil } from '../features/run/askedJobs.ts'
import { useJobs } from '../queries/useJobs.ts'
import { useModels } from '../queries/useModels.ts'

/** What no job has as its id. Ids of models, transactions and roots look the same, so each is named and leads on. */
export function JobNotFound({ id, malformed = false }: { id: string; malformed?: boolean }) {
  const model = useModels().data?.find(({ modelId }) => modelId === id.toLowerCase())
  const jobs = useJobs().data
  const found = jobs === undefined || malformed ? undefined : findHash(id, jobs.jobs)
  const now = useNow()
  const { title, text, href, link } = wordsFor()
  return (
    <div className="rounded-lg border border-line bg-surface">
      <h1 className="sr-only">Job not found</h1>
      <EmptyState
        title={title}
        action={
          <Link href={href} className={buttonClasses('secondary')}>
            {link}
          </Link>
        }
      >
        <p>{text}</p>
        {found !== undefined && 'jobs' in found && found.jobs.length > 1 && (
          <ul className="mt-3 space-y-1">
            {found.jobs.slice(0, 20).map((job) => (
              <li key={job}>
                <Hash value={job} label="job id" href={`/jobs/${job}`} copy={false} />
              </li>
            ))}
          </ul>
        )}
        <p className="mt-2 break-all font-mono text-xs text-faint">{id.slice(0, 80)}</p>
      </EmptyState>
    </div>
  )

  function wordsFor() {
    const all = { href: '/results', link: 'See all results' }
    if (malformed) {
      const digits = /^0x[0-9a-f]*$/i.test(id) ? ` This has ${id.length - 2}.` : ''
      return {
        ...all,
        title: 'This is not a job id',
        text: `A job id is 0x and 64 hexadecimal digits.${digits}`,
      }
    }
    const until = typeof localStorage === 'undefined' ? undefined : askedUntil(localStorage, id)
    if (until !== undefined && now !== undefined && now <= until)
      return {
        ...all,
        title: 'A worker has your signed request',
        text: `Its job stands on the chain once the worker has answered, at the latest at ${formatUtc(until)}. This page keeps looking.`,
      }
    if (model !== undefined)
      return {
        title: 'This is the id of a model',
        text: `It is that of ${model.name}, version ${model.version}.`,
        href: `/models/${model.name}`,
        link: `Open ${model.name}`,
      }
    if (found?.what === 'transaction')
      return {
        title: 'This is a transaction',
        text: 'It changed one job of this market.',
        href: `/jobs/${found.job}`,
        link: 'Open its job',
      }
    if (found !== undefined) {
      const count = found.jobs.length
      return {
        title: `This is the ${found.what} of ${count === 1 ? 'one job' : `${count} jobs`}`,
        text: 'A root commits to bytes; equal bytes have equal roots.',
        href: `/jobs/${found.jobs[0]}`,
        link: count === 1 ? 'Open the job' : 'Open the newest',
      }
    }
    return {
      ...all,
      title:
        jobs === undefined
          ? 'The chain knows no such job'
          : `No job has this id at block ${jobs.block.toLocaleString('en')}`,
      text: 'Either the id is wrong, or the job belongs to another deployment, or its transaction is not in a block yet. This page keeps looking.',
    }
  }
}
