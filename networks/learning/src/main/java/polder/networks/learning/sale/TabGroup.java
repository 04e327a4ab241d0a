package polder.networks.learning.sale;

import java.util.List;
import java.util.Optional;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochContext;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.GroupInputs;
import polder.networks.Judged;
import polder.networks.Note;
import polder.networks.Outcome;
import polder.networks.Sheet;
import polder.networks.learning.message.Said;
import polder.protocol.Bytes;

/**
 * One epoch of a customer's tab: it counts the predictions that the customer signed for, asks the
 * task who earns by them, and pays an epoch after the answer was written.
 */
public final class TabGroup {
  /** What of a tab is assessed. */
  public static final String SUBJECT = "predictions";

  private static final long MILLI = 1_000;

  /** A question takes an epoch, and its answer one. */
  private static final long ANSWER_EPOCHS = 2;

  private final long patienceEpochs;
  private final GroupInputs<Said> inputs;
  private final EpochContext context;
  private final Sheet sheet;

  /**
   * The epoch of {@code context}.
   *
   * @param patienceEpochs after so many without a question the tab ends
   */
  public TabGroup(long patienceEpochs, GroupInputs<Said> inputs, EpochContext context) {
    this.patienceEpochs = patienceEpochs;
    this.inputs = inputs;
    this.context = context;
    this.sheet = new Sheet(inputs.group(), context.window().startMillis(), inputs.purseNano());
  }

  /** What becomes of it. */
  public Outcome weigh() {
    Optional<Tab> before =
        inputs.state().size() == 0 ? Optional.empty() : Optional.of(Tab.decode(inputs.state()));
    Optional<Tab> heard = heard(before);
    Optional<Tab> after = heard.flatMap(this::answered).flatMap(this::settled);
    long wake =
        after
            .map(its -> its.closing() ? epoch() + 1 : its.heardEpoch() + patienceEpochs)
            .orElse(Outcome.ASLEEP);
    return sheet.outcome(after.map(Tab::encode), wake, Bytes.EMPTY);
  }

  private long epoch() {
    return context.window().epoch();
  }

  private Optional<Tab> heard(Optional<Tab> before) {
    Optional<Tab> tab = before;
    for (Judged<Said> judged : inputs.home()) {
      if (judged.evidence() instanceof Said.OfTab said) {
        Tab its = tab.orElseGet(() -> opened(judged, said));
        tab =
            Optional.of(
                switch (said) {
                  case Said.Asked asked -> asked(its, judged, asked);
                  case Said.TabClosed closed -> closed(its, judged);
                });
      }
    }
    return tab;
  }

  private Tab opened(Judged<Said> judged, Said.OfTab said) {
    return Tab.opened(judged.sender().device(), judged.sender().owner(), said.task(), epoch());
  }

  /** What it still holds goes back once what was asked is paid, whatever was said first. */
  private Tab closed(Tab tab, Judged<Said> judged) {
    say(judged, "tab_closed", Verdict.ACCEPTED, List.of());
    return tab.closed();
  }

  private Tab asked(Tab tab, Judged<Said> judged, Said.Asked asked) {
    if (asked.total() <= tab.signed().total()) {
      say(judged, "asked_before", Verdict.REJECTED, List.of());
      return tab;
    }
    long more = Math.multiplyExact(asked.total() - tab.signed().total(), MILLI);
    say(judged, "asked", Verdict.ACCEPTED, List.of(new Finding("asked", Result.PASS, more, 0, "")));
    return tab.asked(judged.sender().owner(), asked, epoch());
  }

  private void say(Judged<Said> judged, String reason, Verdict verdict, List<Finding> findings) {
    sheet
        .line(judged.sender().device())
        .because(reason)
        .of(judged.message(), SUBJECT, verdict, findings);
  }

  /** Pays what is due, if the task has answered; empty if it sells nothing. */
  private Optional<Tab> answered(Tab tab) {
    for (Note note : inputs.notes()) {
      if (!note.from().equals(tab.task()) || !tab.bill().isInquired()) {
        continue;
      }
      if (note.content().equals(Quote.NONE)) {
        return ended(tab, "not_for_sale");
      }
      return Optional.of(pay(tab, Quote.decode(note.content())));
    }
    return Optional.of(tab);
  }

  private Tab pay(Tab tab, Quote quote) {
    long price = quote.sale().priceNano();
    long count = Math.min(tab.dueCount(), sheet.purseNano() / price);
    new Royalties(quote, context.owners()).pay(Math.multiplyExact(count, price), sheet);
    return tab.paid(count, price);
  }

  /** Goes on, or ends; what cannot be paid waits for more money until the tab ends. */
  private Optional<Tab> settled(Tab tab) {
    boolean isAnswerDue =
        tab.bill().isInquired() && epoch() - tab.bill().inquiredEpoch() <= ANSWER_EPOCHS;
    if (isAnswerDue) {
      return Optional.of(tab);
    }
    if (tab.dueCount() > 0 && sheet.purseNano() >= Math.max(1, tab.bill().priceNano())) {
      sheet.tell(tab.task(), Quote.INQUIRY);
      return Optional.of(tab.inquired(epoch()));
    }
    if (tab.closing()) {
      return ended(tab, "tab_closed");
    }
    return epoch() - tab.heardEpoch() >= patienceEpochs
        ? ended(tab, "tab_unused")
        : Optional.of(tab);
  }

  private Optional<Tab> ended(Tab tab, String reason) {
    sheet.line(tab.customer()).because(reason);
    sheet.giveBack(tab.owner(), reason);
    return Optional.empty();
  }
}
