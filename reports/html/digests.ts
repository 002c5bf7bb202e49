/** Content-Security-Policy hashes (CSP3 §2.3.1) of the style sheet and the script; a test keeps them true. */
export const styleDigest = 'sha256-XHk/LBa3UZ5eBtaDjv46OIoGqfYbImV2aKC5tRq7h9I=';
export const scriptDigest = 'sha256-i6BWCt1P0rq5JmeuYhLlmxQZDTtLYdT8ZRTxcqdxzPU=';
