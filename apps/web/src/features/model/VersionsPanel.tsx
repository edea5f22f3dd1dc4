import type { ModelVersion } from '@assay/sdk'
import { Hash } from '../../display/Hash.tsx'
import { Panel } from '../../display/Panel.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { modelHref } from './modelPath.ts'
import { profileOf } from './profiles.ts'

/** Every version of a model, newest first. A version never changes. */
export function VersionsPanel({
  versions,
  shown,
  newest,
}: {
  versions: readonly ModelVersion[]
  shown: ModelVersion | undefined
  newest: ModelVersion | undefined
}) {
  const ordered = versions.toSorted((a, b) => b.version - a.version)
  return (
    <Panel title="Versions" titleId="versions-title" flush aside="A version never changes">
      <div className="relative overflow-x-auto">
        <table className="tabular w-full">
          <caption className="sr-only">Versions of this model</caption>
          <thead className="text-left text-xs text-faint">
            <tr className="*:px-4 *:py-2 *:font-normal">
              <th scope="col">Version</th>
              <th scope="col">Published</th>
              <th scope="col">Profile</th>
              <th scope="col" className="text-right">
                Royalty
              </th>
              <th scope="col">Model id</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {ordered.map((model) => (
              <tr key={model.modelId} className="*:px-4 *:py-2.5">
                <th scope="row" className="whitespace-nowrap text-left font-normal">
                  <a
                    href={modelHref(model)}
                    aria-current={model.modelId === shown?.modelId ? 'true' : undefined}
                    className="underline decoration-line-strong underline-offset-4 hover:text-accent-text"
                  >
                    {model.version}
                  </a>
                  <span className="ml-2 text-xs text-faint">
                    {[
                      model.modelId === shown?.modelId && 'shown here',
                      model.modelId === newest?.modelId && 'newest',
                      model.deprecated && 'advised against',
                    ]
                      .filter(Boolean)
                      .join(', ')}
                  </span>
                </th>
                <td className="whitespace-nowrap">
                  <RelativeTime past seconds={model.publishedAt} />
                </td>
                <td className="whitespace-nowrap">{profileOf(model.profile).name}</td>
                <td className="text-right font-mono">{(model.royaltyBps / 100).toFixed(2)} %</td>
                <td>
                  <Hash value={model.modelId} label="model id" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
