'use client'

import type { CompileProblem } from '@assay/program/compile'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Compilation, CompileMessage, CompileQuestion, CompileStage } from './compilation.ts'

export type CompilationState =
  | { phase: 'idle' }
  | { phase: 'running'; stage: CompileStage; done: number; total: number }
  | { phase: 'refused'; source: string; problems: readonly CompileProblem[] }

/** Compiles in a thread of its own, which can be ended at any time. */
export function useCompilation(onCompiled: (compilation: Compilation) => void) {
  const worker = useRef<Worker>(undefined)
  const [state, setState] = useState<CompilationState>({ phase: 'idle' })

  const end = useCallback(() => {
    if (worker.current === undefined) return
    // A thread that is ended while it is being loaded says that it failed.
    worker.current.onerror = null
    worker.current.onmessage = null
    worker.current.terminate()
    worker.current = undefined
  }, [])
  useEffect(() => end, [end])

  const cancel = useCallback(() => {
    end()
    setState({ phase: 'idle' })
  }, [end])

  const start = useCallback(
    (question: CompileQuestion) => {
      end()
      setState({ phase: 'running', stage: 'read', done: 0, total: 1 })
      const started = new Worker(new URL('./compileWorker.ts', import.meta.url), { type: 'module' })
      worker.current = started
      const refuse = (problems: readonly CompileProblem[]) => {
        end()
        setState({ phase: 'refused', source: question.name, problems })
      }
      started.onmessage = ({ data }: MessageEvent<CompileMessage>) => {
        if ('progress' in data) return setState({ phase: 'running', ...data.progress })
        if ('problems' in data) return refuse(data.problems)
        cancel()
        onCompiled(data.compiled)
      }
      started.onerror = () =>
        refuse([
          {
            reason:
              'The thread that compiles has ended, most likely for want of memory. Use `assay model compile` on a computer with more.',
          },
        ])
      started.postMessage(question)
    },
    [cancel, end, onCompiled],
  )
  return { state, start, cancel }
}
