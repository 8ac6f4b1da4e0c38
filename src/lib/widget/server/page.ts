/** On every answer: nothing is guessed, framed, kept or sent elsewhere. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

/** What the page may do: run our scripts, talk to us, show pictures it has. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * The page without Jupyter. It holds nothing of the widget, not even its title: all of that comes once the script has
 * shown the token, which stands behind the # of the address and is never part of a request's path.
 */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Dataplane Lab</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script type="module" src="page.js"></script>
</head>
<body>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`;

export const PAGE_STYLE = `html { background: #fff; color: #1f2328; font: 14px/1.45 system-ui, sans-serif; }
body { margin: 0; }
body > p { margin: 2rem; }
@media (prefers-color-scheme: dark) { html { background: #14181d; color: #e6e9ec; } }
`;
