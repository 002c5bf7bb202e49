/** Content-Security-Policy hashes (CSP3 §2.3.1) of the style sheet and the script; a test keeps them true. */
export const styleDigest = 'sha256-2jcZcZ7LWgaYp1Eh0CDy7ZUQCCOGiNyl9vrwO998nBI=';
export const scriptDigest = 'sha256-i6BWCt1P0rq5JmeuYhLlmxQZDTtLYdT8ZRTxcqdxzPU=';
