'use client'

import type { Card, ModelVersion } from '@assay/sdk'
import { Facts } from '../../display/Facts.tsx'
import { formatMeasured } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { Panel } from '../../display/Panel.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { profileOf } from './profiles.ts'

/** What a model's publisher says of it, its limits first. */
export function CardPanel({ model, card }: { model: ModelVersion; card: Card | undefined }) {
  const profile = profileOf(model.profile)
  return (
    <Panel
      title="Card"
      titleId="card-title"
      aside="Its publisher says so; nobody here has repeated it"
    >
      {card !== undefined && card.limits.length > 0 && (
        <div className="mb-4 border-b border-line pb-4">
          <h3 className="mb-1 text-xs font-medium">Limits</h3>
          <ul className="list-disc space-y-1 pl-4 text-soft">
            {card.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </div>
      )}
      <Facts
        facts={[
          { id: 'name', term: 'Name', value: `${model.name}, version ${model.version}` },
          { id: 'id', term: 'Model id', value: <Hash value={model.modelId} label="model id" /> },
          { id: 'profile', term: 'Runtime profile', value: profile.name },
          {
            id: 'publisher',
            term: 'Publisher',
            value: <Hash value={model.publisher} label="publisher" />,
          },
          {
            id: 'published',
            term: 'Published',
            value: <RelativeTime past seconds={model.publishedAt} />,
          },
          {
            id: 'royalty',
            term: 'Royalty',
            value: (
              <span className="tabular font-mono">{(model.royaltyBps / 100).toFixed(2)} %</span>
            ),
            note: 'of each fee',
          },
          {
            id: 'sizes',
            term: 'Input and outputs',
            value: (
              <span className="tabular font-mono">
                {bytes(model.inputBytes)}, {bytes(model.outputBytes)}
              </span>
            ),
            note: 'what a worker may have to show in a dispute',
          },
          {
            id: 'digest',
            term: 'Card digest',
            value: <Hash value={model.cardDigest} label="card digest" />,
            note: card === undefined ? 'not compared' : 'equals the card that was read',
          },
          ...(card?.verified === undefined
            ? []
            : [
                {
                  id: 'verified',
                  term: 'Verified share',
                  value: <span className="tabular font-mono">{formatVerified(card.verified)}</span>,
                  note: 'of its arithmetic is in the program; the rest nobody can be held to',
                },
              ]),
          ...(card?.licence === undefined
            ? []
            : [{ id: 'licence', term: 'Licence', value: card.licence }]),
          ...(card?.file.parameters === undefined
            ? []
            : [
                {
                  id: 'parameters',
                  term: 'Parameters',
                  value: (
                    <span className="tabular font-mono">
                      {card.file.parameters.toLocaleString('en')}
                    </span>
                  ),
                },
              ]),
          ...(card?.measured ?? []).map((measurement, index) => ({
            id: `measured-${index}`,
            term: `${measurement.metric.charAt(0).toUpperCase()}${measurement.metric.slice(1)}`,
            value: <span className="tabular font-mono">{formatMeasured(measurement)}</span>,
            note: `${measurement.samples === undefined ? 'an unknown number of' : `of ${measurement.samples.toLocaleString('en')}`} samples${measurement.data === undefined ? '' : `, ${measurement.data}`}`,
          })),
        ]}
      />
      <p className="mt-3 border-t border-line pt-3 text-xs text-soft">{profile.meaning}</p>
      {card !== undefined && card.labels.length > 0 && (
        <p className="mt-3 text-xs text-faint">
          Its classes: {card.labels.slice(0, 200).join(', ')}.
        </p>
      )}
    </Panel>
  )
}

/** A publisher may leave a size out. */
function bytes(count: number): string {
  return count === 0 ? 'not said' : `${count.toLocaleString('en')} B`
}

/** Cut, never rounded up: all is said only of all. */
export function formatVerified(share: number): string {
  return share === 1 ? '100 %' : `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`
}
