package polder.app.cli;

import java.io.IOException;
import polder.agent.market.OrderStory;
import polder.agent.market.Orders;

/** Takes what an order gives. */
interface Result {
  /** Looks for what is there of it already, while it is worked on. */
  void progress(Orders.Standing standing) throws InterruptedException;

  /**
   * Fetches it all, once it was done.
   *
   * @throws IOException if it cannot be had, or is not what was paid for
   */
  void fetch(OrderStory story) throws IOException, InterruptedException;
}
