'use client'

import dynamic from 'next/dynamic'
import { Skeleton } from '../display/Loading.tsx'
import { PageHeader } from '../display/PageHeader.tsx'

// The form reads cards and programs, which no other page needs before it is painted.
const PublishForm = dynamic(
  () => import('../features/publish/PublishForm.tsx').then((each) => each.PublishForm),
  { ssr: false, loading: () => <Skeleton className="h-72 w-full" /> },
)

/** From an ONNX file to a registered version, without a terminal. */
export function PublishPage() {
  return (
    <>
      <PageHeader title="Publish a model">
        Turn an ONNX file into an exact program, see what that costs in accuracy, and register it
        under a name. Everything up to the last step happens in this browser.
      </PageHeader>
      <PublishForm />
    </>
  )
}
