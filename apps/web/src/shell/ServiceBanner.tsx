'use client'

import { useDeployment } from '../chain/DeploymentContext.tsx'
import { Button } from '../display/Button.tsx'
import { Notice } from '../display/Notice.tsx'
import { useFailure } from '../queries/useFailure.ts'
import { useHead } from '../queries/useHead.ts'
import { useIndex } from '../queries/useIndex.ts'
import { describeServices } from './describeServices.ts'

/** The worst trouble of the services that these pages read from; only one at a time. */
export function ServiceBanner() {
  const { chainId } = useDeployment()
  const head = useHead()
  const index = useIndex()
  // What fails stays told while it is asked again.
  const [headFailure, indexFailure] = [useFailure(head), useFailure(index)]
  const trouble = describeServices({
    chainId,
    endpoint: {
      fails: headFailure !== undefined,
      answeredAt: head.dataUpdatedAt,
      servedChainId: head.data?.servedChainId,
    },
    index: { fails: indexFailure !== undefined, behind: index.data?.behind },
  })
  if (trouble === undefined) return null
  const asked = trouble.of === 'endpoint' ? head : index
  return (
    <div className="mb-4" data-testid="service-banner">
      <Notice
        tone={trouble.of === 'endpoint' ? 'fail' : 'pending'}
        title={trouble.title}
        action={
          <Button disabled={asked.isFetching} onClick={() => void asked.refetch()}>
            Try now
          </Button>
        }
      >
        {trouble.detail}
      </Notice>
    </div>
  )
}
