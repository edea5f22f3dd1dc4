'use client'

import '@xyflow/react/dist/style.css'
import {
  Background,
  Controls,
  type Edge,
  Handle,
  MiniMap,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react'
import { type CSSProperties, useEffect, useMemo, useRef } from 'react'
import { joinClasses } from '../../display/joinClasses.ts'
import { type GraphNode, NODE_HEIGHT, NODE_WIDTH, type ProgramGraph } from './graphOf.ts'

type StepNode = Node<{ node: GraphNode; isChosen: boolean; isFaint: boolean }, 'step'>

/** The steps as boxes that lead to each other; nothing in it can be moved. */
export function GraphPicture({
  graph,
  chosen,
  found,
  onChoose,
}: {
  graph: ProgramGraph
  chosen: string | undefined
  /** What a search found; all where nothing is searched. */
  found: readonly string[] | undefined
  onChoose: (id: string) => void
}) {
  const flow = useRef<ReactFlowInstance<StepNode, Edge>>(undefined)
  const nodes = useMemo(
    () =>
      graph.nodes.map(
        (node): StepNode => ({
          id: node.id,
          type: 'step',
          position: { x: node.x, y: node.y },
          width: NODE_WIDTH,
          height: NODE_HEIGHT,
          ariaLabel: `${node.step === undefined ? 'Input' : `Step ${node.step}, ${node.op}`}, gives ${node.type}`,
          data: {
            node,
            isChosen: node.id === chosen,
            isFaint: found !== undefined && !found.includes(node.id),
          },
        }),
      ),
    [graph, chosen, found],
  )
  const edges = useMemo(
    () =>
      graph.edges.map(
        ({ id, from, to }): Edge => ({ id, source: from, target: to, focusable: false }),
      ),
    [graph],
  )
  const first = found?.[0]
  useEffect(() => {
    if (first !== undefined)
      void flow.current?.fitView({ nodes: [{ id: first }], maxZoom: 1, duration: 200 })
  }, [first])
  return (
    <div className="h-[560px] bg-page" style={colours} data-testid="graph">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onInit={(instance) => {
          flow.current = instance
          // A long program is read from its top.
          void instance.fitView({ nodes: graph.nodes.slice(0, 6), maxZoom: 1 })
        }}
        onNodeClick={(_, { id }) => onChoose(id)}
        onSelectionChange={({ nodes: [selected] }) => {
          if (selected !== undefined) onChoose(selected.id)
        }}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        minZoom={0.05}
        maxZoom={2}
        preventScrolling={false}
        zoomOnScroll={false}
        onlyRenderVisibleElements
        ariaLabelConfig={{
          'node.a11yDescription.default': 'Press Enter or Space to read about this step.',
          'controls.ariaLabel': 'Zoom',
          'minimap.ariaLabel': 'The whole program, small',
        }}
      >
        <Background color="var(--line)" />
        <Controls showInteractive={false} />
        <MiniMap
          pannable
          zoomable
          nodeColor="var(--line-strong)"
          maskColor="color-mix(in srgb, var(--sunken) 70%, transparent)"
          bgColor="var(--surface)"
          className="max-sm:hidden"
        />
      </ReactFlow>
    </div>
  )
}

function Step({ data: { node, isChosen, isFaint } }: NodeProps<StepNode>) {
  return (
    <div
      className={joinClasses(
        'flex h-full flex-col justify-center rounded border bg-surface px-3 text-xs',
        isChosen
          ? 'border-accent-line shadow-[inset_0_0_0_1px_var(--accent-line)]'
          : 'border-line-strong',
        isFaint && 'opacity-40',
      )}
    >
      <Handle type="target" position={Position.Top} isConnectable={false} className="opacity-0" />
      <span className="flex justify-between gap-2">
        <span className="font-medium">{node.op}</span>
        <span className="tabular text-faint">
          {node.isOutput ? 'output · ' : ''}
          {node.step}
        </span>
      </span>
      <span className="tabular truncate font-mono text-soft">{node.type}</span>
      <Handle
        type="source"
        position={Position.Bottom}
        isConnectable={false}
        className="opacity-0"
      />
    </div>
  )
}

const nodeTypes = { step: Step }

/** The library's own colours, in both themes ours. */
const colours = {
  '--xy-edge-stroke': 'var(--line-strong)',
  '--xy-controls-button-background-color': 'var(--surface)',
  '--xy-controls-button-background-color-hover': 'var(--sunken)',
  '--xy-controls-button-color': 'var(--text)',
  '--xy-controls-button-color-hover': 'var(--text)',
  '--xy-controls-button-border-color': 'var(--line)',
  '--xy-attribution-background-color': 'var(--surface)',
} as CSSProperties
