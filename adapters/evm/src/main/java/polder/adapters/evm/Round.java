package polder.adapters.evm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * One look at the chain through one node, and what follows from it: look for what was mined, send
 * again what was lost, raise the fees of what is stuck, sign what waits. Whatever is signed is
 * written down before it is sent, so a round may end anywhere and be run again.
 */
final class Round {
  /** Most versions of one transaction: fees have risen fortyfold by then. */
  private static final int MOST_VERSIONS = 32;

  private final Eth eth;
  private final Book book;
  private final Signer signer;
  private final SenderLimits limits;
  private final Block head;
  private final long count;
  private final Refusals refusals;

  /** How many versions with higher fees were signed. */
  private int replacements;

  /** Who signs for which chain, and what contracts' refusals mean. */
  record Signer(Wallet wallet, long chainId, RevertReasons reasons) {
    Account account() {
      return wallet.account();
    }
  }

  Round(Eth eth, Book book, Signer signer, SenderLimits limits) throws ChainException {
    this.eth = eth;
    this.book = book;
    this.signer = signer;
    this.limits = limits;
    this.head = eth.head();
    this.count = eth.count(signer.account(), Eth.LATEST);
    this.refusals = new Refusals(eth, signer);
  }

  void run() throws IOException {
    reopen();
    int unmined = follow();
    sign(unmined);
  }

  Block head() {
    return head;
  }

  int replacements() {
    return replacements;
  }

  /** The chain has fewer transactions of the account than were settled: it went back. */
  private void reopen() throws IOException {
    for (Job job : book.endedFrom(count)) {
      book.add(new LogRecord.Reopened(job.label()));
    }
  }

  /** Gives how many transactions are in no block. */
  private int follow() throws IOException {
    List<Job> signed = book.signed();
    List<Hash> hashes = new ArrayList<>();
    signed.forEach(job -> hashes.addAll(job.hashes()));
    Map<Hash, Receipt> receipts = eth.receipts(hashes);
    int unmined = 0;
    for (Job job : signed) {
      Optional<Receipt> receipt =
          job.hashes().stream().filter(receipts::containsKey).findFirst().map(receipts::get);
      if (receipt.isPresent()) {
        mined(job, receipt.get());
      } else if (count > job.nonce()) {
        job.seeUnmined();
        nonceTaken(job);
      } else {
        job.seeUnmined();
        pursue(job, unmined == 0);
        unmined++;
      }
    }
    return unmined;
  }

  private void mined(Job job, Receipt receipt) throws IOException {
    long confirmations = head.at().number() - receipt.block().number();
    job.seeMined(
        new Progress.Mined(
            receipt.transaction(), receipt.block(), confirmations, receipt.success()));
    if (confirmations < limits.confirmations()) {
      return;
    }
    Progress outcome =
        receipt.success()
            ? new Progress.Succeeded(
                receipt.transaction(), receipt.block(), receipt.gasUsed(), receipt.created())
            : new Progress.Failed(
                refusals.reason(job, receipt), Optional.of(receipt.transaction()));
    book.add(new LogRecord.Over(job.label(), outcome, Optional.of(job.nonce())));
  }

  /** No transaction of ours is mined, but its nonce is used. */
  private void nonceTaken(Job job) throws IOException {
    long settled = head.at().number() - limits.confirmations();
    boolean sure = settled >= 0 && eth.count(signer.account(), Quantity.of(settled)) > job.nonce();
    if (!sure) {
      job.note("its nonce is used, and by none of its own transactions as far as the node shows");
      return;
    }
    long before = job.versions().getFirst().atBlock() - limits.confirmations() - 1L;
    ForeignNonce search = new ForeignNonce(eth, signer.account(), job.nonce(), job.live());
    switch (search.find(Math.min(before, settled - 1), settled)) {
      case ForeignNonce.Found.By(Hash hash, boolean same) when job.hashes().contains(hash) ->
          job.note("mined, and the node is about to show its receipt");
      case ForeignNonce.Found.By(Hash hash, boolean same) when same ->
          book.add(new LogRecord.Adopted(job.label(), hash));
      case ForeignNonce.Found.By(Hash hash, boolean same) -> lost(job);
      case ForeignNonce.Found.Unknown() ->
          job.block(
              "another transaction of "
                  + signer.account()
                  + " took nonce "
                  + job.nonce()
                  + ", and the node does not show which; unless it soon does, make sure that it was not this intent's"
                  + " effect, then retry "
                  + job.label());
    }
  }

  private void lost(Job job) throws IOException {
    if (job.live().nonce().isPresent()) {
      String why =
          "nonce " + job.nonce() + " was taken by another transaction of " + signer.account();
      book.add(
          new LogRecord.Over(
              job.label(), new Progress.Failed(why, Optional.empty()), Optional.empty()));
    } else {
      book.add(new LogRecord.Lost(job.label()));
    }
  }

