import { listen } from '../api/events';
import { WhenSeen } from './seen';

/**
 * Calls `act` after each seal until the returned function is called: at once, or when somebody looks at the page again,
 * and after a break in which seals may have been missed.
 */
export function onSeals(act: () => void, onState: (connected: boolean) => void): () => void {
  const seen = new WhenSeen(act);
  const again = () => seen.call();
  const stop = listen({}, { epoch: again }, onState, again);
  return () => {
    stop();
    seen.stop();
  };
}
