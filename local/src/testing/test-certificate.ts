import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A server's key and its certificate, which vouches for itself: whoever takes it for an authority trusts this server. */
export interface TestCertificate {
  readonly key: string
  readonly cert: string
}

/** Makes a certificate for one host name, good for a day. */
export async function makeCertificate(hostName: string): Promise<TestCertificate> {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-certificate-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  try {
    const algorithm = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const names = ['-subj', `/CN=${hostName}`, '-addext', `subjectAltName=DNS:${hostName}`]
    await run('openssl', ['req', '-x509', ...algorithm, ...names, '-days', '1', '-keyout', key, '-out', cert])
    return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
  } finally {
    await rm(folder, { recursive: true })
  }
}
