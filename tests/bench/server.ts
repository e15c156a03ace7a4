import { startStandIn } from '../../stand-in/http-server.ts'

const { url } = await startStandIn()
process.send?.(url)
