'use client'

import { useDeployment } from '../chain/DeploymentContext.tsx'
import { Facts } from '../display/Facts.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { Panel } from '../display/Panel.tsx'
import { RelativeTime } from '../display/RelativeTime.tsx'
import { useFailure } from '../queries/useFailure.ts'
import { useHead } from '../queries/useHead.ts'
import { useIndex } from '../queries/useIndex.ts'
import { useStores } from '../queries/useStores.ts'

type Service = {
  id: string
  name: string
  url: string
  isError: boolean
  isPending: boolean
  /** When it last answered this page (milliseconds since 1970); 0 where it never did. */
  answeredAt: number
  block?: number | undefined
}

/** What these pages read from, and when each last answered this browser. */
export function StatusPage() {
  const { rpcUrl, indexer } = useDeployment()
  const head = useHead()
  const index = useIndex()
  const stores = useStores()
  const [headFailure, indexFailure] = [useFailure(head), useFailure(index)]
  const services: Service[] = [
    {
      ...{ id: 'endpoint', name: 'The chain’s endpoint', url: rpcUrl },
      ...{ isError: headFailure !== undefined, isPending: head.isPending },
      answeredAt: head.dataUpdatedAt,
      block: head.data === undefined ? undefined : Number(head.data.number),
    },
    ...(indexer === undefined
      ? []
      : [
          {
            ...{ id: 'index', name: 'The index', url: indexer, answeredAt: index.dataUpdatedAt },
            ...{ isError: indexFailure !== undefined, isPending: index.isPending },
            block: index.data?.block,
          },
        ]),
    ...stores.map((store) => ({ ...store, id: store.url, name: 'A store of bytes' })),
  ]
  return (
    <>
      <PageHeader title="Status">
        What these pages read from, and when each last answered this browser. Nobody else’s
        measurements stand here.
      </PageHeader>
      <Panel title="Services" titleId="services-title">
        <Facts
          facts={services.map((service) => ({
            id: service.id,
            term: (
              <>
                <span className="block text-text">{service.name}</span>
                <span className="block break-all font-mono text-xs">{service.url}</span>
              </>
            ),
            value: wordOf(service),
            note: (
              <>
                {service.answeredAt > 0 && (
                  <>
                    last answer{' '}
                    <RelativeTime
                      past
                      clock="browser"
                      seconds={Math.floor(service.answeredAt / 1_000)}
                    />
                  </>
                )}
                {service.block !== undefined && ` · block ${service.block.toLocaleString('en')}`}
              </>
            ),
          }))}
        />
        {indexer === undefined && (
          <p className="mt-3 text-soft">
            This deployment names no index, so totals and figures of the whole record are unknown.
          </p>
        )}
      </Panel>
    </>
  )
}

function wordOf({ isError, isPending, answeredAt }: Service) {
  if (isError)
    return (
      <span className="text-fail">
        {answeredAt === 0 ? 'has not answered since this page was opened' : 'does not answer'}
      </span>
    )
  return isPending ? 'is being asked' : 'answers'
}
