import type { Metadata } from 'next'
import { readModelPath } from '../../../features/model/modelPath.ts'
import { ModelPage } from '../../../screens/ModelPage.tsx'

type Parameters = { params: Promise<{ name: string[] }> }

async function partsOf({ params }: Parameters): Promise<string[]> {
  return (await params).name.map(decodeURIComponent)
}

export async function generateMetadata(parameters: Parameters): Promise<Metadata> {
  return { title: readModelPath(await partsOf(parameters)).name }
}

export default async function Page(parameters: Parameters) {
  return <ModelPage parts={await partsOf(parameters)} />
}
