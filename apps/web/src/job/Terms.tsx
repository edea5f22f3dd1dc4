import type { Job } from '@assay/sdk'
import { zeroAddress } from 'viem'
import type { Token } from '../account/useToken.ts'
import { Amount } from '../display/Amount.tsx'
import { Facts } from '../display/Facts.tsx'
import { Hash } from '../display/Hash.tsx'
import { Panel } from '../display/Panel.tsx'
import { RelativeTime } from '../display/RelativeTime.tsx'
import { MethodFacts } from '../model/MethodFacts.tsx'
import type { Method } from '../model/methods.ts'
import { profileOf } from '../model/profiles.ts'

/** What was asked for and offered, and by what the result is judged. */
export function Terms({
  job,
  token,
  method,
  modelName,
}: {
  job: Job
  token: Token | undefined
  method: Method
  modelName: string | undefined
}) {
  const { request, receipt, seats } = job
  const { offer } = request
  const amount = (units: bigint) =>
    token === undefined ? units.toString() : <Amount units={units} {...token} />
  const seat = seats[0]
  return (
    <Panel title="Terms" titleId="terms-title">
      <Facts
        facts={[
          {
            id: 'model',
            term: 'Model',
            value:
              modelName === undefined ? (
                <Hash value={request.model} label="model id" />
              ) : (
                <Hash value={request.model} label="model id" />
              ),
            note: modelName,
          },
          { id: 'fee', term: 'Fee', value: amount(offer.maxFee) },
          ...(seat?.royalty === undefined
            ? []
            : [{ id: 'royalty', term: 'Publisher’s royalty', value: amount(seat.royalty) }]),
          ...(seat?.paid === undefined
            ? []
            : [{ id: 'paid', term: 'Worker received', value: amount(seat.paid) }]),
          ...(job.refunded === undefined || job.refunded === 0n
            ? []
            : [{ id: 'refunded', term: 'Returned', value: amount(job.refunded) }]),
          { id: 'collateral', term: 'Worker’s collateral', value: amount(offer.collateral) },
          {
            id: 'worker',
            term: 'Open to',
            value:
              offer.worker === zeroAddress ? (
                'any worker'
              ) : (
                <Hash value={offer.worker} label="worker" />
              ),
          },
          {
            id: 'lock',
            term: 'Time after claiming',
            value: `${offer.lockFor.toLocaleString('en')} s`,
          },
          { id: 'expiry', term: 'Refundable', value: <RelativeTime seconds={offer.expiry} /> },
          ...(receipt === undefined
            ? []
            : [
                {
                  id: 'profile',
                  term: 'Runtime profile',
                  value: profileOf(receipt.profile).name,
                  note: <Hash value={receipt.profile} label="profile" />,
                },
              ]),
          {
            id: 'method',
            term: 'Method',
            value: method.name,
            note: <Hash value={request.policy.verifier} label="verifier" />,
          },
        ]}
      />
      <div className="mt-3 border-t border-line pt-3">
        <MethodFacts method={method} />
      </div>
    </Panel>
  )
}
