'use client'

import type { DisputeMove } from '@assay/program'
import type { Dispute, Job, ModelVersion } from '@assay/sdk'
import { useEffect, useRef, useState } from 'react'
import { isAddressEqual } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { Button } from '../../display/Button.tsx'
import { chainTime } from '../../display/chainClock.ts'
import { Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { useNow } from '../../display/useNow.ts'
import { disputeMoved } from '../../queries/keys.ts'
import { useJob } from '../../queries/useJob.ts'
import { useModels } from '../../queries/useModels.ts'
import { useWrite } from '../../queries/useWrite.ts'
import { useWallet } from '../../wallet/WalletContext.tsx'
import { WriteNotice } from '../../wallet/WriteNotice.tsx'
import { useOnWrongNetwork } from '../../wallet/WrongNetwork.tsx'
import { describeProgress } from '../rerun/progress.ts'
import type { MoveAnswer, MoveQuestion } from './moveWorker.ts'

const words: Record<DisputeMove['kind'], string> = {
  openTrace: 'Open what every step gave',
  open: 'Open what lies below',
  pick: 'Pick the part that differs',
  pickStep: 'Pick the step that differs',
  show: 'Show the page',
  judge: 'Have the number computed',
  timeout: 'End the dispute',
}

/** The move of the side that is connected, computed here before it is asked for. Nothing for anybody else. */
export function YourMove({ dispute }: { dispute: Dispute }) {
  const { address } = useWallet()
  const job = useJob(dispute.job).data
  const model = useModels().data?.find(({ modelId }) => modelId === dispute.model)
  const now = useNow()
  if (address === undefined || dispute.state !== 'open' || now === undefined) return null
  const role = isAddressEqual(address, dispute.challenger)
    ? 'challenger'
    : isAddressEqual(address, dispute.worker)
      ? 'worker'
      : undefined
  const late = dispute.deadline !== undefined && now > dispute.deadline
  // Anybody may end a game whose time ran out; it needs no computation.
  if (late && dispute.turn !== role) return <Ending dispute={dispute} />
  if (role === undefined) return null
  if (dispute.turn !== role)
    return (
      <Notice tone="info" title="The other side has to move." live={false}>
        {dispute.deadline !== undefined && (
          <>
            If it does not move <RelativeTime seconds={dispute.deadline} />, you win.{' '}
          </>
        )}
        Stay on this page: your next move is computed here.
      </Notice>
    )
  if (job === undefined || model === undefined) return null
  return <Move key={role} {...{ dispute, job, model, role }} />
}

function Ending({ dispute: { game, turn } }: { dispute: Dispute }) {
  const deployment = useDeployment()
  const wrongNetwork = useOnWrongNetwork()
  const { state, write, busy } = useWrite()
  return (
    <div className="space-y-3">
      <Notice
        tone="pending"
        title={`The ${turn} missed its move.`}
        action={
          <Button
            kind="primary"
            size="small"
            disabled={busy || wrongNetwork}
            onClick={() =>
              void write({
                title: words.timeout,
                touches: disputeMoved,
                href: () => `/disputes/${game}`,
                send: ({ client, disputes }) =>
                  disputes.move(client, {
                    ...{ deployment, game, move: { kind: 'timeout' } },
                    header: new Uint8Array(),
                  }),
              })
            }
          >
            {busy && <Spinner />}
            {words.timeout}
          </Button>
        }
      >
        So it has lost. Anyone may tell the chain.
      </Notice>
      <WriteNotice state={state} />
    </div>
  )
}

function Move({
  dispute,
  job,
  model,
  role,
}: {
  dispute: Dispute
  job: Job
  model: ModelVersion
  role: 'challenger' | 'worker'
}) {
  const deployment = useDeployment()
  const wrongNetwork = useOnWrongNetwork()
  const { state, write, busy } = useWrite()
  const thread = useRef<Worker>(undefined)
  const [answer, setAnswer] = useState<MoveAnswer>()
  const { game, position, deadline } = dispute
  const moves = dispute.moves.length

  // A game changes only by moves; a new one is decided for each, from what was computed once.
  useEffect(() => {
    thread.current ??= new Worker(new URL('./moveWorker.ts', import.meta.url), { type: 'module' })
    const { current } = thread
    setAnswer(undefined)
    current.onmessage = ({ data }: MessageEvent<MoveAnswer>) => setAnswer(data)
    current.onerror = () => setAnswer({ problem: 'The thread that computes it has ended.' })
    current.postMessage({
      ...{ deployment, job, model, role },
      ...{ game: position, now: chainTime() },
    } satisfies MoveQuestion)
  }, [game, moves, deployment, role])
  useEffect(
    () => () => {
      thread.current?.terminate()
      thread.current = undefined
    },
    [],
  )

  const due = deadline !== undefined && (
    <>
      It counts until <RelativeTime seconds={deadline} />.
    </>
  )
  if (answer === undefined || 'progress' in answer)
    return (
      <Notice tone="pending" title="It is your move." live={false}>
        <span role="status" className="inline-flex items-center gap-2">
          <Spinner className="size-3.5" />
          {answer === undefined ? 'Computing it' : describeProgress(answer.progress)}
        </span>{' '}
        {due}
      </Notice>
    )
  if ('problem' in answer)
    return (
      <Notice tone="fail" title="Your move could not be computed.">
        {answer.problem} {due}
      </Notice>
    )
  const { move, header } = answer
  if (move.kind === 'none')
    return (
      <Notice tone="fail" title="There is no move to make.">
        {move.detail}
      </Notice>
    )
  return (
    <div className="space-y-3">
      <Notice
        tone="pending"
        title="It is your move."
        action={
          <Button
            kind="primary"
            size="small"
            disabled={busy || wrongNetwork}
            onClick={() =>
              void write({
                title: words[move.kind],
                touches: disputeMoved,
                href: () => `/disputes/${game}`,
                send: ({ client, disputes }) =>
                  disputes.move(client, { deployment, game, move, header }),
              })
            }
          >
            {busy && <Spinner />}
            {busy ? 'Under way' : words[move.kind]}
          </Button>
        }
      >
        {move.kind === 'judge' && (
          <>
            The worker shows {move.claimed} at element {move.element.toLocaleString('en')} of step{' '}
            {move.step}; computed here it is {move.computed}.{' '}
          </>
        )}
        {due}
      </Notice>
      <WriteNotice state={state} />
    </div>
  )
}
