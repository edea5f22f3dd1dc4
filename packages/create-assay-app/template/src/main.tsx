import { AssayProvider } from '@assay/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { Ask } from './Ask.tsx'
import { openMarket } from './market.ts'

const root = createRoot(document.getElementById('app') as HTMLElement)
try {
  const client = await openMarket()
  root.render(
    <QueryClientProvider client={new QueryClient()}>
      <AssayProvider client={client}>
        <Ask model="pump" />
      </AssayProvider>
    </QueryClientProvider>,
  )
} catch (error) {
  root.render(<p role="alert">{error instanceof Error ? error.message : String(error)}</p>)
}
