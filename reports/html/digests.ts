/** Content-Security-Policy hashes (CSP3 §2.3.1) of the style sheet and the script; a test keeps them true. */
export const styleDigest = 'sha256-jdKK1U3PwTKjXfqzttjczdC4FI+1Wzt59E0CRquTqnQ=';
export const scriptDigest = 'sha256-PARdXnGy9NtvCLa32XI437nqf2qtglGIk6OlyDfCHWY=';