  /** It is in no block, and may come into one. */
  private void pursue(Job job, boolean first) throws IOException {
    Version last = job.last();
    long blocks = head.at().number() - last.atBlock();
    // Those behind the first wait for it, whatever they pay.
    if (first && blocks >= limits.stuckBlocks()) {
      raise(job, last);
    }
    if (!eth.knows(job.last().hash())) {
      String why = job.note();
      send(job);
      if (!why.isEmpty() && job.last().equals(last) && first) {
        job.note(why);
      }
    }
  }

  private void raise(Job job, Version last) throws IOException {
    if (job.versions().size() >= MOST_VERSIONS) {
      job.note("stuck after " + MOST_VERSIONS + " versions; look at the chain's node");
      return;
    }
    if (last.fees().replacedBy(last.fees()).most().compareTo(limits.maxFee()) > 0) {
      job.note(
          "stuck with fees of "
              + last.fees().most()
              + " wei a gas, and "
              + limits.maxFee()
              + " is the most allowed; wait, or allow more");
      return;
    }
    Fees fees =
        last.fees().replacedBy(Fees.suggested(eth, limits.leastTip())).within(limits.maxFee());
    write(job, last.nonce(), fees, last.gasLimit());
    replacements++;
  }

  private void sign(int alreadyUnmined) throws IOException {
    int unmined = alreadyUnmined;
    for (Job job : book.unsigned()) {
      if (job.isBlocked()) {
        continue;
      }
      if (unmined >= limits.window()) {
        job.note("waits until one of " + limits.window() + " transactions before it is mined");
        return;
      }
      if (!signNext(job, unmined)) {
        return;
      }
      if (job.isSigned()) {
        unmined++;
      }
    }
  }

  /** Whether those after it may have their turn: it is signed, or over. */
  private boolean signNext(Job job, int unmined) throws IOException {
    Intent intent = job.live();
    long nonce = nextNonce();
    if (intent.nonce().isPresent() && intent.nonce().getAsLong() < nonce) {
      return fail(
          job, "nonce " + intent.nonce().getAsLong() + " is used already; next is " + nonce);
    }
    if (intent.nonce().isPresent() && intent.nonce().getAsLong() > nonce) {
      job.note("waits for nonce " + intent.nonce().getAsLong() + "; next is " + nonce);
      return false;
    }
    if (intent.gasLimit().isEmpty() && unmined > 0) {
      job.note("waits until those before it are mined, to estimate its gas");
      return false;
    }
    Fees suggested = Fees.suggested(eth, limits.leastTip());
    if (suggested.least().compareTo(limits.maxFee()) > 0) {
      job.note(
          "gas costs "
              + suggested.least()
              + " wei now, and "
              + limits.maxFee()
              + " is the most allowed; wait, or allow more");
      return false;
    }
    OptionalLong gas = gas(job);
    if (gas.isEmpty()) {
      return job.isOver();
    }
    write(job, nonce, suggested.within(limits.maxFee()), gas.getAsLong());
    send(job);
    return true;
  }

  private long nextNonce() {
    long next = count;
    for (Job job : book.signed()) {
      next = Math.max(next, job.nonce() + 1);
    }
    return next;
  }

  /** Nothing if the job is over, or has to wait. */
  private OptionalLong gas(Job job) throws IOException {
    Intent intent = job.live();
    long most = Math.min(head.gasLimit(), Intent.MAX_GAS);
    if (intent.gasLimit().isPresent()) {
      if (intent.gasLimit().getAsLong() <= head.gasLimit()) {
        return intent.gasLimit();
      }
      fail(job, "its gas limit is above that of a block, " + head.gasLimit());
      return OptionalLong.empty();
    }
    try {
      long estimated = eth.estimateGas(signer.account(), intent);
      // What others do in between may make it dearer.
      return OptionalLong.of(Math.min(most, Math.max(Intent.MIN_GAS, estimated + estimated / 4)));
    } catch (ChainException e) {
      if (e.passing()) {
        throw e;
      }
      if (e.kind() == ChainException.Kind.REVERTED) {
        fail(job, "not sent, as it would revert: " + signer.reasons().explain(e.data()));
      } else {
        job.note(refusals.told(e));
      }
      return OptionalLong.empty();
    }
  }

  private boolean fail(Job job, String reason) throws IOException {
    book.add(
        new LogRecord.Over(
            job.label(), new Progress.Failed(reason, Optional.empty()), Optional.empty()));
    return true;
  }

  private void write(Job job, long nonce, Fees fees, long gas) throws IOException {
    Bytes raw =
        new FeeTransaction(signer.chainId(), nonce, fees, gas, job.live()).sign(signer.wallet());
    Version version = new Version(nonce, fees, gas, raw, head.at().number());
    book.add(new LogRecord.Signed(job.label(), version));
  }

  private void send(Job job) throws ChainException {
    try {
      eth.send(job.last().raw());
      job.note("");
    } catch (ChainException e) {
      if (e.passing()) {
        throw e;
      }
      job.note(Refusals.isKnown(e) ? "" : refusals.told(e));
    }
  }
}
