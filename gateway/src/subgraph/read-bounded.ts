/** The whole of a stream as text; one of more than `maxBytes` throws, and what is left of it is not read. */
export async function readBounded(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    // Leaving the loop destroys the stream.
    if (size > maxBytes) throw new Error(`an answer has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size).toString('utf8')
}
