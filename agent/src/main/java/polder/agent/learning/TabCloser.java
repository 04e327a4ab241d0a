package polder.agent.learning;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.agent.AgentEvent.Kind;
import polder.networks.GroupKey;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.Seals;
import polder.protocol.money.Amounts;

/** Closes all tabs of a customer for one model, so that what they still hold goes back. */
public final class TabCloser implements Role {
  private final GroupKey task;
  private final TabClient tabs;
  private final SortedMap<Long, GroupKey> closing = new TreeMap<>();
  private boolean isLooked;

  /** Closes those for {@code task}. */
  public TabCloser(GroupKey task, TabClient tabs) {
    this.task = task;
    this.tabs = tabs;
  }

  @Override
  public boolean attend(TaskBoard board, Desk desk) throws IOException, InterruptedException {
    if (!isLooked) {
      look(desk);
      isLooked = true;
    }
    for (GroupKey tab : closing.values()) {
      TabClient.Standing standing = tabs.standing(tab);
      if (standing.isSealed() || standing.purseNano() > 0) {
        return false;
      }
    }
    desk.tell(
        Kind.OVER,
        closing.isEmpty()
            ? "there is no tab for " + task + " here"
            : "closed; what was not used is back");
    return true;
  }

  private void look(Desk desk) throws IOException, InterruptedException {
    boolean isThere = true;
    for (long number = 1; isThere; number++) {
      GroupKey tab = Seals.tab(desk.key().id(), task, number);
      TabClient.Standing standing = tabs.standing(tab);
      isThere = standing.isSealed() || standing.purseNano() > 0 || standing.isOver();
      if (isThere && !standing.isOver()) {
        closing.put(number, tab);
        desk.say(new Said.TabClosed(task, number));
        desk.tell(
            Kind.WORKED,
            "closes " + tab + ", which holds " + Amounts.format(standing.purseNano()) + " tokens");
      }
    }
  }
}
