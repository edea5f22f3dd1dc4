'use client'

import { fitBytes, type Job, pictureBytes, pictureOf, readAnswer } from '@assay/sdk'
import Link from 'next/link'
import { hexToBytes, isHex } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { Amount } from '../../display/Amount.tsx'
import { chainTime } from '../../display/chainClock.ts'
import { Hash } from '../../display/Hash.tsx'
import { hasEnded } from '../../display/hasEnded.ts'
import { Skeleton } from '../../display/Loading.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { offeredBy, spentOf } from '../../queries/settlement.ts'
import { useHead } from '../../queries/useHead.ts'
import { useCards, useModels } from '../../queries/useModels.ts'
import { useToken } from '../../queries/useToken.ts'
import { AssuranceChip } from '../assurance/AssuranceChip.tsx'
import { assure } from '../assurance/assure.ts'
import { methodOf } from '../model/methods.ts'
import { Picture } from '../model/Picture.tsx'

/** Jobs as rows on wide screens and as cards on narrow ones. */
export function JobTable({ jobs, caption }: { jobs: readonly Job[]; caption: string }) {
  const { verifiers } = useDeployment()
  const token = useToken()
  const models = useModels()
  const finalBlock = useHead().data?.finalBlock
  const known =
    models.data?.filter(({ modelId }) => jobs.some(({ request }) => request.model === modelId)) ??
    []
  const { cards } = useCards(known)
  const rows = jobs.map((job) => {
    const card = cards.get(job.request.model)
    const size = card === undefined ? undefined : pictureOf(card.input)
    const picture =
      size === undefined || job.input.data === '0x'
        ? undefined
        : fitBytes(hexToBytes(job.input.data), pictureBytes(size))
    const answer =
      card === undefined || job.output === undefined || !isHex(job.output)
        ? undefined
        : readAnswer(hexToBytes(job.output), card)
    const model = models.data?.find(({ modelId }) => modelId === job.request.model)
    const spent = spentOf(job)
    const assurance = assure({
      job,
      method: methodOf(job.request.policy.verifier, verifiers),
      profile: model?.profile,
      finalBlock,
      now: chainTime(),
    })
    return {
      job,
      model: model?.name,
      posted: job.steps.find(({ kind }) => kind === 'posted')?.timestamp,
      picture:
        size !== undefined && picture !== undefined ? (
          <Picture pixels={picture} {...size} label="" className="size-8 shrink-0" />
        ) : (
          <span className="size-8 shrink-0 rounded-sm bg-sunken" />
        ),
      answer:
        answer === undefined ? (
          <span className="text-faint">
            {job.receipt !== undefined ? 'bytes' : hasEnded(job.state) ? 'none' : 'none yet'}
          </span>
        ) : (
          <span className="tabular whitespace-nowrap">
            {job.state === 'rejected' || job.state === 'void' ? (
              <s className="text-faint">{answer.label}</s>
            ) : (
              <strong className="font-semibold">{answer.label}</strong>
            )}
          </span>
        ),
      fee:
        token.data === undefined ? (
          <Skeleton className="h-4 w-16" />
        ) : (
          <span>
            <Amount units={spent} {...token.data} plain />{' '}
            <span className="whitespace-nowrap text-xs text-faint">
              of <Amount units={offeredBy(job)} {...token.data} plain />
            </span>
          </span>
        ),
      chip: <AssuranceChip assurance={assurance} plain />,
    }
  })
  return (
    <div className="@container">
      <table className="w-full text-left @max-[640px]:hidden">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-xs text-faint [&>th]:px-4 [&>th]:py-2 [&>th]:font-normal">
            <th scope="col">Job</th>
            <th scope="col">Answer</th>
            <th scope="col" className="@max-[760px]:hidden">
              Model
            </th>
            <th scope="col" className="@max-[880px]:hidden">
              Worker
            </th>
            <th scope="col" className="text-right">
              Paid, of offered
            </th>
            <th scope="col">Assurance</th>
            <th scope="col" className="text-right">
              Requested
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map(({ job, model, posted, picture, answer, fee, chip }) => (
            <tr
              key={job.id}
              className="hover:bg-sunken/60 [&>*]:px-4 [&>*]:py-2 [&>*]:align-middle"
            >
              <th scope="row" className="font-normal">
                <span className="flex items-center gap-3">
                  {picture}
                  <Hash value={job.id} label="job id" href={`/jobs/${job.id}`} copy={false} />
                </span>
              </th>
              <td>{answer}</td>
              <td className="@max-[760px]:hidden">
                {model ?? <Hash value={job.request.model} label="model id" copy={false} />}
              </td>
              <td className="@max-[880px]:hidden">
                <Workers job={job} />
              </td>
              <td className="text-right">{fee}</td>
              <td>{chip}</td>
              <td className="text-right text-soft">
                {posted === undefined ? '' : <RelativeTime past seconds={posted} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul aria-label={caption} className="divide-y divide-line @min-[640px]:hidden">
        {rows.map(({ job, posted, picture, answer, fee, chip }) => (
          <li key={job.id}>
            <Link href={`/jobs/${job.id}`} className="flex items-center gap-3 px-4 py-3">
              {picture}
              <span className="min-w-0 flex-1">
                <span className="flex justify-between gap-3">
                  {answer}
                  {chip}
                </span>
                <span className="flex justify-between gap-3 text-xs text-faint">
                  {fee}
                  {posted !== undefined && <RelativeTime past plain seconds={posted} />}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The worker by its address; of several how many there are. */
function Workers({ job }: { job: Job }) {
  const taken = job.seats.filter(({ left }) => left !== true)
  const [seat] = taken
  if (seat === undefined)
    return <span className="text-faint">{hasEnded(job.state) ? 'none' : 'none yet'}</span>
  if (job.request.policy.seats > 1) return `${taken.length} of ${job.request.policy.seats}`
  return <Hash value={seat.worker} label="worker" copy={false} />
}
