package polder.agent.compute;

import java.io.IOException;
import java.util.function.Consumer;
import polder.agent.AgentEvent;
import polder.agent.Mailbox;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.protocol.identity.DeviceId;

/** What everybody in the agent works with: who it is, what it remembers, how it speaks. */
record Desk(DeviceId machine, Ledger ledger, Mailbox mailbox, Consumer<AgentEvent> events) {

  /** Tells a person. */
  void tell(AgentEvent.Kind kind, String text) {
    events.accept(AgentEvent.of(kind, text));
  }

  /** Says something. */
  void say(Said said) throws IOException {
    mailbox.say(SaidCodec.encode(said));
  }

  /**
   * Says something of an order and remembers when. What is said rests on what is durable already,
   * so a crash in between makes it be said once more, in the same words.
   */
  Deal say(Deal deal, Deal.Word word, Said said, long epoch) throws IOException {
    say(said);
    Deal after = deal.said(word, epoch);
    ledger.keep(after);
    return after;
  }
}
