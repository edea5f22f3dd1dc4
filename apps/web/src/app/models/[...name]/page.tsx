import type { Metadata } from 'next'
import { ModelPage } from '../../../screens/ModelPage.tsx'

type Parameters = { params: Promise<{ name: string[] }> }

/** Names may hold slashes: `publisher/model`. */
async function nameOf({ params }: Parameters): Promise<string> {
  return (await params).name.map(decodeURIComponent).join('/').slice(0, 64)
}

export async function generateMetadata(parameters: Parameters): Promise<Metadata> {
  return { title: await nameOf(parameters) }
}

export default async function Page(parameters: Parameters) {
  const name = await nameOf(parameters)
  return <ModelPage key={name} name={name} />
}
