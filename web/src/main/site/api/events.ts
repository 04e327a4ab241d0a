import { Stream, type Source } from './stream';

/**
 * Listens to the node's events until the returned function is called. `onState` hears whether it is connected, `onMissed`
 * that it is again, and that events may have been lost.
 */
export function listen(
  query: Record<string, string>,
  handlers: Record<string, (data: unknown) => void>,
  onState: (connected: boolean) => void = () => {},
  onMissed: () => void = () => {},
): () => void {
  const search = new URLSearchParams(query).toString();
  const open = () => new EventSource(`/v1/events${search ? `?${search}` : ''}`) as Source;
  const stream = new Stream(open, handlers, { state: onState, missed: onMissed });
  return () => stream.close();
}
