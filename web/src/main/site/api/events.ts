/**
 * Listens to the node's events until the returned function is called. The browser connects again by itself;
 * `onState` hears whether it is connected.
 */
export function listen(
  query: Record<string, string>,
  handlers: Record<string, (data: unknown) => void>,
  onState: (connected: boolean) => void = () => {},
): () => void {
  const search = new URLSearchParams(query).toString();
  const source = new EventSource(`/v1/events${search ? `?${search}` : ''}`);
  source.onopen = () => onState(true);
  source.onerror = () => onState(false);
  for (const [type, handler] of Object.entries(handlers)) {
    source.addEventListener(type, (event) => handler(JSON.parse((event as MessageEvent<string>).data)));
  }
  return () => source.close();
}
