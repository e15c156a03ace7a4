// Loaded into a process that is measured: says at its end what it used. JavaScript, so that nothing has to be stripped for it.
import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

// A thread of the process has it loaded as well, and ends before the process does.
const measure = () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  writeFileSync(
    process.env.BENCH_USAGE,
    JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, peak: maxRSS * 1024 }),
  )
}
if (isMainThread) process.once('exit', measure)
