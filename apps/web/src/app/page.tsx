import { HomePage } from '../screens/HomePage.tsx'

export default function Page() {
  return <HomePage />
}
