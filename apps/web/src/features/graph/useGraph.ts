'use client'

import type { ModelVersion } from '@assay/sdk'
import { useEffect, useState } from 'react'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import type { GraphAnswer, GraphQuestion } from './graphWorker.ts'

/** The steps of an exact model, read from the file that its id commits to; undefined until they are there. */
export function useGraph(model: ModelVersion): GraphAnswer | undefined {
  const deployment = useDeployment()
  const [answer, setAnswer] = useState<GraphAnswer>()
  useEffect(() => {
    setAnswer(undefined)
    const worker = new Worker(new URL('./graphWorker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<GraphAnswer>) => setAnswer(data)
    worker.onerror = () => setAnswer({ problem: 'The thread that reads the program has ended.' })
    worker.postMessage({ deployment, model } satisfies GraphQuestion)
    return () => {
      worker.onmessage = null
      worker.onerror = null
      worker.terminate()
    }
  }, [deployment, model])
  return answer
}
