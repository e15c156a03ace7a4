import { describe, expect, test } from 'vitest'
import { AT, data, linux, releases } from './kept-releases.ts'
import { redirect, releaseServer } from './release-server.ts'

describe('redirects', () => {
  test('are followed on this machine, from one server to another', async () => {
    const release = await linux('0.24.0')
    const store = await releaseServer([release])
    const { url, once } = await releaseServer([release])
    once(AT, redirect(`${store.url}${AT}`))
    await expect(releases({ mirror: url }).install('0.24.0')).resolves.toMatchObject({ version: '0.24.0' })
    expect(store.asked).toEqual([AT])
  })

  test.for(['http://example.com/x', 'ftp://127.0.0.1/x', 'file:///etc/passwd', ''])('to %j are not', async (to) => {
    const { url, once } = await releaseServer([await linux('0.24.0')])
    once(AT, redirect(to))
    const { install } = releases({ mirror: url })
    if (to === '') await expect(install('0.24.0')).resolves.toBeDefined()
    else await expect(install('0.24.0')).rejects.toMatchObject({ code: 'DOWNLOAD_REDIRECT' })
  })

  test('without end are given up', async () => {
    const { url, once } = await releaseServer([await linux('0.24.0')])
    for (let times = 0; times < 10; times++) once(AT, redirect(AT))
    await expect(releases({ mirror: url }).install('0.24.0')).rejects.toThrow(/redirects more than 5 times/)
  })

  test('take no key along', async () => {
    const release = await linux('0.24.0')
    const keys: (string | undefined)[] = []
    const store = await releaseServer([release])
    const { url, once } = await releaseServer([release])
    once(AT, (request, response) => {
      keys.push(request.headers.authorization)
      redirect(`${store.url}${AT}`)(request, response)
    })
    store.once(AT, (request, response) => {
      keys.push(request.headers.authorization)
      response.end(data(release))
    })
    await releases({ mirror: url.replace('//', '//me:secret@') }).install('0.24.0')
    expect(keys).toEqual([`Basic ${Buffer.from('me:secret').toString('base64')}`, undefined])
  })
})
