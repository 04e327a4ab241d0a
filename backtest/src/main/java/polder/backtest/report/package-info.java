/**
 * The page {@code report.html}, by which a founder tunes rules. Receives each epoch's rewards as
 * they are written ({@link polder.backtest.report.Collector}), keeps counts only, and gives one
 * page that needs no network ({@link polder.backtest.report.ReportPage}), for one set of rules or
 * for two beside each other. Series are read again at the end, of few devices. Never judges
 * anything: all verdicts are those of the epoch program.
 *
 * <p>A {@link polder.backtest.report.Panel} draws the curve of one device beside those of others. A
 * {@link polder.backtest.report.CopyPair} draws a device beside the one that a finding names, a
 * copy beside its original.
 */
@NullMarked
package polder.backtest.report;

import org.jspecify.annotations.NullMarked;
