package polder.agent.learning;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import polder.agent.AgentEvent.Kind;
import polder.agent.NodeException;
import polder.agent.OfferException;
import polder.agent.OwnerDesk;
import polder.networks.GroupKey;
import polder.networks.learning.Briefing;
import polder.networks.learning.TaskState;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.Seals;
import polder.networks.learning.sale.Sale;
import polder.protocol.Hash;
import polder.protocol.money.Amounts;

/**
 * Asks a model for predictions of what it holds: puts money on its tab if that holds too little,
 * signs, and asks. What it signed for already it gets again without paying again.
 */
public final class Customer implements Role {
  /** What was put into a purse is sealed with the epoch in which it is said, or with the next. */
  private static final long PATIENCE_EPOCHS = 6;

  private static final int NOT_FOUND = 404;
  private static final long MOST_TABS = 1_000;

  private final GroupKey task;
  private final LocalData data;
  private final TabClient tabs;
  private final Optional<OwnerDesk> payer;
  private final long fundNano;
  private final Consumer<List<Inquiry.Prediction>> answer;
  private Optional<Order> order = Optional.empty();
  private boolean isFunded;
  private boolean isSigned;
  private long firstEpoch = -1;
  private String trouble = "nothing";

  /** What is asked, of which tab, at which price. */
  private record Order(Inquiry inquiry, long number, GroupKey tab, long priceNano) {
    long costNano() {
      return Math.multiplyExact(inquiry.count(), priceNano);
    }
  }

  /**
   * Asks for predictions by the model of {@code task}.
   *
   * @param data what is predicted from
   * @param fundNano what is put on the tab when it holds too little, or more if that is not enough
   * @param answer gets what is predicted
   */
  public Customer(
      GroupKey task,
      LocalData data,
      TabClient tabs,
      Optional<OwnerDesk> payer,
      long fundNano,
      Consumer<List<Inquiry.Prediction>> answer) {
    this.task = task;
    this.data = data;
    this.tabs = tabs;
    this.payer = payer;
    this.fundNano = fundNano;
    this.answer = answer;
  }

  @Override
  public boolean attend(TaskBoard board, Desk desk) throws IOException, InterruptedException {
    if (order.isEmpty()) {
      order = Optional.of(order(desk));
      firstEpoch = board.epoch();
    }
    if (board.epoch() - firstEpoch > PATIENCE_EPOCHS) {
      throw new OfferException(
          "no answer for " + PATIENCE_EPOCHS + " epochs; the node says: " + trouble);
    }
    Order its = order.get();
    switch (ask(its)) {
      case TabClient.Reply.Outputs outputs -> {
        answer.accept(its.inquiry().read(outputs.rows()));
        return true;
      }
      case TabClient.Reply.Unpaid(String why) -> trouble = why;
    }
    TabClient.Standing standing = tabs.standing(its.tab());
    if (isSigned) {
      return false;
    }
    long due = Math.multiplyExact(standing.signed() - standing.paid(), its.priceNano());
    if (standing.purseNano() >= Math.addExact(due, its.costNano())) {
      sign(its, standing, desk);
    } else if (!isFunded) {
      fund(its, due, desk);
    }
    return false;
  }

  private TabClient.Reply ask(Order its) throws IOException, InterruptedException {
    try {
      return tabs.ask(task, its.tab(), its.inquiry().body());
    } catch (IOException e) {
      trouble = String.valueOf(e.getMessage());
      throw e;
    }
  }

  private Order order(Desk desk) throws IOException, InterruptedException {
    TaskState state = state(desk);
    Sale sale =
        state
            .terms()
            .sale()
            .orElseThrow(() -> new OfferException(task + " does not sell predictions"));
    if (state.rounds().isEmpty()) {
      throw new OfferException(task + " has no model yet: its first round is not over");
    }
    Inquiry inquiry = inquiry(desk.briefing(state), state);
    long number = 1;
    while (number < MOST_TABS && tabs.standing(tab(desk, number)).isOver()) {
      number++;
    }
    return new Order(inquiry, number, tab(desk, number), sale.priceNano());
  }

  private TaskState state(Desk desk) throws IOException, InterruptedException {
    try {
      return desk.tasks().state(task.text());
    } catch (NodeException e) {
      if (e.status() == NOT_FOUND) {
        OfferException unknown = TaskBoard.noTask(task);
        unknown.initCause(e);
        throw unknown;
      }
      throw e;
    }
  }

  private Inquiry inquiry(Briefing briefing, TaskState state) {
    try {
      return Inquiry.of(data, briefing.source(), state.terms().architecture());
    } catch (IOException e) {
      throw new OfferException(String.valueOf(e.getMessage()), e);
    }
  }

  private GroupKey tab(Desk desk, long number) {
    return Seals.tab(desk.key().id(), task, number);
  }

  private void fund(Order its, long due, Desk desk) throws IOException, InterruptedException {
    OwnerDesk owner =
        payer.orElseThrow(() ->
            new OfferException(
                "the tab holds too little: name the key of the account that pays, by --owner"));
    long nano = Math.max(fundNano, Math.addExact(due, its.costNano()));
    Optional<String> refused = owner.fund(its.tab().text(), nano);
    if (refused.isPresent()) {
      throw new OfferException("the node does not fill the tab: " + refused.get());
    }
    isFunded = true;
    desk.tell(
        Kind.NOTICE,
        "put "
            + Amounts.format(nano)
            + " tokens on "
            + its.tab()
            + "; what is not used comes back by polder predict --close "
            + task);
  }

  private void sign(Order its, TabClient.Standing standing, Desk desk) throws IOException {
    Hash inputs = Hash.sha256(its.inquiry().body().toArray());
    long total = Math.addExact(standing.signed(), its.inquiry().count());
    desk.say(new Said.Asked(task, its.number(), total, inputs));
    isSigned = true;
    desk.tell(
        Kind.WORKED,
        "signed for "
            + its.inquiry().count()
            + " predictions, "
            + Amounts.format(its.costNano())
            + " tokens");
  }
}
