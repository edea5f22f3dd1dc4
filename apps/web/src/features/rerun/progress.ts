/** How far a run is. */
export type RerunProgress =
  /** `total` is absent where the server does not say it. */
  | { phase: 'model'; received: number; total: number | undefined }
  | { phase: 'opening' }
  | { phase: 'input' }
  | { phase: 'running' }

/** How far a run is, in words. */
export function describeProgress(progress: RerunProgress): string {
  switch (progress.phase) {
    case 'model': {
      const { received, total } = progress
      if (total === undefined || total < received)
        return `Fetching the model, ${kilobytes(received)} kB`
      return `Fetching the model, ${kilobytes(received)} of ${kilobytes(total)} kB`
    }
    case 'opening':
      return 'Checking the model against its id'
    case 'input':
      return 'Fetching the input'
    case 'running':
      return 'Running the model'
  }
}

function kilobytes(bytes: number): string {
  return Math.ceil(bytes / 1_000).toLocaleString('en')
}
