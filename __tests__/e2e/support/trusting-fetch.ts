import { Agent, fetch as undiciFetch, type RequestInit, type Response } from 'undici';

/** `fetch`, as far as it is used here. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A `fetch` that believes servers whose certificate this authority signed, and no others; without one, the usual ones. */
export function fetchTrusting(ca: string | undefined): Fetch {
  const dispatcher = new Agent({ connect: { ca } });
  return (url, init) => undiciFetch(url, { ...init, dispatcher });
}
