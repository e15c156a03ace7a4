import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { create } from 'tar'
import { folder } from '../cli/command-line.ts'

const SERVER = new URL('./serve-as-release.ts', import.meta.url).pathname

/** A program that says its version and serves as a release of Ollama does. */
export const program = (version: string, flaw = ''): string =>
  [
    '#!/bin/sh',
    `[ "$1" = --version ] && echo 'ollama version is ${version}' && exit`,
    `exec '${process.execPath}' '${SERVER}' ${version} ${flaw}`,
    '',
  ].join('\n')

/** Files by their path; `-> x` is a link to x. */
export type Files = Record<string, string>

/** What a release for Linux has in it: the newer ones also share libraries between their folders by links. */
export const linuxFiles = (version: string, flaw?: string): Files => ({
  'bin/ollama': program(version, flaw),
  'lib/ollama/libggml-base.so': 'library',
  'lib/ollama/cuda_v13/libcublas.so.13': 'library of the vendor',
  'lib/ollama/mlx_cuda_v13/libcublas.so.13': '-> ../cuda_v13/libcublas.so.13',
})

/** Packs files as `tar` does, from `.` as `tar cf - .` or by their names, with gzip or zstd. */
export async function tarball(files: Files, packing: 'gzip' | 'zstd'): Promise<Buffer> {
  const [dir, out] = [folder(), path.join(folder(), 'packed')]
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(dir, name)
    mkdirSync(path.dirname(file), { recursive: true })
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), file)
    else writeFileSync(file, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 })
  }
  await create({ file: out, cwd: dir, [packing]: true }, ['.'])
  return readFileSync(out)
}

/** A tar of one file under any name, as no program of good will makes it: `ustar` by hand. */
export function hostileTar(name: string, { type = '0', link = '' } = {}): Buffer {
  const text = type === '0' ? 'outside' : ''
  const head = Buffer.alloc(512)
  const put = (value: string, at: number): void => void head.write(value, at, 'latin1')
  put(name, 0)
  put('0000755\0', 100)
  put('0000000\0', 108)
  put('0000000\0', 116)
  put(`${text.length.toString(8).padStart(11, '0')}\0`, 124)
  put('00000000000\0', 136)
  put('        ', 148)
  put(type, 156)
  put(link, 157)
  put('ustar\x0000', 257)
  const sum = head.reduce((all, byte) => all + byte, 0)
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  const body = Buffer.alloc(text === '' ? 0 : 512)
  body.write(text)
  return Buffer.concat([head, body, Buffer.alloc(1024)])
}

/** A zip of files that are not packed; names are written as they are. */
export function zip(files: Files): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const [label, data] = [Buffer.from(name), Buffer.from(text)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(label.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, label, data])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, rest, label]))
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(central.length, 8)
  end.writeUInt16LE(central.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, directory, end])
}
