package polder.agent.compute;

import java.io.IOException;
import polder.protocol.identity.DeviceId;

/** Where a market's orders are told. */
public interface Market extends AutoCloseable {
  /**
   * What the node says of them now, and of {@code machine}.
   *
   * @throws IOException if it is away, or what it says is no such thing
   */
  MarketView orders(DeviceId machine) throws IOException, InterruptedException;

  /** Lets go of connections. */
  @Override
  void close();
}
