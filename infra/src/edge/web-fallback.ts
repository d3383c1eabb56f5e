/**
 * Every address of the application is one document, but for files that lie beside it. As a function of CloudFront, since a page for
 * status 404 would count for the graph on the same host, too. Written in what JavaScript runtime 2.0 has.
 */
export const webFallbackCode = `function handler(event) {
  var request = event.request;
  if (!/^\\/[^\\/]+\\.[a-z0-9]+$/.test(request.uri)) request.uri = '/index.html';
  return request;
}
`
