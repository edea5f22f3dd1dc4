'use client'

import { type CompileProblem, describeProblem, type Task } from '@assay/program/compile'
import { type DragEvent, useId, useState } from 'react'
import { Button } from '../../display/Button.tsx'
import { Fold } from '../../display/Fold.tsx'
import { joinClasses } from '../../display/joinClasses.ts'
import { Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { TextArea } from '../../display/TextField.tsx'
import { type CompileQuestion, describeStage } from './compilation.ts'
import { parseOptions } from './parseOptions.ts'
import type { CompilationState } from './useCompilation.ts'

const MOST_MODEL_BYTES = 512 * 2 ** 20
const MOST_SAMPLE_BYTES = 512 * 2 ** 20
const SAMPLES = /\.(npy|npz|csv|json|pb)$/i

const tasks: readonly { value: Task | ''; label: string }[] = [
  { value: '', label: 'Not said' },
  { value: 'classification', label: 'To classify' },
  { value: 'segmentation', label: 'To segment pictures' },
  { value: 'image', label: 'To make pictures' },
  { value: 'regression', label: 'To give numbers' },
]

/** The model's file, its samples, and the compilation as it goes. */
export function FilesStep({
  state,
  onCompile,
  onCancel,
}: {
  state: CompilationState
  onCompile: (question: CompileQuestion) => void
  onCancel: () => void
}) {
  const [model, setModel] = useState<File>()
  const [samples, setSamples] = useState<readonly File[]>([])
  const [shapes, setShapes] = useState('')
  const [freeze, setFreeze] = useState('')
  const [task, setTask] = useState<Task | ''>('')
  const [problem, setProblem] = useState<string>()
  const [isOver, setIsOver] = useState(false)
  const ids = useId()
  const parsedShapes = parseOptions(shapes, { whole: true })
  const parsedFreeze = parseOptions(freeze, { whole: false })
  const isRunning = state.phase === 'running'

  function take(files: readonly File[]) {
    const models = files.filter(({ name }) => /\.onnx$/i.test(name))
    const data = files.filter(({ name }) => SAMPLES.test(name))
    const others = files.filter((file) => !models.includes(file) && !data.includes(file))
    const [first, ...more] = models
    setProblem(
      more.length > 0
        ? 'One model at a time: drop one .onnx file.'
        : others[0] !== undefined
          ? `${others[0].name} is neither a model (.onnx) nor samples (.npy, .npz, .csv, .json, .pb).`
          : first !== undefined && first.size > MOST_MODEL_BYTES
            ? `${first.name} has ${megabytes(first.size)} MB; at most ${megabytes(MOST_MODEL_BYTES)} are read.`
            : data.reduce((sum, { size }) => sum + size, 0) > MOST_SAMPLE_BYTES
              ? `The samples have more than ${megabytes(MOST_SAMPLE_BYTES)} MB; a hundred inputs are enough.`
              : undefined,
    )
    if (first !== undefined && more.length === 0 && first.size <= MOST_MODEL_BYTES) setModel(first)
    if (data.length > 0 && data.reduce((sum, { size }) => sum + size, 0) <= MOST_SAMPLE_BYTES)
      setSamples(data)
  }

  function drop(event: DragEvent) {
    event.preventDefault()
    setIsOver(false)
    take([...event.dataTransfer.files])
  }

  async function compile() {
    if (model === undefined) return
    try {
      onCompile({
        name: model.name,
        onnx: new Uint8Array(await model.arrayBuffer()),
        samples: await Promise.all(
          samples.map(async (file) => ({
            name: file.name,
            bytes: new Uint8Array(await file.arrayBuffer()),
          })),
        ),
        shapes: parsedShapes.values,
        freeze: parsedFreeze.values,
        task: task === '' ? undefined : task,
      })
    } catch {
      setProblem('A file could not be read; it may have changed on the disk. Choose it again.')
    }
  }

  return (
    <Panel title="1. File" titleId="file-title" aside="Your files do not leave this browser">
      <fieldset
        aria-label="Files"
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
        className={joinClasses(
          'grid min-w-0 gap-4 rounded border border-dashed p-4 sm:grid-cols-2',
          isOver ? 'border-accent-text bg-accent-wash' : 'border-line-strong',
        )}
      >
        <FileField
          id={`${ids}-model`}
          label="Model (.onnx)"
          accept=".onnx"
          chosen={model === undefined ? 'None yet. You can drop it here.' : describeFile(model)}
          onFiles={take}
        />
        <FileField
          id={`${ids}-samples`}
          label="Sample inputs (.npy, .npz, .csv, .json, .pb)"
          accept=".npy,.npz,.csv,.json,.pb"
          multiple
          chosen={
            samples.length === 0
              ? 'Models of trees need none. Others need a hundred inputs or so, of the kind that they will meet.'
              : samples.map(describeFile).join(' · ')
          }
          onFiles={take}
        />
      </fieldset>
      {problem !== undefined && (
        <p role="alert" className="mt-2 text-xs text-fail">
          {problem}
        </p>
      )}
      <p className="mt-2 text-xs text-faint">
        Numbers in the model’s own order of axes, one input or many in a file. Of several inputs,
        each stands under its name. A file named labels holds the right class of each. A quarter of
        the samples is kept back to measure on.{' '}
        <span className="sm:hidden">
          On a phone, a large model may need more memory than there is.
        </span>
      </p>
      <Fold title="Options of the compiler">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextArea
            label="Shapes of open inputs (--shape)"
            placeholder="image=1,3,224,224"
            value={shapes}
            onChange={(event) => setShapes(event.target.value)}
            problem={parsedShapes.problem}
          />
          <TextArea
            label="Inputs that are always the same (--freeze)"
            placeholder="rate=16000"
            value={freeze}
            onChange={(event) => setFreeze(event.target.value)}
            problem={parsedFreeze.problem}
          />
          <div>
            <label htmlFor={`${ids}-task`} className="mb-1 block text-xs font-medium text-soft">
              What it is for, by which it is judged (--task)
            </label>
            <select
              id={`${ids}-task`}
              value={task}
              onChange={(event) => setTask(event.target.value as Task | '')}
              className="h-10 w-full rounded border border-line-strong bg-page px-3 text-sm"
            >
              {tasks.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </div>
      </Fold>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        {isRunning ? (
          <>
            <Button onClick={onCancel}>Cancel</Button>
            <span role="status" className="flex items-center gap-2 text-sm text-soft">
              <Spinner />
              {describeStage(state.stage)}
              {state.total > 1 && (
                <span className="tabular font-mono text-xs">
                  {state.done} of {state.total}
                </span>
              )}
            </span>
            {state.total > 1 && (
              <progress
                aria-label="Compilation"
                max={state.total}
                value={state.done}
                className="h-2 w-40 accent-accent"
              />
            )}
          </>
        ) : (
          <Button
            kind="primary"
            disabled={
              model === undefined ||
              parsedShapes.problem !== undefined ||
              parsedFreeze.problem !== undefined
            }
            onClick={() => void compile()}
          >
            Compile
          </Button>
        )}
      </div>
      {state.phase === 'refused' && (
        <div className="mt-4">
          <Refusal source={state.source} problems={state.problems} />
        </div>
      )}
    </Panel>
  )
}

/** Everything that stands against a model, in one list. */
function Refusal({ source, problems }: { source: string; problems: readonly CompileProblem[] }) {
  const sentences = [...new Set(problems.map(describeProblem))]
  return (
    <Notice
      tone="fail"
      title={`${source} cannot become an exact program, for ${sentences.length === 1 ? 'one reason' : `${sentences.length} reasons`}.`}
    >
      <ul className="mt-1 list-disc space-y-1 pl-4" data-testid="reasons">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Notice>
  )
}

function FileField({
  id,
  label,
  accept,
  multiple = false,
  chosen,
  onFiles,
}: {
  id: string
  label: string
  accept: string
  multiple?: boolean
  chosen: string
  onFiles: (files: readonly File[]) => void
}) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-soft">
        {label}
      </label>
      <input
        id={id}
        type="file"
        accept={accept}
        multiple={multiple}
        aria-describedby={`${id}-chosen`}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          // The same file can be chosen again after it was changed.
          event.target.value = ''
        }}
        className="w-full rounded border border-line-strong bg-page p-2 text-sm text-transparent file:mr-3 file:rounded-sm file:border-0 file:bg-sunken file:px-3 file:py-1.5 file:text-text"
      />
      <p id={`${id}-chosen`} className="mt-1 break-words text-xs text-faint">
        {chosen}
      </p>
    </div>
  )
}

function describeFile({ name, size }: File): string {
  return `${name}, ${size < 1_000_000 ? `${Math.ceil(size / 1_000).toLocaleString('en')} kB` : `${megabytes(size)} MB`}`
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}
