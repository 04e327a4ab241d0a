package polder.backtest.report;

import polder.protocol.message.Site;

/**
 * What a device came to.
 *
 * @param name its name, hostile input
 * @param owner its owner's name; neighbours are of other owners
 * @param site where it stands
 * @param accepted readings accepted, without the corroborated
 * @param amountNano what it earned
 */
public record DeviceTotals(
    String name,
    String owner,
    Site site,
    long accepted,
    long corroborated,
    long unverified,
    long rejected,
    long amountNano) {

  /** All its readings. */
  long readings() {
    return accepted + corroborated + unverified + rejected;
  }
}
