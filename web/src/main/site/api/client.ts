/** What a node says when it does not answer: `reason` is a code, `detail` a sentence for a person. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/**
 * Asks the node this page came from.
 *
 * @throws ApiError with the node's reason; status 0 where it cannot be reached
 */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return request<T>(path, signal ? { signal } : {});
}

/** Sends JSON. The header keeps other sites from doing so in a signed-in person's name. */
export async function send<T>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  return request<T>(path, {
    method,
    headers: { 'X-Polder': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Sends a file of another type than JSON. */
export async function sendFile<T>(path: string, type: string, body: string): Promise<T> {
  return request<T>(path, { method: 'POST', headers: { 'X-Polder': '1', 'Content-Type': type }, body });
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'unreachable', 'The node does not answer. Is it running, and this machine online?');
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  const json = parse(text);
  if (!response.ok) {
    const error = (json as { error?: { reason?: string; detail?: string } } | null)?.error;
    throw new ApiError(
      response.status,
      error?.reason ?? 'refused',
      error?.detail ?? `the node answered ${response.status}`,
    );
  }
  return json as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
