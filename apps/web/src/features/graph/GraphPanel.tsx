'use client'

import type { ModelVersion } from '@assay/sdk'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Facts } from '../../display/Facts.tsx'
import { joinClasses } from '../../display/joinClasses.ts'
import { Skeleton } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { Segments } from '../../display/Segments.tsx'
import { TextField } from '../../display/TextField.tsx'
import type { GraphNode } from './graphOf.ts'
import { useGraph } from './useGraph.ts'

const GraphPicture = dynamic(() => import('./GraphPicture.tsx').then((each) => each.GraphPicture), {
  ssr: false,
  loading: () => (
    <div aria-busy="true">
      <Skeleton className="h-[560px] rounded-none" />
    </div>
  ),
})

const views = [
  { value: 'picture', label: 'Picture' },
  { value: 'table', label: 'Table' },
] as const

/** A program's steps, as a picture or a table, and one of them in words. */
export function GraphPanel({ model }: { model: ModelVersion }) {
  const answer = useGraph(model)
  const [view, setView] = useState<(typeof views)[number]['value']>('picture')
  const [chosen, setChosen] = useState<string>()
  const [search, setSearch] = useState('')
  if (answer !== undefined && 'problem' in answer)
    return (
      <Notice tone="fail" title="The program’s steps cannot be shown.">
        {answer.problem}
      </Notice>
    )
  const nodes = answer?.graph.nodes ?? []
  const word = search.trim().toLowerCase()
  const found = word === '' ? undefined : nodes.filter((node) => matches(node, word))
  const node = nodes.find(({ id }) => id === chosen) ?? found?.[0] ?? nodes[1]
  const sum = (of: (each: GraphNode) => number) => nodes.reduce((all, each) => all + of(each), 0)
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_320px] lg:gap-6">
      <Panel
        title={answer === undefined ? 'Steps' : `${nodes.length - 1} steps`}
        titleId="graph-title"
        flush
        aside={
          <Segments
            legend="How to show the steps"
            options={views}
            value={view}
            onChange={setView}
          />
        }
      >
        {answer === undefined ? (
          <div aria-busy="true">
            <Skeleton className="h-[560px] rounded-none" />
          </div>
        ) : view === 'picture' ? (
          <GraphPicture
            graph={answer.graph}
            chosen={node?.id}
            found={found?.map(({ id }) => id)}
            onChoose={setChosen}
          />
        ) : (
          <StepTable nodes={found ?? nodes} chosen={node?.id} onChoose={setChosen} />
        )}
      </Panel>
      <div className="grid gap-4 lg:sticky lg:top-20">
        <Panel title="Find a step" titleId="find-title">
          <TextField
            label="Name, number or shape"
            value={search}
            onChange={(event) => {
              setSearch(event.target.value)
              setChosen(undefined)
            }}
            problem={found?.length === 0 ? 'No step has this name, number or shape.' : undefined}
            hint={
              found !== undefined && found.length > 0
                ? `${found.length} found.`
                : 'Such as Conv2d, 12 or 14 × 14.'
            }
          />
        </Panel>
        {node !== undefined && (
          <Panel
            title={node.step === undefined ? 'Input' : `Step ${node.step}: ${node.op}`}
            titleId="step-title"
          >
            <Facts
              facts={[
                { id: 'type', term: 'Gives', value: <Mono>{node.type}</Mono> },
                ...(node.operands.length === 0
                  ? []
                  : [
                      {
                        id: 'reads',
                        term: 'Reads',
                        value: <Mono>{node.operands.join(', ')}</Mono>,
                      },
                    ]),
                {
                  id: 'products',
                  term: 'Products',
                  value: <Mono>{node.multiplyAdds.toLocaleString('en')}</Mono>,
                },
                {
                  id: 'weights',
                  term: 'Weights',
                  value: <Mono>{node.weightBytes.toLocaleString('en')} bytes</Mono>,
                },
                ...(node.gas === undefined
                  ? []
                  : [
                      {
                        id: 'gas',
                        term: 'Gas to judge',
                        value: <Mono>{node.gas.toLocaleString('en')}</Mono>,
                        note: 'its costliest element, at most',
                      },
                    ]),
                ...(node.isOutput
                  ? [{ id: 'output', term: 'Output', value: 'of the program' }]
                  : []),
              ]}
            />
          </Panel>
        )}
        {answer !== undefined && (
          <p className="text-xs text-faint">
            Read here from {answer.bytes.toLocaleString('en')} bytes, whose root gives the model’s
            id. {sum((each) => each.multiplyAdds).toLocaleString('en')} products in all; the
            costliest step to judge takes{' '}
            {Math.max(...nodes.map(({ gas }) => gas ?? 0)).toLocaleString('en')} gas.
          </p>
        )}
      </div>
    </div>
  )
}

function matches({ step, op, type }: GraphNode, word: string): boolean {
  return (
    String(step) === word ||
    op.toLowerCase().includes(word) ||
    type.replaceAll('×', 'x').includes(word.replaceAll('×', 'x'))
  )
}

function Mono({ children }: { children: React.ReactNode }) {
  return <span className="tabular font-mono">{children}</span>
}

function StepTable({
  nodes,
  chosen,
  onChoose,
}: {
  nodes: readonly GraphNode[]
  chosen: string | undefined
  onChoose: (id: string) => void
}) {
  return (
    <div className="relative max-h-[560px] overflow-auto">
      <table className="tabular w-full text-xs">
        <caption className="sr-only">Steps of the program</caption>
        <thead className="sticky top-0 bg-surface text-left text-faint">
          <tr className="*:px-4 *:py-2 *:font-normal">
            <th scope="col">Step</th>
            <th scope="col">Gives</th>
            <th scope="col">Reads</th>
            <th scope="col" className="text-right">
              Products
            </th>
            <th scope="col" className="text-right">
              Gas to judge
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {nodes.map((node) => (
            <tr
              key={node.id}
              className={joinClasses('*:px-4 *:py-1.5', node.id === chosen && 'bg-sunken')}
            >
              <th scope="row" className="whitespace-nowrap text-left font-normal">
                <button
                  type="button"
                  aria-pressed={node.id === chosen}
                  onClick={() => onChoose(node.id)}
                  className="min-h-6 underline decoration-line-strong underline-offset-4 hover:text-accent-text"
                >
                  {node.step === undefined ? 'Input' : `${node.step} ${node.op}`}
                </button>
              </th>
              <td className="whitespace-nowrap font-mono">{node.type}</td>
              <td className="font-mono text-soft">{node.operands.join(', ')}</td>
              <td className="text-right font-mono">{node.multiplyAdds.toLocaleString('en')}</td>
              <td className="text-right font-mono">{node.gas?.toLocaleString('en') ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
