import { readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
import { expect } from 'vitest'
import { validateXML } from 'xmllint-wasm'

interface Problem {
  message: string
  type?: string
  '#text'?: string
}
export interface Case {
  name: string
  classname: string
  failure?: Problem
  error?: Problem
  skipped?: Problem
}
interface Suite {
  name: string
  tests: string
  failures: string
  errors: string
  skipped: string
  testcase: Case[]
}
export interface Suites {
  name: string
  tests: string
  failures: string
  errors: string
  testsuite: Suite[]
}

export const XSD = readFileSync(new URL('./junit.xsd', import.meta.url), 'utf8')
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => name === 'testcase' || name === 'testsuite',
  parseTagValue: false,
  trimValues: false,
})

/** Fails for what is no JUnit XML. */
export async function parsed(xml: string): Promise<Suites> {
  const { valid, errors } = await validateXML({
    xml: { fileName: 'junit.xml', contents: xml },
    schema: { fileName: 'junit.xsd', contents: XSD },
  } as never)
  expect({ valid, errors }).toEqual({ valid: true, errors: [] })
  return (parser.parse(xml) as { testsuites: Suites }).testsuites
}
