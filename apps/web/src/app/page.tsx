import { HomePage } from '../run/HomePage.tsx'

export default function Page() {
  return <HomePage />
}
