package polder.ports.chain;

import java.util.List;

/**
 * Some events in canonical order, which is by block and index.
 *
 * @param events those after the last cursor, up to this one
 * @param cursor all events up to and with this block have been handed out: to be stored in the same
 *     step as what follows from the events, so that each has its effect once
 */
public record EventPage(List<ChainEvent> events, Anchor cursor) {
  /** Copies the list. */
  public EventPage {
    events = List.copyOf(events);
  }
}
