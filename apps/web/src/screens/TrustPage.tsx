'use client'

import { LOCAL_CHAIN_ID } from '../chain/chainOf.ts'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { Facts } from '../display/Facts.tsx'
import { Hash } from '../display/Hash.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { Panel } from '../display/Panel.tsx'

const changes = [
  {
    what: 'The markets’ rules',
    who: 'Nobody',
    how: 'No owner, no proxy, no pause. Another market would be another address.',
  },
  {
    what: 'Your free money in the ledger',
    who: 'You',
    how: 'Only the four contracts that were named at deployment can lock it, and only when you ask them to. Any other contract moves only what you approved for it.',
  },
  {
    what: 'Locked money',
    who: 'Nobody',
    how: 'It moves by a verdict, by a dispute’s end, by cancellation before a claim, or by expiry.',
  },
  {
    what: 'Forfeited money',
    who: 'Nobody',
    how: 'Half goes to the account that refuted the result, or to the worker that answers after one that did not. The rest is burned; without either, all of it is. The requester gets none of it, and neither do we.',
  },
  {
    what: 'The token the ledger holds',
    who: 'Nobody',
    how: 'Fixed at deployment. The token itself may have an issuer with powers of its own.',
  },
  {
    what: 'The verifier of a request',
    who: 'Nobody',
    how: 'Each request pins the contract that judges it.',
  },
  {
    what: 'A published model',
    who: 'Nobody',
    how: 'A version never changes. Its publisher can mark it as not recommended, which changes nothing else.',
  },
  {
    what: 'This page',
    who: 'Its server',
    how: 'It is not part of the contracts. Load it from a source that you trust, or run it yourself.',
  },
]

const limits = [
  {
    title: 'With the Signature method nobody has re-run the result.',
    detail:
      'The checks show that a certain worker signed a certain output for your input and that the chain holds the same. A worker that lies, or runs another model, passes all of them.',
  },
  {
    title: 'An optimistic answer is only as good as the watchers that looked at it.',
    detail:
      'It is accepted if nobody refutes it before its window closes. One watcher that re-runs it in time is enough. If nobody does, a wrong answer is accepted.',
  },
  {
    title: 'Nobody can force a worker to show more than 32 KiB.',
    detail:
      'Others can make a worker show an input, or all outputs, of up to 32 KiB on the chain. It can withhold larger ones, and then nobody can re-run the answer or challenge it. For such a model, the market takes a request that can be disputed only if the request accepts this.',
  },
  {
    title: 'A wrong answer is not insured.',
    detail:
      'If an answer is refuted, you get your fee back and nothing else. Half of the worker’s collateral is burned, and half goes to the account that refuted it.',
  },
  {
    title: 'A quorum without a challenge window is a vote.',
    detail:
      'Workers that conspire, or that one person runs, can outvote the truth, and nobody can object. A worker that gave another answer loses its fee, not its collateral.',
  },
  {
    title: 'Native float models cannot be compared to the last bit.',
    detail:
      'Two honest machines may differ in the last bits of a floating-point result, so a re-run that differs proves nothing by itself.',
  },
  {
    title: 'The page believes the endpoint about what the chain holds.',
    detail:
      'Roots, digests and signatures are computed in your browser, so changed bytes show. This page cannot tell whether the endpoint shows you the real chain. Where it matters, ask a second endpoint.',
  },
  {
    title: 'Inputs and outputs are public.',
    detail: 'Your input is written to the chain, for everybody and for good. Send nothing private.',
  },
  {
    title: 'No worker may take your request.',
    detail:
      'Workers choose what they take. If nobody answers in time, anyone can have the request refunded in full. Only its gas is spent.',
  },
  {
    title: 'Nobody outside the project has audited the contracts.',
    detail: 'Put nothing into them that you cannot lose.',
  },
  {
    title: 'A model’s card is its publisher’s word.',
    detail:
      'Its bytes are compared with the digest in the registry. Whether what it says is true is another matter.',
  },
]

/** Addresses, who can change what, and what is not guaranteed. */
export function TrustPage() {
  const deployment = useDeployment()
  const { chainId, rpcUrl, token, verifiers, startBlock } = deployment
  const contracts = [
    { term: 'Ledger', address: deployment.ledger },
    { term: 'Market, one seat', address: deployment.market },
    { term: 'Market, several seats', address: deployment.multiSeatMarket },
    { term: 'Signature verifier', address: verifiers.signature },
    { term: 'Optimistic verifier', address: verifiers.optimistic },
    { term: 'Quorum verifier', address: verifiers.quorum },
    { term: 'Dispute game', address: deployment.disputeGame },
    { term: 'Referee', address: deployment.referee },
    { term: 'Model registry', address: deployment.modelRegistry },
    { term: 'Worker registry', address: deployment.workerRegistry },
    { term: 'Key registry', address: deployment.keyRegistry },
    { term: 'Schedule', address: deployment.schedule },
  ]
  return (
    <>
      <PageHeader title="Trust">
        What these pages rely on, who could change it, and what is not guaranteed.
      </PageHeader>
      <div className="grid items-start gap-4 lg:grid-cols-2 lg:gap-6">
        <Panel title="Not guaranteed" titleId="limits-title">
          <ul className="space-y-4">
            {limits.map(({ title, detail }) => (
              <li key={title}>
                <h3 className="font-medium">{title}</h3>
                <p className="text-soft">{detail}</p>
              </li>
            ))}
          </ul>
        </Panel>
        <div className="grid min-w-0 gap-4 lg:gap-6">
          <Panel title="Who can change what" titleId="changes-title" flush>
            <p className="border-b border-line px-4 py-3 text-xs text-soft">
              This is what the published source says. This page has not compared that source with
              the code at these addresses.
            </p>
            <table className="w-full text-left">
              <caption className="sr-only">Who can change what</caption>
              <thead className="sr-only">
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">Who</th>
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {changes.map(({ what, who, how }) => (
                  <tr key={what} className="align-top">
                    <th scope="row" className="w-full px-4 py-2.5 font-normal">
                      <span className="block font-medium">{what}</span>
                      <span className="block text-xs text-faint">{how}</span>
                    </th>
                    <td className="px-4 py-2.5 text-right text-soft sm:whitespace-nowrap">{who}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Panel>
          <Panel title="Contracts" titleId="contracts-title" aside={`Chain ${chainId}`}>
            <Facts
              facts={[
                ...contracts.map(({ term, address }) => ({
                  id: term,
                  term,
                  value: <Hash value={address} label={`${term.toLowerCase()}’s address`} />,
                })),
                {
                  id: 'token',
                  term: 'Token',
                  value: <Hash value={token} label="token address" />,
                  ...(chainId === LOCAL_CHAIN_ID
                    ? { note: 'a test token: anyone may mint it' }
                    : {}),
                },
                {
                  id: 'start',
                  term: 'Since block',
                  value: <span className="tabular font-mono">{startBlock}</span>,
                },
                {
                  id: 'rpc',
                  term: 'RPC endpoint',
                  value: <span className="break-all font-mono text-xs">{rpcUrl}</span>,
                },
                {
                  id: 'record',
                  term: 'Machine-readable record',
                  value: (
                    <a
                      href="/api/deployment"
                      className="font-mono text-xs underline decoration-line-strong underline-offset-4 hover:text-accent-text"
                    >
                      /api/deployment
                    </a>
                  ),
                },
              ]}
            />
          </Panel>
        </div>
      </div>
    </>
  )
}
