import { errorPageType } from '@hemisphere/edge-router/error-pages.ts'
import type { Deployment } from '../deployment.ts'
import { bundleFiles } from './edge-bundle.ts'
import { webBucket, webZones } from './names.ts'

export interface PublishOptions {
  readonly deployment: Deployment
  /** Folder of the edge's bundle. */
  readonly bundle: string
  /** Folder of the built web application. */
  readonly webFolder: string
}

/** A file's name has the hash of its content in it. */
const immutable = 'public, max-age=31536000, immutable'

/**
 * Shell commands of the pipeline, run as the web publisher: they put the web application and the pages for CloudFront's own errors into
 * every copy. Files with hashes go first, so that no document names one that is not there; nothing is deleted, for documents of before.
 */
export function publishCommands({ deployment, bundle, webFolder }: PublishOptions): readonly string[] {
  const pages = `${bundle}/${bundleFiles.errorPages}`
  return webZones(deployment).flatMap(({ name, directoryRegion }) => {
    const bucket = `s3://${webBucket(deployment, name)}`
    const copy = `aws s3 cp --region ${directoryRegion} --recursive --no-progress`
    return [
      `${copy} '${pages}' ${bucket}/${bundleFiles.errorPages} --content-type '${errorPageType}' --cache-control no-store`,
      `${copy} '${webFolder}/assets' ${bucket}/assets --cache-control '${immutable}'`,
      `${copy} '${webFolder}' ${bucket} --exclude 'assets/*'`,
    ]
  })
}
