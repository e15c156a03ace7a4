import { deviationNamed, deviations } from '../../src/deviations/catalogue.ts'
import type { Deviation } from '../../src/deviations/deviation.ts'
import { loadCatalogue } from '../../src/deviations/load-catalogue.ts'

/** Every fault: the deviations of the product, and those that only this server can show. */
export const faults: Deviation[] = [...deviations, ...(await loadCatalogue(new URL('catalogue/', import.meta.url)))]

/** The fault of that name. @throws Failure that names the nearest where there is none. */
export const faultNamed = (name: string): Deviation => faults.find((one) => one.name === name) ?? deviationNamed(name)
