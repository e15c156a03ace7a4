import { expect, test } from 'vitest'
import { chooseModels, type ListedModel } from './models.ts'

const listed = (...names: string[]): ListedModel[] => names.map((name) => ({ name, size: null, capabilities: null }))
const ending = (name: string, shutdown: string): ListedModel => ({ name, size: null, capabilities: null, shutdown })

test('a current small model of OpenAI is chosen before deprecated ones', () => {
  const models = listed('gpt-3.5-turbo', 'gpt-4.1-nano', 'gpt-4o-mini', 'gpt-5.4-nano')
  expect(chooseModels(models, {}).chat.name).toBe('gpt-5.4-nano')
  expect(chooseModels(models.slice(0, 3), {}).chat.name).toBe('gpt-4o-mini')
})

test('a model that is shut down some day is chosen only where there is no other', () => {
  const models = [ending('gpt-6-luna', '2027-12-01'), ...listed('gpt-4o-mini')]
  expect(chooseModels(models, {}).chat).toEqual({ name: 'gpt-4o-mini', why: 'smallest chat model' })
  expect(chooseModels(models.slice(0, 1), {}).chat).toEqual({
    name: 'gpt-6-luna',
    why: 'smallest chat model; it is shut down on 2027-12-01',
  })
})

test('what is usual for a preset is taken while it is listed, and its end is told', () => {
  const usual = { chat: 'gpt-6-luna' }
  const ends = [ending('gpt-6-luna', '2027-12-01'), ...listed('gpt-4o-mini')]
  expect(chooseModels(ends, {}, usual).chat.why).toBe('usual for the preset; it is shut down on 2027-12-01')
  expect(chooseModels([], {}, usual).chat).toEqual({ name: 'gpt-6-luna', why: 'usual for the preset' })
  expect(chooseModels(listed('gpt-4o-mini'), {}, usual).chat.why).toMatch(/gpt-6-luna.*is not listed/)
})
