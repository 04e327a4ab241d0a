package polder.epoch;

import java.util.List;
import polder.networks.EpochWindow;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;

/**
 * All that one epoch is computed from, besides the state before it.
 *
 * @param window number and time of the epoch
 * @param attempt 0 at first; raised when the same journal entries are closed again
 * @param previous hash of the header before; {@link Hash#ZERO} before epoch 0
 * @param chain up to which block of the chain it reaches, and who signs
 * @param events what contracts said in blocks above that of the epoch before, up to this one's: all
 *     of it, in canonical order
 * @param messages the messages between two cuts of the journal, in any order
 * @param manifests the rules in force
 * @param exhibits where the blobs are that messages brought
 * @param program hash of the code that computes, for the header
 */
public record EpochInputs(
    EpochWindow window,
    long attempt,
    Hash previous,
    ChainPoint chain,
    List<ChainEvent> events,
    List<Bytes> messages,
    Manifests manifests,
    ExhibitSource exhibits,
    Hash program) {
  public EpochInputs {
    events = List.copyOf(events);
    messages = List.copyOf(messages);
  }

  /** Of an epoch in which no message brought a blob. */
  public EpochInputs(
      EpochWindow window,
      long attempt,
      Hash previous,
      ChainPoint chain,
      List<ChainEvent> events,
      List<Bytes> messages,
      Manifests manifests,
      Hash program) {
    this(
        window, attempt, previous, chain, events, messages, manifests, ExhibitSource.NONE, program);
  }

  /** Of an epoch in which no contract said anything and no message brought a blob. */
  public EpochInputs(
      EpochWindow window,
      long attempt,
      Hash previous,
      ChainPoint chain,
      List<Bytes> messages,
      Manifests manifests,
      Hash program) {
    this(
        window,
        attempt,
        previous,
        chain,
        List.of(),
        messages,
        manifests,
        ExhibitSource.NONE,
        program);
  }
}
