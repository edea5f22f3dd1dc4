import type { Job } from '@assay/sdk'
import { zeroAddress } from 'viem'
import { Amount } from '../../display/Amount.tsx'
import { Facts } from '../../display/Facts.tsx'
import { Fold } from '../../display/Fold.tsx'
import { formatDuration } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { hasEnded } from '../../display/hasEnded.ts'
import { Panel } from '../../display/Panel.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import type { Token } from '../../queries/useToken.ts'
import { MethodFacts } from '../model/MethodFacts.tsx'
import { ModelName } from '../model/ModelName.tsx'
import { MoneyFacts } from '../model/MoneyFacts.tsx'
import { isDisputable, type Method, termsOf } from '../model/methods.ts'
import { moneyRules } from '../model/moneyRules.ts'
import { profileOf } from '../model/profiles.ts'

/** What was asked for and offered, and by what the result is judged. */
export function Terms({
  job,
  token,
  method,
}: {
  job: Job
  token: Token | undefined
  method: Method
}) {
  const { request, receipt, seats } = job
  const { offer } = request
  const amount = (units: bigint) =>
    token === undefined ? units.toString() : <Amount units={units} {...token} />
  const [seat] = seats
  const several = request.policy.seats > 1
  const paid = seats.find((each) => each.paid !== undefined && each.paid > 0n)
  return (
    <Panel title="Terms" titleId="terms-title">
      <Facts
        facts={[
          {
            id: 'model',
            term: 'Model',
            value: <ModelName id={request.model} />,
            note: <Hash value={request.model} label="model id" />,
          },
          {
            id: 'fee',
            term: 'Fee',
            value: amount(offer.maxFee),
            ...(several ? { note: `for each of ${request.policy.seats} workers` } : {}),
          },
          ...(paid?.royalty === undefined
            ? []
            : [{ id: 'royalty', term: 'Publisher’s royalty', value: amount(paid.royalty) }]),
          ...(paid?.paid === undefined
            ? []
            : [
                {
                  id: 'paid',
                  term: 'Worker received',
                  value: amount(paid.paid),
                  ...(several ? { note: 'each worker that gave the accepted answer' } : {}),
                },
              ]),
          ...(job.refunded === undefined || job.refunded === 0n
            ? []
            : [{ id: 'refunded', term: 'Returned', value: amount(job.refunded) }]),
          {
            id: 'collateral',
            term: 'Worker’s collateral',
            value: amount(offer.collateral),
            ...(!several && seat?.forfeited === true && offer.collateral > 0n
              ? {
                  note: 'forfeited: half is burned, half goes to the account that refuted the answer',
                }
              : {}),
          },
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
            term: 'Time to answer, once claimed',
            value: formatDuration(offer.lockFor),
          },
          ...(receipt !== undefined || hasEnded(job.state)
            ? []
            : [
                {
                  id: 'expiry',
                  term: 'Refundable without an answer',
                  value: <RelativeTime seconds={offer.expiry} />,
                },
              ]),
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
          ...termsOf(method, request.policy.params).map(({ term, value }) => ({
            id: term,
            term,
            value,
          })),
        ]}
      />
      <Fold title="Where the money goes">
        <MoneyFacts
          rules={moneyRules({
            seats: request.policy.seats,
            collateral: offer.collateral,
            disputable: isDisputable(method, request.policy.params),
          })}
        />
      </Fold>
      <div className="mt-3 border-t border-line pt-3">
        <MethodFacts method={method} />
      </div>
    </Panel>
  )
}
