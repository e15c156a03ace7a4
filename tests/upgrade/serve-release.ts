/**
 * The stand-in as a release of Ollama: `serve-release HOST:PORT VERSION [deaf]`. It tells its version; a deaf one ignores
 * `stop`, as a release with a regression does.
 */
import { releaseServer } from './release-server.ts'

const [address = '', version = '', fault] = process.argv.slice(2)
const [host = '', port = ''] = address.split(':')

releaseServer(version, fault === 'deaf').listen(Number(port), host)
