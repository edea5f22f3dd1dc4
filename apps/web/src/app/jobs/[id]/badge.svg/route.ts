import { disputes, JobNotFoundError, jobs } from '@assay/sdk'
import { isHex, size } from 'viem'
import { getBlock } from 'viem/actions'
import { createReader } from '../../../../chain/library.ts'
import { readDeployment } from '../../../../chain/readDeployment.ts'
import { assure } from '../../../../features/assurance/assure.ts'
import { type Badge, drawBadge } from '../../../../features/assurance/drawBadge.ts'
import { methodOf } from '../../../../features/model/methods.ts'

export const dynamic = 'force-dynamic'

type RouteParameters = { params: Promise<{ id: string }> }

/** A picture of what the chain says of a job, for pages that run no scripts. A server drew it, so it checks nothing. */
export async function GET(request: Request, { params }: RouteParameters): Promise<Response> {
  const { id } = await params
  const href = new URL(`/jobs/${id.slice(0, 66)}`, request.url).href
  if (!isHex(id) || size(id) !== 32) return picture({ word: 'Not a job id', href }, 404)
  const { deployment } = await readDeployment(process.env)
  if (deployment === undefined) return picture({ word: 'Unknown', href }, 503)
  try {
    const client = createReader(deployment)
    const block = await getBlock(client)
    const [job, games] = await Promise.all([
      jobs.get(client, { deployment, jobId: id }),
      disputes.list(client, { deployment, jobId: id }),
    ])
    const { chip, word } = assure({
      job,
      method: methodOf(job.request.policy.verifier, deployment.verifiers),
      profile: job.receipt?.profile,
      disputes: games,
      now: Number(block.timestamp),
    })
    return picture({ chip, word, block: block.number, href }, 200)
  } catch (error) {
    if (error instanceof JobNotFoundError) return picture({ word: 'No such job', href }, 404)
    return picture({ word: 'Unknown: the chain does not answer', href }, 503)
  }
}

function picture(badge: Badge, status: number): Response {
  return new Response(drawBadge(badge), {
    status,
    headers: {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Cache-Control': status === 200 ? 'public, max-age=15' : 'no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
      // Pages of others show it.
      'Cross-Origin-Resource-Policy': 'cross-origin',
    },
  })
}
